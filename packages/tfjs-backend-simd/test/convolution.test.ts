import * as tf from '@tensorflow/tfjs-core';
// Registers the gradients.
import '@tensorflow/tfjs-layers';
import { describe, test } from 'vitest';
import { expectSameAsCpu, type Input, integer, randomInput, randomSource } from './compare';
import { type Geometry, outputShape, randomGeometry } from './geometry';

const tolerance = (terms: number) => ({ relative: 1e-5, absolute: 1e-5 * Math.sqrt(terms) });

/** Runs a kernel by its name, as the gradients of tfjs-core do. */
const kernel = (name: string, inputs: Record<string, tf.Tensor>, attrs: object) =>
  tf.engine().runKernel(name, inputs, attrs as never) as tf.Tensor;

const attrsOf = ({ strides, pad, dilations }: Geometry) => ({
  ...{ strides, pad, dilations, dataFormat: 'NHWC' },
  dimRoundingMode: typeof pad === 'number' || Array.isArray(pad) ? 'floor' : undefined,
});

/** A random convolution and its channels. */
function randomConvolution(random: () => number, withDilation: boolean) {
  const geometry = randomGeometry(random, withDilation);
  const [inChannels, outChannels] = [integer(random, 1, 11), integer(random, 1, 19)];
  const xShape = [geometry.batch, geometry.height, geometry.width, inChannels];
  const filterShape = [geometry.filterHeight, geometry.filterWidth, inChannels, outChannels];
  const yShape = outputShape(geometry, xShape, filterShape);
  const input = (shape: number[]): Input => randomInput(shape, random, 1);
  return { geometry, xShape, filterShape, yShape, input, filterTerms: geometry.filterHeight * geometry.filterWidth };
}

describe('conv2d', () => {
  test('equals cpu on random shapes, strides, dilations and paddings', async () => {
    const random = randomSource(1);
    for (let i = 0; i < 150; i++) {
      const { geometry, xShape, filterShape, input, filterTerms } = randomConvolution(random, true);
      await expectSameAsCpu(
        [input(xShape), input(filterShape)],
        (x, filter) => kernel('Conv2D', { x: x!, filter: filter! }, attrsOf(geometry)),
        tolerance(filterTerms * xShape[3]!),
      );
    }
  });

  test('input gradient equals cpu on random shapes, strides and paddings', async () => {
    const random = randomSource(2);
    for (let i = 0; i < 150; i++) {
      const { geometry, xShape, filterShape, yShape, input, filterTerms } = randomConvolution(random, false);
      await expectSameAsCpu(
        [input(yShape), input(filterShape)],
        (dy, filter) =>
          kernel('Conv2DBackpropInput', { dy: dy!, filter: filter! }, { ...attrsOf(geometry), inputShape: xShape }),
        tolerance(filterTerms * filterShape[3]!),
      );
    }
  });

  test('filter gradient equals cpu on random shapes, strides and paddings', async () => {
    const random = randomSource(3);
    for (let i = 0; i < 150; i++) {
      const { geometry, xShape, filterShape, yShape, input } = randomConvolution(random, false);
      await expectSameAsCpu(
        [input(xShape), input(yShape)],
        (x, dy) => kernel('Conv2DBackpropFilter', { x: x!, dy: dy! }, { ...attrsOf(geometry), filterShape }),
        tolerance(yShape[0]! * yShape[1]! * yShape[2]!),
      );
    }
  });

  test('equals cpu where blocks end: many pixels and many channels', async () => {
    const random = randomSource(4);
    const cases = [
      { x: [2, 37, 35, 3], filter: [3, 3, 3, 9], strides: 1 },
      { x: [2, 45, 31, 8], filter: [3, 3, 8, 4], strides: 2 },
      { x: [1, 5, 6, 150], filter: [3, 3, 150, 17], strides: 1 },
      { x: [3, 40, 40, 2], filter: [1, 1, 2, 3], strides: 1 },
      { x: [1, 24, 24, 5], filter: [1, 1, 5, 6], strides: 2 },
    ];
    for (const { x, filter, strides } of cases) {
      const geometry = { strides: [strides, strides], pad: 'same', dilations: [1, 1] } as never as Geometry;
      const attrs = attrsOf(geometry);
      const y = [x[0]!, Math.ceil(x[1]! / strides), Math.ceil(x[2]! / strides), filter[3]!];
      await expectSameAsCpu(
        [randomInput(x, random, 1), randomInput(filter, random, 1), randomInput(y, random, 1)],
        (x, filter, dy) => [
          kernel('Conv2D', { x: x!, filter: filter! }, attrs),
          kernel('Conv2DBackpropInput', { dy: dy!, filter: filter! }, { ...attrs, inputShape: x!.shape }),
          kernel('Conv2DBackpropFilter', { x: x!, dy: dy! }, { ...attrs, filterShape: filter!.shape }),
        ],
        tolerance(y[1]! * y[2]!),
      );
    }
  });

  test('tf.grads equals cpu', async () => {
    const random = randomSource(5);
    const inputs = [
      [2, 9, 7, 5],
      [3, 3, 5, 6],
      [2, 5, 4, 6],
    ].map((shape) => randomInput(shape, random, 1));
    const op = (x: tf.Tensor, filter: tf.Tensor, dy: tf.Tensor) =>
      tf.grads((x, filter) => tf.conv2d(x as tf.Tensor4D, filter as tf.Tensor4D, 2, 'same'))([x, filter], dy);
    await expectSameAsCpu(inputs, (...t) => op(t[0]!, t[1]!, t[2]!) as tf.Tensor[], tolerance(54));
  });

  test('gives int32 and NCHW to cpu', async () => {
    const random = randomSource(6);
    const [x, filter] = [randomInput([1, 3, 6, 5], random), randomInput([3, 3, 3, 2], random)];
    await expectSameAsCpu([x, filter], (x, filter) =>
      tf.conv2d(x as tf.Tensor4D, filter as tf.Tensor4D, 1, 'valid', 'NCHW'),
    );
  });
});

describe('fused conv2d', () => {
  test.each(['linear', 'relu', 'relu6', 'elu', 'prelu', 'leakyrelu', 'sigmoid'] as const)(
    'equals cpu with %s',
    async (activation) => {
      const random = randomSource(7);
      const inputs = [[2, 6, 7, 5], [3, 2, 5, 9], [9], [9]].map((shape) => randomInput(shape, random, 1));
      await expectSameAsCpu(
        inputs,
        (x, filter, bias, alpha) =>
          tf.fused.conv2d({
            ...{ x: x as tf.Tensor4D, filter: filter as tf.Tensor4D, strides: 1, pad: 'same', activation },
            ...{ bias: bias!, preluActivationWeights: alpha!, leakyreluAlpha: 0.1 },
          }),
        tolerance(30),
      );
    },
  );
});
