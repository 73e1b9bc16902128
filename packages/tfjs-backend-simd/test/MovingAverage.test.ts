import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, test } from 'vitest';
import { UnsupportedInputError } from '../src';
import { expectSameAsCpu, randomInput, randomSource } from './compare';

const movingAverage = (old: tf.Tensor, value: tf.Tensor, attrs: { rate: number; factor: number }) =>
  tf.engine().runKernel('KiumMovingAverage', { old, value }, attrs) as tf.Tensor;

beforeAll(async () => {
  await tf.setBackend('simd');
});

test.each([
  [0.01, 1.25],
  [1, 1],
  [0, 3],
])('moves by the rate %d to %d times the value', async (rate, factor) => {
  const random = randomSource(71);
  await expectSameAsCpu([randomInput([37], random), randomInput([37], random)], (old, value) =>
    tf.getBackend() === 'simd'
      ? movingAverage(old!, value!, { rate, factor })
      : tf.sub(old!, tf.mul(tf.sub(old!, tf.mul(value!, factor)), rate)),
  );
});

test('tensors of different shapes are refused', () => {
  tf.tidy(() => {
    const attrs = { rate: 0.1, factor: 1 };
    expect(() => movingAverage(tf.zeros([3]), tf.zeros([4]), attrs)).toThrow(UnsupportedInputError);
  });
});
