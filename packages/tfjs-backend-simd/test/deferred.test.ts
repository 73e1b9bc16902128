import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-layers'; // registers the gradients of tfjs's ops
import { beforeEach, describe, expect, test } from 'vitest';
import type { SimdBackend } from '../src';
import { expectClose, randomInput, randomSource } from './compare';

const random = randomSource(90);
const tensor = (...shape: number[]) => tf.tensor(Float32Array.from(randomInput(shape, random).values), shape);
const backend = () => tf.backend() as SimdBackend;
const result = (y: tf.Tensor) => ({ shape: y.shape, dtype: y.dtype, values: y.dataSync() });
const inUse = () => backend().wasmMemory.bytesInUse;
/** Folded into a filter, a batch norm rounds the products of the sum, and not the sum. */
const ROUNDING = { relative: 1e-6, absolute: 1e-5 };

beforeEach(async () => {
  await tf.setBackend('simd');
});

const CONVOLUTIONS: Record<string, [x: number[], filter: number[], run: (x: tf.Tensor, f: tf.Tensor) => tf.Tensor]> = {
  'of one pixel': [[2, 37, 41, 19], [1, 1, 19, 33], (x, f) => tf.conv2d(x as tf.Tensor4D, f as tf.Tensor4D, 1, 'same')],
  'of 3 by 3 pixels': [
    [2, 20, 23, 5],
    [3, 3, 5, 12],
    (x, f) => tf.conv2d(x as tf.Tensor4D, f as tf.Tensor4D, 2, 'same'),
  ],
  'of each channel': [
    [3, 31, 9, 21],
    [5, 5, 21, 1],
    (x, f) => tf.depthwiseConv2d(x as tf.Tensor4D, f as tf.Tensor4D, 1, 'same'),
  ],
  'with a gate, for the images': [[2, 3, 3, 24], [1, 1, 24, 40], gated],
  'with a gate, for the filter': [[2, 30, 31, 24], [1, 1, 24, 7], gated],
};

function gated(x: tf.Tensor, filter: tf.Tensor): tf.Tensor {
  const gate = tf.fill([x.shape[0]!, 1, 1, x.shape[3]!], 0.75);
  return tf.engine().runKernel('KiumGatedConv2D', { x, gate, filter }) as tf.Tensor;
}

describe.each(Object.entries(CONVOLUTIONS))('a convolution %s', (_, [xShape, filterShape, run]) => {
  test.each(['swish', 'linear'])('gives the same with and without its batch norm (%s)', (activation) => {
    const [x, filter] = [tensor(...xShape), tensor(...filterShape)];
    const normalize = (y: tf.Tensor) => {
      const [mean, variance, scale, offset] = [0.1, 2, 1.5, -0.3].map((value) => tf.fill([y.shape[3]!], value));
      const inputs = { x: y, mean, variance, scale, offset } as unknown as tf.NamedTensorMap;
      return tf.engine().runKernel('KiumBatchNormInference', inputs, { epsilon: 1e-3, activation }) as tf.Tensor;
    };
    const together = result(normalize(run(x, filter)));
    const y = run(x, filter);
    y.dataSync();
    const apart = result(normalize(y));
    expectClose(together, apart, ROUNDING);
  });
});

describe('a convolution whose output was reshaped', () => {
  const normalize = (x: tf.Tensor, channels: number, pooled: boolean) => {
    const vector = (from: number) => tf.tensor(Float32Array.from({ length: channels }, (_, i) => from + i / 7));
    const inputs = { x, mean: vector(0.1), variance: vector(2), scale: vector(1.5), offset: vector(-0.3) };
    const attrs = { epsilon: 1e-3, activation: 'linear', pooled, transient: true };
    return [tf.engine().runKernel('KiumBatchNormInference', inputs as unknown as tf.NamedTensorMap, attrs)].flat();
  };

  test.each([
    ['all pixels one row', [2, 24]],
    ['two channels', [2, 4, 3, 2]],
    ['two images one', [1, 8, 1, 6]],
  ] as const)('is normalised by its new channels: %s', (_, shape) => {
    const [x, filter, own] = [tensor(2, 4, 1, 3), tensor(1, 1, 3, 6), tensor(3, 3, 6, 1)];
    const pointwise = () => tf.conv2d(x as tf.Tensor4D, filter as tf.Tensor4D, 1, 'same');
    for (const run of [pointwise, () => tf.depthwiseConv2d(pointwise(), own as tf.Tensor4D, 1, 'same')]) {
      const reshaped = () => tf.reshape(run(), [...shape]);
      const channels = shape.at(-1)!;
      const together = normalize(reshaped(), channels, shape.length === 4);
      const y = reshaped();
      y.dataSync();
      const [apart] = normalize(y, channels, false);
      expectClose(result(together[0] as tf.Tensor), result(apart as tf.Tensor), ROUNDING);
    }
  });
});

