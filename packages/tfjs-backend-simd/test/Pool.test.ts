import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { expectSameAsCpu, integer, randomInput, randomSource } from './compare';

test('average and maximum pooling and their gradients equal the cpu backend', async () => {
  const random = randomSource(30);
  for (let round = 0; round < 60; round++) {
    const shape: [number, number, number, number] = [
      integer(random, 1, 3),
      integer(random, 1, 9),
      integer(random, 1, 9),
      integer(random, 1, 9),
    ];
    const window: [number, number] = [integer(random, 1, 4), integer(random, 1, 4)];
    const strides: [number, number] = [integer(random, 1, 3), integer(random, 1, 3)];
    const pad = window[0] <= shape[1] && window[1] <= shape[2] && random() < 0.5 ? 'valid' : 'same';
    const x = randomInput(shape, random);
    for (const pool of [tf.avgPool, tf.maxPool]) {
      const op = (t: tf.Tensor) => pool(t as tf.Tensor4D, window, strides, pad);
      await expectSameAsCpu([x], op);
      // Weights make the gradient that comes in differ from place to place.
      await expectSameAsCpu([x], (t) => tf.grad((v: tf.Tensor) => tf.sum(tf.mul(op(v), tf.cos(op(v)))))(t));
    }
  }
});

test('explicit padding and rounding modes', async () => {
  const x = randomInput([2, 7, 6, 5], randomSource(31));
  for (const mode of ['floor', 'ceil', 'round'] as const) {
    await expectSameAsCpu([x], (t) => tf.maxPool(t as tf.Tensor4D, 3, 2, 1, mode));
    await expectSameAsCpu([x], (t) => tf.avgPool(t as tf.Tensor4D, 3, 2, 1, mode));
  }
});

test('the maximum passes over NaN, the average does not', async () => {
  const values = Array.from({ length: 32 }, (_, i) => (i % 5 === 0 ? Number.NaN : i));
  await expectSameAsCpu([{ shape: [1, 4, 4, 2], values }], (t) => tf.maxPool(t as tf.Tensor4D, 2, 2, 'valid'));
  await expectSameAsCpu([{ shape: [1, 4, 4, 2], values }], (t) => tf.avgPool(t as tf.Tensor4D, 2, 2, 'valid'));
});

test('of equal values the first gets the gradient', async () => {
  await tf.setBackend('simd');
  const x = tf.ones([1, 2, 2, 1]) as tf.Tensor4D;
  const dx = tf.grad((t: tf.Tensor) => tf.maxPool(t as tf.Tensor4D, 2, 2, 'valid'))(x);
  expect(Array.from(dx.dataSync())).toEqual([1, 0, 0, 0]);
  tf.dispose([x, dx]);
});
