import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import type { SimdBackend } from '../src';
import { mergeDims } from '../src/kernels/stridedCopy';
import { expectSameAsCpu, integer, randomInput, randomSource } from './compare';

const shuffled = (length: number, random: () => number) =>
  Array.from({ length }, (_, i) => ({ i, key: random() }))
    .sort((a, b) => a.key - b.key)
    .map(({ i }) => i);

test('transpose: every order of random shapes', async () => {
  const random = randomSource(20);
  for (let round = 0; round < 120; round++) {
    const shape = Array.from({ length: integer(random, 0, 6) }, () => integer(random, 1, round % 10 === 0 ? 9 : 5));
    const order = shuffled(shape.length, random);
    await expectSameAsCpu([randomInput(shape, random)], (x) => tf.transpose(x, order));
  }
});

test('transpose: blocks larger than one tile', async () => {
  const random = randomSource(21);
  for (const shape of [
    [130, 67],
    [64, 64],
    [3, 129, 10],
    [1, 1, 50],
  ]) {
    await expectSameAsCpu([randomInput(shape, random)], (x) => tf.transpose(x));
  }
  await expectSameAsCpu([randomInput([2, 9, 8, 13], random)], (x) => tf.transpose(x, [0, 3, 1, 2]));
  await expectSameAsCpu([randomInput([2, 9, 8, 13], random)], (x) => tf.transpose(x, [0, 2, 3, 1]));
});

test('slice, pad, tile and reverse on random shapes', async () => {
  const random = randomSource(22);
  for (let round = 0; round < 60; round++) {
    const shape = Array.from({ length: integer(random, 1, 4) }, () => integer(random, 1, 7));
    const x = randomInput(shape, random);
    const begin = shape.map((size) => integer(random, 0, size - 1));
    const size = shape.map((full, i) => integer(random, 0, full - begin[i]!));
    await expectSameAsCpu([x], (t) => tf.slice(t, begin, size));
    const paddings = shape.map((): [number, number] => [integer(random, 0, 3), integer(random, 0, 3)]);
    await expectSameAsCpu([x], (t) => tf.pad(t, paddings, 1.5));
    const reps = shape.map(() => integer(random, 0, 3));
    await expectSameAsCpu([x], (t) => tf.tile(t, reps));
    const axes = shape.map((_, axis) => axis).filter(() => random() < 0.5);
    await expectSameAsCpu([x], (t) => tf.reverse(t, axes));
  }
});

test('concat, stack, split and unstack along every axis', async () => {
  const random = randomSource(23);
  for (let axis = 0; axis < 3; axis++) {
    const shape = [3, 4, 5];
    const other = shape.map((size, i) => (i === axis ? 6 : size));
    const empty = shape.map((size, i) => (i === axis ? 0 : size));
    const inputs = [shape, other, empty].map((s) => randomInput(s, random));
    await expectSameAsCpu(inputs, (...parts) => tf.concat(parts, axis));
    const equal = [1, 2, 3].map(() => randomInput(shape, random));
    await expectSameAsCpu(equal, (...parts) => tf.stack(parts, axis));
    await expectSameAsCpu([randomInput(other, random)], (x) => tf.split(x, [1, 3, 2], axis));
    await expectSameAsCpu([randomInput(other, random)], (x) => tf.split(x, 3, axis));
    await expectSameAsCpu([randomInput(other, random)], (x) => tf.unstack(x, axis));
  }
});

test('other dtypes are left to the cpu kernels', async () => {
  const x = { shape: [2, 3], values: [1, 2, 3, 4, 5, 6], dtype: 'int32' as const };
  await expectSameAsCpu([x], (t) => tf.transpose(t));
  await expectSameAsCpu([x, x], (a, b) => tf.concat([a, b], 1));
  await expectSameAsCpu([x], (t) =>
    tf.pad(t, [
      [1, 0],
      [0, 1],
    ]),
  );
  await expectSameAsCpu([x], (t) => tf.tile(t, [2, 2]));
});

test('a transpose that moves nothing makes no copy', async () => {
  await tf.setBackend('simd');
  const { wasmMemory } = tf.backend() as SimdBackend;
  const x = tf.relu(tf.ones([5, 1, 1, 8]));
  const before = wasmMemory.bytesInUse;
  const y = tf.transpose(x, [0, 3, 1, 2]);
  expect(wasmMemory.bytesInUse).toBe(before);
  x.dispose();
  expect(y.dataSync().every((value) => value === 1)).toBe(true);
  y.dispose();
});

test('neighbouring dimensions that are one run are joined', () => {
  expect(
    mergeDims([
      { size: 2, src: 12, dst: 12 },
      { size: 3, src: 4, dst: 4 },
      { size: 1, src: 9, dst: 9 },
      { size: 4, src: 1, dst: 1 },
    ]),
  ).toEqual([{ size: 24, src: 1, dst: 1 }]);
});
