import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { planBroadcast } from '../src/kernels/broadcast';
import { expectSameAsCpu, integer, randomInput, randomSource } from './compare';

type Op = (a: tf.Tensor, b: tf.Tensor) => tf.Tensor;

const OPS: Record<string, Op> = {
  add: tf.add,
  sub: tf.sub,
  mul: tf.mul,
  div: tf.div,
  maximum: tf.maximum,
  minimum: tf.minimum,
  squaredDifference: tf.squaredDifference,
  prelu: tf.prelu,
  greater: tf.greater,
  greaterEqual: tf.greaterEqual,
  less: tf.less,
  lessEqual: tf.lessEqual,
  equal: tf.equal,
  notEqual: tf.notEqual,
};

const PAIRS: [number[], number[]][] = [
  [[], []],
  [[7], []],
  [[], [7]],
  [
    [2, 3],
    [2, 3],
  ],
  [[2, 3, 4, 5], [5]],
  [[5], [2, 3, 4, 5]],
  [
    [2, 3, 4, 5],
    [2, 1, 1, 5],
  ],
  [
    [2, 1, 1, 5],
    [2, 3, 4, 5],
  ],
  [
    [2, 3, 4, 1],
    [2, 3, 4, 5],
  ],
  [
    [9, 6],
    [9, 1],
  ],
  [
    [1, 6],
    [9, 1],
  ],
  [
    [2, 1, 3, 1, 2, 1],
    [1, 4, 1, 5, 1, 3],
  ],
  [[0, 3], [3]],
  [
    [2, 0],
    [1, 1],
  ],
  [[1, 1, 1], [1]],
];

describe.each(Object.entries(OPS))('%s', (_name, op) => {
  test('broadcasts as the cpu backend does', async () => {
    const random = randomSource(3);
    for (const [a, b] of PAIRS) await expectSameAsCpu([randomInput(a, random), randomInput(b, random)], op);
  });

  test('equals the cpu backend at NaN, infinities and zeros', async () => {
    const edges = [Number.NaN, Infinity, -Infinity, 0, -0, 1, -2];
    const a = { shape: [49], values: edges.flatMap((edge) => edges.map(() => edge)) };
    const b = { shape: [49], values: edges.flatMap(() => edges) };
    await expectSameAsCpu([a, b], op);
  });
});

test('random shapes broadcast as the cpu backend does', async () => {
  const random = randomSource(4);
  for (let round = 0; round < 150; round++) {
    const rank = integer(random, 0, 6);
    const shape = Array.from({ length: rank }, () => integer(random, 1, 4));
    const part = () =>
      shape.map((size) => (random() < 0.4 ? 1 : size)).slice(random() < 0.5 ? 0 : integer(random, 0, rank));
    await expectSameAsCpu([randomInput(part(), random), randomInput(part(), random)], tf.sub);
  }
});

test('neighbouring dimensions become one loop where both operands behave alike', () => {
  expect(planBroadcast([8, 16, 16, 32], [8, 16, 16, 32]).dims).toEqual([{ size: 65_536, a: 1, b: 1 }]);
  expect(planBroadcast([8, 16, 16, 32], [32]).dims).toEqual([
    { size: 2048, a: 32, b: 0 },
    { size: 32, a: 1, b: 1 },
  ]);
  expect(planBroadcast([8, 16, 16, 32], [8, 1, 1, 32]).dims).toEqual([
    { size: 8, a: 8192, b: 32 },
    { size: 256, a: 32, b: 0 },
    { size: 32, a: 1, b: 1 },
  ]);
});

test('a shape that does not fit is refused as tfjs refuses it', async () => {
  await tf.setBackend('simd');
  expect(() => tf.add(tf.zeros([2, 3]), tf.zeros([2]))).toThrow(/could not be broadcast/);
});

test('a tensor with itself', async () => {
  await expectSameAsCpu([randomInput([3, 5], randomSource(5))], (x) => tf.mul(x, x));
});

test('addN adds one, two or many tensors', async () => {
  const random = randomSource(6);
  for (const count of [1, 2, 5]) {
    const inputs = Array.from({ length: count }, () => randomInput([3, 7], random));
    await expectSameAsCpu(inputs, (...terms) => tf.addN(terms));
  }
});

test('logic on bool, arithmetic on int32, powers', async () => {
  const a = { shape: [6], values: [0, 1, 0, 1, 1, 0], dtype: 'bool' as const };
  const b = { shape: [6], values: [0, 0, 1, 1, 1, 1], dtype: 'bool' as const };
  await expectSameAsCpu([a, b], tf.logicalAnd);
  await expectSameAsCpu([a, b], tf.logicalOr);
  await expectSameAsCpu([a, b], tf.logicalXor);
  const integers = { shape: [2, 3], values: [1, 2, 3, 4, 5, 6], dtype: 'int32' as const };
  await expectSameAsCpu([integers, { ...integers, shape: [6], values: [6, 5, 4, 3, 2, 1] }], (x, y) =>
    tf.add(x, tf.reshape(y, [2, 3])),
  );
  for (const exponent of [2, 3, 0.5, -1]) {
    await expectSameAsCpu([randomInput([9], randomSource(7))], (x) => tf.pow(tf.abs(x), exponent));
  }
});

test('eluGrad and where through their gradients', async () => {
  const random = randomSource(8);
  await expectSameAsCpu([randomInput([23], random)], (x) => tf.grad((v: tf.Tensor) => tf.elu(v))(x));
  await expectSameAsCpu([randomInput([5, 7], random), randomInput([5, 7], random)], (x, y) =>
    tf.where(tf.greater(x, 0), x, y),
  );
});
