import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { expectSameAsCpu, integer, randomInput, randomSource } from './compare';

const OPS: Record<string, (x: tf.Tensor) => tf.Tensor> = {
  abs: tf.abs,
  ceil: tf.ceil,
  clipByValue: (x) => tf.clipByValue(x, -0.7, 1.3),
  elu: tf.elu,
  exp: tf.exp,
  expm1: tf.expm1,
  floor: tf.floor,
  leakyRelu: (x) => tf.leakyRelu(x, 0.1),
  log: tf.log,
  log1p: tf.log1p,
  neg: tf.neg,
  pow2: (x) => tf.pow(x, 2),
  reciprocal: tf.reciprocal,
  relu: tf.relu,
  relu6: tf.relu6,
  round: tf.round,
  rsqrt: tf.rsqrt,
  selu: tf.selu,
  sigmoid: tf.sigmoid,
  sign: tf.sign,
  softplus: tf.softplus,
  sqrt: tf.sqrt,
  square: tf.square,
  step: (x) => tf.step(x, 0.25),
  tanh: tf.tanh,
};

const EDGES = [
  ...[Number.NaN, Infinity, -Infinity, 0, -0, 1, -1, 0.5, -0.5, 1.5, 2.5, -2.5, 1e-30, -1e-30, 1e-42, 3e38, -3e38],
  ...[88, 88.72, 88.73, 89, 104, -87.3, -87.4, -100, -103.9, -104.1, -120, 17, -17, 1e-7, -1e-7, 0.6249, 0.6251],
];

describe.each(Object.entries(OPS))('%s', (name, op) => {
  test('equals the cpu backend on shapes of rank 0 to 6', async () => {
    const random = randomSource(1);
    for (const shape of [[], [0], [1], [3], [4], [5], [7, 9], [2, 3, 4, 5], [1, 2, 3, 1, 2, 3], [1000]]) {
      await expectSameAsCpu([randomInput(shape, random)], op);
    }
  });

  test('equals the cpu backend at NaN, infinities, zeros and the ends of the range', async () => {
    // Near 0 the cpu backend's e^x - 1 has only the digits that float64 leaves it.
    const absolute = name === 'elu' || name === 'selu' ? 1e-15 : 1.2e-38;
    await expectSameAsCpu([{ shape: [EDGES.length], values: EDGES }], op, { relative: 1e-6, absolute });
  });
});

test.each([
  ['exp', tf.exp, Math.exp, -104, 88.7],
  ['log', tf.log, Math.log, 1e-40, 50],
  ['log1p', tf.log1p, Math.log1p, -0.999, 20],
  ['expm1', tf.expm1, Math.expm1, -80, 80],
  ['sigmoid', tf.sigmoid, (x: number) => 1 / (1 + Math.exp(-x)), -88, 88],
  ['tanh', tf.tanh, Math.tanh, -12, 12],
  ['softplus', tf.softplus, (x: number) => Math.log1p(Math.exp(-Math.abs(x))) + Math.max(x, 0), -60, 60],
] as const)('%s is within 4e-7 of the exact value', async (_name, op, exact, low, high) => {
  await tf.setBackend('simd');
  const random = randomSource(2);
  const x = Float32Array.from({ length: 20_001 }, (_, i) => {
    const value = low + (high - low) * random();
    return i % 2 === 0 ? value : Math.max(low, Math.min(high, value * 10 ** -integer(random, 0, 8)));
  });
  const y = tf.tidy(() => op(tf.tensor1d(x)).dataSync());
  x.forEach((value, i) => {
    const want = exact(value);
    expect(Math.abs(y[i]! - want)).toBeLessThanOrEqual(4e-7 * Math.abs(want) + 1.2e-38);
  });
});

test('integers and strings are left to the cpu kernels', async () => {
  await expectSameAsCpu([{ shape: [3], values: [-1, 0, 2], dtype: 'int32' }], tf.abs);
  await expectSameAsCpu([{ shape: [3], values: [1, 0, 1], dtype: 'bool' }], (x) => tf.logicalNot(x));
});
