import * as tf from '@tensorflow/tfjs-core';
import { test } from 'vitest';
import { expectSameAsCpu, randomInput, randomSource } from './compare';

test('softmax and log-softmax equal the cpu backend', async () => {
  const random = randomSource(40);
  for (const shape of [[1], [5], [2, 3], [4, 21], [2, 3, 4, 5], [1, 1000], [0, 3]]) {
    await expectSameAsCpu([randomInput(shape, random, 20)], (x) => tf.softmax(x));
    await expectSameAsCpu([randomInput(shape, random, 20)], (x) => tf.logSoftmax(x));
  }
});

test('large, infinite and NaN logits', async () => {
  const rows = [1e4, 1e4 - 1, 0, -Infinity, 1, 2, Number.NaN, 1, 1];
  await expectSameAsCpu([{ shape: [3, 3], values: rows }], (x) => tf.softmax(x));
});