describe('a depthwise convolution', () => {
  test.each([
    ['of one band', [2, 7, 9, 21], 3, 1],
    ['of several bands and parts', [3, 61, 50, 33], 5, 2],
    ['of one image of many parts', [1, 40, 300, 24], 3, 1],
  ] as const)('%s gives the means over the pixels on the way', (_, shape, size, stride) => {
    const y = depthwise(tensor(...shape), size, stride);
    const [normalized, means] = batchNorm(y, { pooled: true }) as tf.Tensor[];
    expect(means!.shape).toEqual([shape[0], shape[3]]);
    expectClose(result(means!), result(tf.mean(normalized!, [1, 2])), { relative: 1e-6, absolute: 1e-6 });
    y.dataSync();
    expectClose(result(normalized!), result(batchNorm(y)[0]!), ROUNDING);
  });

  test('gives the same means for an image in any batch', () => {
    const x = tensor(5, 40, 41, 24);
    const filter = tensor(3, 3, 24, 1);
    const means = (x: tf.Tensor) => batchNorm(depthwise(x, 3, 1, 1, filter), { pooled: true })[1]!;
    expect(sameBits(means(tf.slice(x, [1], [1])), tf.slice(means(x), [1], [1]))).toBe(true);
  });

  test('that was computed already leaves the means to others', () => {
    const y = depthwise(tensor(1, 5, 5, 4), 3, 1);
    y.dataSync();
    expect(batchNorm(y, { pooled: true })).toHaveLength(1);
  });

  // Large enough for the tensor between the convolutions to be worth leaving out.
  test.each([
    ['3 by 3', [1, 200, 201, 80], 3, 1, 1],
    ['3 by 3 in steps of 2', [2, 160, 101, 100], 3, 2, 1],
    ['5 by 5 in steps of 2', [5, 91, 90, 84], 5, 2, 1],
    ['5 by 5, dilated', [1, 200, 200, 80], 5, 1, 3],
    ['1 by 1 in steps of 2', [1, 200, 200, 80], 1, 2, 1],
  ] as const)('of %s computes the rows that it sees', (_, [n, height, width, channels], size, stride, dilation) => {
    const [x, filter] = [tensor(n, height, width, 6), tensor(1, 1, 6, channels)];
    const own = tensor(size, size, channels, 1);
    const chain = (transient: boolean) => {
      const expanded = batchNorm(tf.conv2d(x as tf.Tensor4D, filter as tf.Tensor4D, 1, 'same'), { transient })[0]!;
      return batchNorm(depthwise(expanded, size, stride, dilation, own), { pooled: true }) as tf.Tensor[];
    };
    const [together, apart] = [chain(true), chain(false)];
    expect(sameBits(together[0]!, apart[0]!)).toBe(true);
    expect(sameBits(together[1]!, apart[1]!)).toBe(true);
  });
});

