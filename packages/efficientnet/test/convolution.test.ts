import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { Conv2D, DepthwiseConv2D } from '../src/layers/convolution';
import { convolve, convolveDepthwise, type Strides } from '../src/ops/convolution';
import { relativeError, waveTensor } from './wave';

type Op = (x: tf.Tensor, filter: tf.Tensor, strides: Strides) => tf.Tensor;

beforeAll(async () => {
  await tf.setBackend('cpu');
});
afterEach(() => {
  vi.restoreAllMocks();
});

const dense: [Op, Op] = [convolve, (x, f, strides) => tf.conv2d(x as tf.Tensor4D, f as tf.Tensor4D, strides, 'same')];
const depthwise: [Op, Op] = [
  convolveDepthwise,
  (x, f, strides) => tf.depthwiseConv2d(x as tf.Tensor4D, f as tf.Tensor4D, strides, 'same'),
];

describe.each([
  ['a convolution', ...dense, 5],
  ['a depthwise convolution', ...depthwise, 1],
] as const)('%s', (_, op, tfjs, outputs) => {
  test.each([
    [7, 3, 2],
    [6, 5, 2],
    [5, 3, 1],
    [1, 1, 1],
  ])("has tfjs's output and gradients: size %d, kernel %d, stride %d", (size, kernel, stride) => {
    const inputs = [waveTensor([2, size, size + 1, 3], 0.2), waveTensor([kernel, kernel, 3, outputs], 0.5)];
    const run = (op: Op) => {
      const differentiated = (x: tf.Tensor, filter: tf.Tensor) => op(x, filter, [stride, stride]);
      const dy = waveTensor(differentiated(inputs[0]!, inputs[1]!).shape, 0.9);
      const { value, grads } = tf.valueAndGrads(differentiated)(inputs, dy);
      return [value, ...grads].map((tensor) => tensor.dataSync());
    };
    const expected = run(tfjs);
    run(op).forEach((values, i) => {
      expect(relativeError(values, expected[i]!)).toBeLessThan(1e-6);
    });
  });

  test('computes only the gradients that are asked for', () => {
    const [x, filter] = [waveTensor([1, 4, 4, 3], 0.2), waveTensor([3, 3, 3, outputs], 0.5)];
    const runKernel = vi.spyOn(tf.engine(), 'runKernel');
    const gradients = () => runKernel.mock.calls.map(([name]) => name).filter((name) => name.includes('Backprop'));
    tf.grad((filter: tf.Tensor) => op(x, filter, [1, 1]))(filter);
    expect(gradients()).toEqual([expect.stringMatching(/BackpropFilter$/)]);
    runKernel.mockClear();
    tf.grad((x: tf.Tensor) => op(x, filter, [1, 1]))(x);
    expect(gradients()).toEqual([expect.stringMatching(/BackpropInput$/)]);
  });
});

test("the layers have Keras's options, weights and shapes", () => {
  const input = tfl.input({ shape: [7, 8, 3] });
  const conv = new Conv2D({ name: 'conv', filters: 5, kernelSize: 3, strides: 2 });
  const separate = new DepthwiseConv2D({ name: 'dwconv', kernelSize: 5 });
  const y = separate.apply(conv.apply(input)) as tfl.SymbolicTensor;
  expect(y.shape).toEqual([null, 4, 4, 5]);
  const weights = [conv, separate].flatMap((layer) => layer.weights.map((w) => [w.originalName, w.shape]));
  expect(weights).toEqual([
    ['conv/kernel', [3, 3, 3, 5]],
    ['dwconv/depthwise_kernel', [5, 5, 5, 1]],
  ]);
  expect(conv.getConfig()).toMatchObject({ filters: 5, kernelSize: [3, 3], strides: [2, 2], padding: 'same' });
});
