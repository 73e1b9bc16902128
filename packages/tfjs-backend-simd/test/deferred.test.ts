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
    expectClose(together, apart, { relative: 1e-6, absolute: 1e-6 });
  });
});

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