describe('a tensor that only the next op should read', () => {
  const SHAPE = [1, 200, 200, 6];
  const expanded = (transient: boolean, x = tensor(...SHAPE), filter = tensor(1, 1, 6, 80)) => {
    const y = tf.conv2d(x as tf.Tensor4D, filter as tf.Tensor4D, 1, 'same');
    return { x, filter, y, normalized: batchNorm(y, { transient })[0]! };
  };

  test('can be read by any other', () => {
    const { normalized, x, filter } = expanded(true);
    const plain = expanded(false, x, filter).normalized;
    expect(sameBits(batchNorm(normalized)[0]!, batchNorm(plain)[0]!)).toBe(true);
    expect(sameBits(normalized, plain)).toBe(true);
  });

  test('may find what it is made from computed already', () => {
    const { normalized, y, x, filter } = expanded(true);
    const own = tensor(3, 3, 80, 1);
    const after = depthwise(normalized, 3, 1, 1, own);
    y.dataSync();
    const plain = depthwise(expanded(false, x, filter).normalized, 3, 1, 1, own);
    expectClose(result(after), result(plain), { relative: 1e-5, absolute: 5e-5 });
  });

  test('leaves no memory behind, and never takes any', () => {
    const before = { tensors: tf.memory().numTensors, inUse: inUse() };
    tf.tidy(() => {
      const { normalized } = expanded(true);
      const taken = inUse();
      batchNorm(depthwise(normalized, 3, 2))[0]!.dataSync();
      expect(inUse() - taken).toBeLessThan(4 * 200 * 200 * 80);
    });
    expect({ tensors: tf.memory().numTensors, inUse: inUse() }).toEqual(before);
  });
});

/** `toEqual` takes minutes for millions of values. */
function sameBits(a: tf.Tensor, b: tf.Tensor): boolean {
  const bytes = (tensor: tf.Tensor) => new Uint8Array(tensor.dataSync<'float32'>().buffer);
  return Buffer.compare(bytes(a), bytes(b)) === 0;
}

/** As the layers of `@kium/efficientnet` ask for it. */
function batchNorm(y: tf.Tensor, attrs: { pooled?: boolean; transient?: boolean } = {}): tf.Tensor[] {
  const [mean, variance, scale, offset] = [0.1, 2, 1.5, -0.3].map((value) => tf.fill([y.shape.at(-1)!], value));
  const inputs = { x: y, mean, variance, scale, offset } as unknown as tf.NamedTensorMap;
  const attributes = { epsilon: 1e-3, activation: 'swish', ...attrs };
  return [tf.engine().runKernel('KiumBatchNormInference', inputs, attributes)].flat() as tf.Tensor[];
}

function depthwise(
  x: tf.Tensor,
  size: number,
  stride: number,
  dilation = 1,
  filter = tensor(size, size, x.shape[3]!, 1),
): tf.Tensor {
  return tf.depthwiseConv2d(x as tf.Tensor4D, filter as tf.Tensor4D, stride, 'same', 'NHWC', dilation);
}

test('is computed from the values that its inputs had', () => {
  const x = tf.ones([1, 2, 2, 3]) as tf.Tensor4D;
  const filter = tf.variable(tf.ones([1, 1, 3, 1])) as tf.Variable;
  const y = tf.conv2d(x, filter as unknown as tf.Tensor4D, 1, 'same');
  filter.assign(tf.zeros([1, 1, 3, 1]));
  x.dispose();
  expect([...y.dataSync()]).toEqual([3, 3, 3, 3]);
});

test('can be read twice, cloned, and used by a kernel of the cpu backend', () => {
  const y = tf.conv2d(tf.ones([1, 2, 2, 3]) as tf.Tensor4D, tf.ones([1, 1, 3, 1]) as tf.Tensor4D, 1, 'same');
  const clone = y.clone();
  // An op without a SIMD kernel.
  expect([...tf.cumsum(tf.reshape(y, [4])).dataSync()]).toEqual([3, 6, 9, 12]);
  expect([...clone.dataSync()]).toEqual([3, 3, 3, 3]);
  expect([...y.dataSync()]).toEqual([3, 3, 3, 3]);
});

test.each([true, false])('leaves no memory and no tensor behind (read: %o)', (read) => {
  const before = { ...tf.memory(), inUse: inUse() };
  const x = tensor(1, 20, 20, 8) as tf.Tensor4D;
  const filter = tensor(1, 1, 8, 8) as tf.Tensor4D;
  const y = tf.conv2d(x, filter, 1, 'same');
  // The inputs go first.
  tf.dispose([x, filter]);
  if (read) y.dataSync();
  y.dispose();
  const { numTensors, numDataBuffers, numBytes } = tf.memory();
  expect({ numTensors, numDataBuffers, numBytes, inUse: inUse() }).toEqual({
    numTensors: before.numTensors,
    numDataBuffers: before.numDataBuffers,
    numBytes: before.numBytes,
    inUse: before.inUse,
  });
});
