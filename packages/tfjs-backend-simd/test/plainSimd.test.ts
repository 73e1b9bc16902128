// The build without relaxed SIMD, which engines without it get (Safari, say); all other tests run on the other one.
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { SimdBackend } from '../src';
import { WasmMemory } from '../src/memory';
import { expectClose, randomInput, randomSource } from './compare';

const PLAIN = 'simd-plain';

beforeAll(() => {
  tf.registerBackend(PLAIN, () => new SimdBackend(new WasmMemory(), false));
  tf.copyRegisteredKernels('simd', PLAIN);
});
afterAll(() => {
  tf.removeBackend(PLAIN);
});

type Op = (...tensors: tf.Tensor[]) => tf.Tensor | tf.Tensor[];
const gradients =
  (f: (...tensors: tf.Tensor[]) => tf.Tensor) =>
  (...tensors: tf.Tensor[]) => {
    const { value, grads } = tf.valueAndGrads((...xs: tf.Tensor[]) => tf.sum(tf.sin(f(...xs))))(tensors);
    return [value, ...grads];
  };
const conv = (x: tf.Tensor, f: tf.Tensor) => tf.conv2d(x as tf.Tensor4D, f as tf.Tensor4D, 2, 'same');
const pointwise = (x: tf.Tensor, f: tf.Tensor) => tf.conv2d(x as tf.Tensor4D, f as tf.Tensor4D, 1, 'same');
const depthwise = (stride: number) => (x: tf.Tensor, f: tf.Tensor) =>
  tf.depthwiseConv2d(x as tf.Tensor4D, f as tf.Tensor4D, stride, 'same');
const normalize = (x: tf.Tensor) =>
  tf.batchNorm(x, tf.zeros([7]), tf.ones([7]), tf.ones([7]), tf.ones([7])) as tf.Tensor;

const OPS: Record<string, [shapes: number[][], op: Op, scale?: number]> = {
  matMul: [
    [
      [37, 29],
      [29, 43],
    ],
    gradients((a, b) => tf.matMul(a, b)),
  ],
  convolution: [
    [
      [2, 13, 11, 5],
      [3, 3, 5, 9],
    ],
    gradients(conv),
  ],
  'convolution of one pixel': [
    [
      [2, 9, 9, 21],
      [1, 1, 21, 18],
    ],
    gradients(pointwise),
  ],
  'convolution of each channel': [
    [
      [2, 12, 14, 23],
      [5, 5, 23, 1],
    ],
    gradients(depthwise(1)),
  ],
  'convolution of each channel, with strides': [
    [
      [2, 13, 15, 18],
      [3, 3, 18, 1],
    ],
    gradients(depthwise(2)),
  ],
  'convolution and batch norm': [
    [
      [2, 9, 9, 5],
      [3, 3, 5, 7],
    ],
    (x, f) => normalize(conv(x, f)),
  ],
  functions: [[[1000]], (x) => [tf.sigmoid(x), tf.tanh(x), tf.exp(x), tf.softplus(x), tf.log(tf.abs(x))], 20],
  'functions at the edges': [[[1000]], (x) => [tf.sigmoid(x), tf.tanh(x)], 200],
};

describe.each(Object.entries(OPS))('%s', (_, [shapes, op, scale = 1]) => {
  test('equals the cpu backend', async () => {
    const random = randomSource(110);
    const inputs = shapes.map((shape) => randomInput(shape, random, scale));
    const on = async (backend: string) => {
      await tf.setBackend(backend);
      return tf.tidy(() =>
        [op(...inputs.map(({ values, shape }) => tf.tensor(Float32Array.from(values), shape)))]
          .flat()
          .map((y) => ({ shape: y.shape, dtype: y.dtype, values: y.dataSync().slice() })),
      );
    };
    const expected = await on('cpu');
    const found = await on(PLAIN);
    expect((tf.backend() as SimdBackend).relaxedSimd).toBe(false);
    for (const [i, result] of found.entries()) expectClose(result, expected[i]!, { relative: 1e-5, absolute: 1e-4 });
  });
});
