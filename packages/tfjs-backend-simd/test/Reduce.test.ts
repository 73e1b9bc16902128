import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { planPasses } from '../src/kernels/Reduce';
import { expectSameAsCpu, integer, randomInput, randomSource } from './compare';

type Op = (x: tf.Tensor, axis?: number[], keepDims?: boolean) => tf.Tensor;

const OPS: Record<string, Op> = { sum: tf.sum, mean: tf.mean, max: tf.max, min: tf.min };

describe.each(Object.entries(OPS))('%s', (_name, op) => {
  test('over the axes that training reduces', async () => {
    const random = randomSource(10);
    const x = randomInput([3, 6, 5, 7], random);
    for (const axes of [[0, 1, 2], [1, 2], [3], [0], [1], [0, 2], [1, 3], [0, 1, 2, 3], []]) {
      await expectSameAsCpu([x], (t) => op(t, axes));
      await expectSameAsCpu([x], (t) => op(t, axes, true));
    }
  });

  test('over random axes of random shapes', async () => {
    const random = randomSource(11);
    for (let round = 0; round < 100; round++) {
      const shape = Array.from({ length: integer(random, 0, 6) }, () => integer(random, 1, 5));
      const axes = shape.map((_, axis) => axis).filter(() => random() < 0.5);
      await expectSameAsCpu([randomInput(shape, random)], (t) => op(t, axes));
    }
  });

  test('NaN and infinities come through as on cpu; empty and integer tensors work', async () => {
    const values = [1, Number.NaN, 3, Infinity, 5, -Infinity, 7, 8, 9, 10, Infinity, 12];
    for (const axes of [[0], [1], [0, 1]]) {
      await expectSameAsCpu([{ shape: [4, 3], values }], (t) => op(t, axes));
      await expectSameAsCpu(
        [{ shape: [3, 4], values: values.map((v) => (Number.isFinite(v) ? v : -3)), dtype: 'int32' }],
        (t) => op(t, axes),
      );
    }
    await expectSameAsCpu([{ shape: [2, 0], values: [] }], (t) => op(t, [0]));
  });
});

test.each([
  ['all of a long tensor', [1_000_003], undefined],
  ['long columns, in chunks', [100_003, 6], [0]],
  ['columns with a tail', [5000, 37], [0]],
  ['images', [2, 300, 300, 3], [1, 2]],
])('sums keep their digits: %s', async (_name, shape, axes) => {
  await tf.setBackend('simd');
  const random = randomSource(12);
  const { values } = randomInput(shape, random);
  const shifted = Float32Array.from(values, (value) => value + 10);
  const [found, count] = tf.tidy(() => {
    const sums = tf.sum(tf.tensor(shifted, shape), axes);
    return [sums.dataSync(), sums.size] as const;
  });
  const exact = exactSums(shifted, shape, axes ?? [0]);
  expect(exact.length).toBe(count);
  exact.forEach((sum, i) => {
    expect(Math.abs(found[i]! / sum - 1)).toBeLessThan(1e-6);
  });
});

/** Sums over leading axes ([0]) or the middle ones ([1, 2]) in float64. */
function exactSums(values: ArrayLike<number>, shape: number[], axes: number[]): Float64Array {
  const kept = shape.map((size, axis) => (axes.includes(axis) ? 1 : size));
  const sums = new Float64Array(kept.reduce((a, b) => a * b, 1));
  const index = new Array<number>(shape.length).fill(0);
  for (let i = 0; i < values.length; i++) {
    const at = index.reduce((offset, value, axis) => offset * kept[axis]! + (kept[axis] === 1 ? 0 : value), 0);
    sums[at]! += values[i]!;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      index[axis]!++;
      if (index[axis]! < shape[axis]!) break;
      index[axis] = 0;
    }
  }
  return sums;
}

test('neighbouring axes are reduced in one pass', () => {
  expect(planPasses([8, 16, 16, 32], [1, 2])).toEqual([{ outer: 8, size: 256, inner: 32 }]);
  expect(planPasses([8, 16, 16, 32], [0, 1, 2])).toEqual([{ outer: 1, size: 2048, inner: 32 }]);
  expect(planPasses([2, 3, 4, 5], [0, 2])).toEqual([
    { outer: 6, size: 4, inner: 5 },
    { outer: 1, size: 2, inner: 15 },
  ]);
  expect(planPasses([1, 3], [0])).toEqual([]);
});
