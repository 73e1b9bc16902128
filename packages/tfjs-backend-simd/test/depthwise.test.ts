import * as tf from '@tensorflow/tfjs-core';
// Registers the gradients.
import '@tensorflow/tfjs-layers';
import { describe, expect, test } from 'vitest';
import { expectSameAsCpu, integer, randomInput, randomSource } from './compare';
import { type Geometry, outputShape, randomGeometry } from './geometry';

const tolerance = (terms: number) => ({ relative: 1e-5, absolute: 1e-5 * Math.sqrt(terms) });

const kernel = (name: string, inputs: Record<string, tf.Tensor>, attrs: object) =>
  tf.engine().runKernel(name, inputs, attrs as never) as tf.Tensor;

const attrsOf = ({ strides, pad, dilations }: Geometry) => ({
  ...{ strides, pad, dilations },
  dimRoundingMode: typeof pad === 'string' ? undefined : 'floor',
});

/** Channel counts that end within a block of 16, of 8 and of 4. */
const CHANNELS = [1, 3, 4, 7, 8, 12, 15, 16, 17, 24, 32, 37];

function randomDepthwise(random: () => number, withDilation: boolean) {
  const geometry = randomGeometry(random, withDilation);
  const channels = CHANNELS[integer(random, 0, CHANNELS.length - 1)]!;
  const xShape = [geometry.batch, geometry.height, geometry.width, channels];
  const filterShape = [geometry.filterHeight, geometry.filterWidth, channels, 1];
  return { geometry, xShape, filterShape, yShape: outputShape(geometry, xShape, filterShape, true) };
}

describe('depthwise conv2d', () => {
  test('equals cpu on random shapes, strides, dilations and paddings', async () => {
    const random = randomSource(1);
    for (let i = 0; i < 150; i++) {
      const { geometry, xShape, filterShape } = randomDepthwise(random, true);
      await expectSameAsCpu(
        [randomInput(xShape, random, 1), randomInput(filterShape, random, 1)],
        (x, filter) => kernel('DepthwiseConv2dNative', { x: x!, filter: filter! }, attrsOf(geometry)),
        tolerance(25),
      );
    }
  });

  test('both gradients equal cpu on random shapes, strides and paddings', async () => {
    const random = randomSource(2);
    for (let i = 0; i < 150; i++) {
      const { geometry, xShape, filterShape, yShape } = randomDepthwise(random, false);
      const attrs = attrsOf(geometry);
      await expectSameAsCpu(
        [xShape, filterShape, yShape].map((shape) => randomInput(shape, random, 1)),
        (x, filter, dy) => [
          kernel('DepthwiseConv2dNativeBackpropInput', { dy: dy!, filter: filter! }, { ...attrs, inputShape: xShape }),
          kernel('DepthwiseConv2dNativeBackpropFilter', { x: x!, dy: dy! }, { ...attrs, filterShape }),
        ],
        tolerance(yShape[0]! * yShape[1]! * yShape[2]!),
      );
    }
  });

  test('with dilation, the gradients are the adjoints of the forward pass', async () => {
    // The cpu backend ignores the dilation here, but for any dy, <dy, conv(x, f)> = <dx, x> = <df, f>.
    await tf.setBackend('simd');
    const random = randomSource(6);
    for (let i = 0; i < 60; i++) {
      const { geometry, xShape, filterShape, yShape } = randomDepthwise(random, true);
      const attrs = attrsOf(geometry);
      tf.tidy(() => {
        const [x, filter, dy] = [xShape, filterShape, yShape].map((shape) => {
          const { values } = randomInput(shape, random, 1);
          return tf.tensor(values, shape);
        }) as [tf.Tensor, tf.Tensor, tf.Tensor];
        const dot = (a: tf.Tensor, b: tf.Tensor) => tf.sum(tf.mul(a, b)).dataSync()[0]!;
        const expected = dot(dy, kernel('DepthwiseConv2dNative', { x, filter }, attrs));
        const dx = kernel('DepthwiseConv2dNativeBackpropInput', { dy, filter }, { ...attrs, inputShape: xShape });
        const df = kernel('DepthwiseConv2dNativeBackpropFilter', { x, dy }, { ...attrs, filterShape });
        const allowed = 1e-5 * Math.sqrt(25 * dy.size);
        expect(Math.abs(dot(dx, x) - expected)).toBeLessThan(allowed);
        expect(Math.abs(dot(df, filter) - expected)).toBeLessThan(allowed);
      });
    }
  });

  test('equals cpu on larger images, as in EfficientNet', async () => {
    const random = randomSource(3);
    const cases = [
      { x: [2, 33, 31, 32], size: 3, stride: 1 },
      { x: [1, 40, 40, 20], size: 3, stride: 2 },
      { x: [1, 32, 36, 48], size: 5, stride: 2 },
      { x: [2, 4, 4, 36], size: 5, stride: 1 },
      { x: [1, 140, 9, 16], size: 5, stride: 1 },
    ];
    for (const { x, size, stride } of cases) {
      const y = [x[0]!, Math.ceil(x[1]! / stride), Math.ceil(x[2]! / stride), x[3]!];
      const inputs = [x, [size, size, x[3]!, 1], y].map((shape) => randomInput(shape, random, 1));
      await expectSameAsCpu(
        inputs,
        (...t) =>
          tf.grads((x, filter) => tf.depthwiseConv2d(x as tf.Tensor4D, filter as tf.Tensor4D, stride, 'same'))(
            [t[0]!, t[1]!],
            t[2]!,
          ) as tf.Tensor[],
        tolerance(y[1]! * y[2]! * 2),
      );
    }
  });

  test('gives channel multipliers to cpu', async () => {
    const random = randomSource(4);
    const inputs = [randomInput([1, 6, 5, 3], random), randomInput([3, 3, 3, 2], random)];
    await expectSameAsCpu(inputs, (x, filter) =>
      tf.depthwiseConv2d(x as tf.Tensor4D, filter as tf.Tensor4D, 1, 'same'),
    );
  });
});

describe('fused depthwise conv2d', () => {
  test.each(['linear', 'relu', 'relu6', 'elu', 'prelu', 'leakyrelu', 'sigmoid'] as const)(
    'equals cpu with %s',
    async (activation) => {
      const random = randomSource(5);
      const inputs = [[2, 6, 7, 9], [3, 2, 9, 1], [9], [9]].map((shape) => randomInput(shape, random, 1));
      await expectSameAsCpu(
        inputs,
        (x, filter, bias, alpha) =>
          tf.fused.depthwiseConv2d({
            ...{ x: x as tf.Tensor4D, filter: filter as tf.Tensor4D, strides: 1, pad: 'same', activation },
            ...{ bias: bias!, preluActivationWeights: alpha!, leakyreluAlpha: 0.1 },
          }),
        tolerance(9),
      );
    },
  );
});
