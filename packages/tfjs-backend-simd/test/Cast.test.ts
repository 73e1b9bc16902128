import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import type { SimdBackend } from '../src';
import { expectSameAsCpu, type Input } from './compare';

const INPUTS: Input[] = [
  { shape: [5], values: [-2.5, -0, 0.9, 1, 7.5] },
  { shape: [5], values: [-2, 0, 1, 2, 2 ** 30], dtype: 'int32' },
  { shape: [5], values: [1, 0, 0, 1, 1], dtype: 'bool' },
];

test('every cast equals the cpu backend, and the result is usable by the next kernel', async () => {
  for (const input of INPUTS) {
    for (const dtype of ['float32', 'int32', 'bool'] as const) {
      await expectSameAsCpu([input], (x) => tf.cast(x, dtype));
      await expectSameAsCpu([input], (x) => tf.mul(tf.cast(tf.cast(x, dtype), 'float32'), 1.5));
    }
  }
});

test('a bool that a SIMD kernel made is cast, and read by a cpu kernel', async () => {
  const x: Input = { shape: [6], values: [1, -1, 2, -2, 0, Number.NaN] };
  await expectSameAsCpu([x], (t) => tf.cast(tf.greater(t, 0), 'float32'));
  await expectSameAsCpu([x], (t) => tf.cast(tf.greater(t, 0), 'int32'));
  await expectSameAsCpu([x], (t) => tf.any(tf.greater(t, 0)));
  await expectSameAsCpu([x], (t) => tf.sum(tf.greater(t, 0)));
});

test('constants equal the cpu backend', async () => {
  for (const dtype of ['float32', 'int32', 'bool'] as const) {
    await expectSameAsCpu([], () => [tf.zeros([2, 3], dtype), tf.ones([7], dtype), tf.fill([0, 2], 1, dtype)]);
  }
  await expectSameAsCpu([], () => [tf.fill([3], 2.5), tf.zerosLike(tf.ones([2])), tf.onesLike(tf.zeros([5]))]);
});

test('reshape, clone and variable.assign make no copy', async () => {
  await tf.setBackend('simd');
  const { wasmMemory } = tf.backend() as SimdBackend;
  const x = tf.relu(tf.ones([100]));
  const before = wasmMemory.bytesInUse;
  const views = [tf.reshape(x, [10, 10]), x.clone(), tf.cast(x, 'float32'), tf.expandDims(x, 0)];
  const variable = tf.variable(x);
  const next = tf.neg(x);
  variable.assign(next);
  next.dispose();
  expect(wasmMemory.bytesInUse).toBe(before + 448);
  tf.dispose([...views, x]);
  expect(Array.from(variable.dataSync()).every((value) => value === -1)).toBe(true);
  variable.dispose();
});
