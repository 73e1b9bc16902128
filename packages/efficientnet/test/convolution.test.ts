import '@tensorflow/tfjs-backend-cpu';
import '@kium/tfjs-backend-simd';
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { InvalidOptionError } from '../src/errors';
import { Conv2D, DepthwiseConv2D } from '../src/layers/convolution';
import { convolve, convolveDepthwise, type Strides } from '../src/ops/convolution';
import type { Padding } from '../src/ops/padding';
import { relativeError, waveTensor } from './wave';

type Op = (x: tf.Tensor, filter: tf.Tensor, strides: Strides, padding: Padding) => tf.Tensor;

beforeEach(async () => {
  await tf.setBackend('cpu');
});
afterEach(() => {
  vi.restoreAllMocks();
});

/** tfjs's op; PyTorch's padding is made of zeros around the input. */
const tfjs =
  (op: typeof tf.conv2d | typeof tf.depthwiseConv2d): Op =>
  (x, filter, strides, padding) => {
    const run = op as typeof tf.conv2d;
    if (padding === 'same') return run(x as tf.Tensor4D, filter as tf.Tensor4D, strides, 'same');
    const [rows, columns] = [filter.shape[0]! >> 1, filter.shape[1]! >> 1];
    const padded = tf.pad(x, [
      [0, 0],
      [rows, rows],
      [columns, columns],
      [0, 0],
    ]);
    return run(padded as tf.Tensor4D, filter as tf.Tensor4D, strides, 'valid');
  };

describe.each([
  ['a convolution', convolve, tfjs(tf.conv2d), 5],
  ['a depthwise convolution', convolveDepthwise, tfjs(tf.depthwiseConv2d), 1],
] as [string, Op, Op, number][])('%s', (_, op, tfjs, outputs) => {
  const sizes = [
    [7, 3, 2],
    [6, 5, 2],
    [8, 3, 2],
    [5, 3, 1],
    [6, 2, 1],
    [9, 4, 3],
    [1, 1, 1],
  ] as const;
  const cases = (['same', 'symmetric'] as const).flatMap((padding) =>
    ['cpu', 'simd'].flatMap((backend) => sizes.map((size) => [padding, backend, ...size] as const)),
  );

  test.each(cases)("has tfjs's output and gradients: %s on %s: size %d, kernel %d, stride %d", async (...given) => {
    const [padding, backend, size, kernel, stride] = given;
    const run = (op: Op) => {
      const inputs = [waveTensor([2, size, size + 1, 3], 0.2), waveTensor([kernel, kernel, 3, outputs], 0.5)];
      const differentiated = (x: tf.Tensor, filter: tf.Tensor) => op(x, filter, [stride, stride], padding);
      const dy = waveTensor(differentiated(inputs[0]!, inputs[1]!).shape, 0.9);
      const { value, grads } = tf.valueAndGrads(differentiated)(inputs, dy);
      return [value, ...grads].map((tensor) => ({ shape: tensor.shape, values: tensor.dataSync() }));
    };
    const expected = run(tfjs);
    await tf.setBackend(backend);
    run(op).forEach(({ shape, values }, i) => {
      expect(shape).toEqual(expected[i]!.shape);
      expect(relativeError(values, expected[i]!.values)).toBeLessThan(1e-6);
    });
  });

  test('computes only the gradients that are asked for', () => {
    const [x, filter] = [waveTensor([1, 4, 4, 3], 0.2), waveTensor([3, 3, 3, outputs], 0.5)];
    const runKernel = vi.spyOn(tf.engine(), 'runKernel');
    const gradients = () => runKernel.mock.calls.map(([name]) => name).filter((name) => name.includes('Backprop'));
    tf.grad((filter: tf.Tensor) => op(x, filter, [1, 1], 'same'))(filter);
    expect(gradients()).toEqual([expect.stringMatching(/BackpropFilter$/)]);
    runKernel.mockClear();
    tf.grad((x: tf.Tensor) => op(x, filter, [1, 1], 'same'))(x);
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

describe.each([
  ['Conv2D', (args: object) => new Conv2D({ filters: 2, kernelSize: 3, ...args } as never)],
  ['DepthwiseConv2D', (args: object) => new DepthwiseConv2D({ kernelSize: 3, ...args } as never)],
])('padding of %s', (_, layer) => {
  test.each(
    ['same', 'symmetric', undefined].flatMap((padding) =>
      [1, 2, 3].flatMap((strides) => [2, 3, 4, 5].map((kernelSize) => ({ padding, strides, kernelSize }))),
    ),
  )('the shape that is foretold is that of the output: %o', (args) => {
    for (const size of [7, 8, 9]) {
      const built = layer(args);
      const y = built.apply(tf.ones([1, size, size + 1, 2])) as tf.Tensor;
      expect(built.computeOutputShape([null, size, size + 1, 2])).toEqual([null, ...y.shape.slice(1)]);
      expect(built.computeOutputShape([null, null, null, 2])).toEqual([null, null, null, 2]);
    }
  });

  test('changes the values, and comes back from the configuration', () => {
    const x = waveTensor([1, 8, 8, 2], 0.3);
    const symmetric = layer({ padding: 'symmetric', strides: 2 });
    const values = (symmetric.apply(x) as tf.Tensor).dataSync();
    const again = (config: tf.serialization.ConfigDict) => {
      const Layer = symmetric.constructor as unknown as tf.serialization.SerializableConstructor<typeof symmetric>;
      const copy = new Layer(config);
      copy.build([null, 8, 8, 2]);
      copy.setWeights(symmetric.getWeights());
      return (copy.apply(x) as tf.Tensor).dataSync();
    };
    const config = symmetric.getConfig();
    expect(config.padding).toBe('symmetric');
    expect(again(config)).toEqual(values);
    expect(relativeError(again({ ...config, padding: 'same' }), values)).toBeGreaterThan(0.1);
  });

  test('is checked', () => {
    expect(() => layer({ padding: 'valid' })).toThrow(InvalidOptionError);
    expect(() => layer({ padding: 'valid' })).toThrow("'same' or 'symmetric'");
  });
});
