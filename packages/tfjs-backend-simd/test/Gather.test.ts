import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { expectSameAsCpu, integer, randomInput, randomSource } from './compare';

test('gather along every axis, with batch dimensions and empty indices', async () => {
  const random = randomSource(80);
  for (let round = 0; round < 40; round++) {
    const shape = Array.from({ length: integer(random, 1, 4) }, () => integer(random, 1, 6));
    const axis = integer(random, 0, shape.length - 1);
    const count = integer(random, 0, 5);
    const indices = Array.from({ length: count }, () => integer(random, 0, shape[axis]! - 1));
    await expectSameAsCpu([randomInput(shape, random)], (x) => tf.gather(x, tf.tensor1d(indices, 'int32'), axis));
  }
  // Runs long enough for the engine's own copy.
  await expectSameAsCpu([randomInput([5, 150], random)], (x) => tf.gather(x, tf.tensor1d([4, 0, 4], 'int32')));
  const indices = tf.util.createShuffledIndices(3);
  await expectSameAsCpu([randomInput([2, 3, 4], random)], (x) =>
    tf.gather(x, tf.tensor2d([[...indices], [0, 1, 1]], [2, 3], 'int32'), 1, 1),
  );
});

test('an index outside is refused as tfjs refuses it; integers are left to the cpu kernel', async () => {
  await tf.setBackend('simd');
  expect(() => tf.gather(tf.zeros([3, 2]), tf.tensor1d([0, 3], 'int32'))).toThrow(/index value 3 is not in \[0, 2\]/);
  const integers = { shape: [4], values: [5, 6, 7, 8], dtype: 'int32' as const };
  await expectSameAsCpu([integers], (x) => tf.gather(x, tf.tensor1d([3, 0], 'int32')));
});
