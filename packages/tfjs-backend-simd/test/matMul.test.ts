import * as tf from '@tensorflow/tfjs-core';
// Registers the gradients.
import '@tensorflow/tfjs-layers';
import { describe, expect, test } from 'vitest';
import type { SimdBackend } from '../src';
import { expectSameAsCpu, integer, randomInput, randomSource } from './compare';

/** Sums of k products of numbers of about 1 differ by rounding in the order of sqrt(k) steps. */
const tolerance = (k: number) => ({ relative: 1e-5, absolute: 1e-5 * Math.sqrt(k) });

const matrixShape = (rows: number, columns: number, transposed: boolean) =>
  transposed ? [columns, rows] : [rows, columns];

describe('matMul', () => {
  test('equals cpu on random shapes, transposed or not', async () => {
    const random = randomSource(1);
    for (let i = 0; i < 150; i++) {
      const [m, n] = [integer(random, 1, 40), integer(random, 1, 40)];
      const k = integer(random, 1, i % 10 === 0 ? 900 : 50);
      const [transposeA, transposeB] = [random() < 0.5, random() < 0.5];
      const a = randomInput(matrixShape(m, k, transposeA), random, 1);
      const b = randomInput(matrixShape(k, n, transposeB), random, 1);
      await expectSameAsCpu([a, b], (a, b) => tf.matMul(a!, b!, transposeA, transposeB), tolerance(k));
    }
  });

  test('equals cpu where blocks end: many rows, columns or terms', async () => {
    const random = randomSource(2);
    const cases = [
      [1, 1, 1],
      [300, 9, 17],
      [5, 600, 33],
      [131, 7, 2000],
      [260, 520, 3],
      [4, 8, 1537],
      [4100, 3, 2],
    ] as const;
    for (const [m, n, k] of cases) {
      for (const transposeA of [false, true]) {
        const inputs = [
          randomInput(matrixShape(m, k, transposeA), random, 1),
          randomInput(matrixShape(k, n, transposeA), random, 1),
        ];
        await expectSameAsCpu(inputs, (a, b) => tf.matMul(a!, b!, transposeA, transposeA), tolerance(k));
      }
    }
  });

  test('equals cpu with batch dimensions', async () => {
    const random = randomSource(3);
    for (let i = 0; i < 60; i++) {
      const [m, n, k] = [integer(random, 1, 9), integer(random, 1, 12), integer(random, 1, 9)];
      const batch = integer(random, 1, 4);
      const [transposeA, transposeB] = [random() < 0.5, random() < 0.5];
      const aBatch = random() < 0.3 ? [1, 1] : [2, batch];
      const bBatch = random() < 0.3 ? [1, 1] : [2, batch];
      const a = randomInput([...aBatch, ...matrixShape(m, k, transposeA)], random, 1);
      const b = randomInput([...bBatch, ...matrixShape(k, n, transposeB)], random, 1);
      await expectSameAsCpu([a, b], (a, b) => tf.matMul(a!, b!, transposeA, transposeB), tolerance(k));
    }
  });

  test('broadcasts each batch dimension by itself', async () => {
    await tf.setBackend('simd');
    // The cpu backend takes the flat index modulo the smaller batch here, so the expected values are counted by hand.
    const a = tf.tensor([1, 10], [2, 1, 1, 1]);
    const b = tf.tensor([1, 2, 3], [1, 3, 1, 1]);
    expect(Array.from(tf.matMul(a, b).dataSync())).toEqual([1, 2, 3, 10, 20, 30]);
  });

  test('gives int32 and empty matrices to cpu', async () => {
    const a = { shape: [2, 2], values: [1, 2, 3, 4], dtype: 'int32' as const };
    await expectSameAsCpu([a, a], (a, b) => tf.matMul(a!, b!));
    const empty = { shape: [0, 3], values: [] };
    await expectSameAsCpu([empty, { shape: [3, 2], values: [1, 2, 3, 4, 5, 6] }], (a, b) => tf.matMul(a!, b!));
  });

  test('gradients equal cpu', async () => {
    const random = randomSource(4);
    const inputs = [randomInput([7, 5], random, 1), randomInput([5, 11], random, 1), randomInput([7, 11], random, 1)];
    const op = (a: tf.Tensor, b: tf.Tensor, dy: tf.Tensor) =>
      tf.grads((a, b) => tf.matMul(a!, b!))([a, b], dy) as tf.Tensor[];
    await expectSameAsCpu(inputs, (...tensors) => op(tensors[0]!, tensors[1]!, tensors[2]!), tolerance(11));
  });

  test('works on addresses above 2 GiB', async () => {
    await tf.setBackend('simd');
    const { wasmMemory } = tf.backend() as SimdBackend;
    const filler = wasmMemory.allocate(2 ** 31);
    try {
      const random = randomSource(5);
      const a = randomInput([70, 30], random, 1);
      const b = randomInput([30, 20], random, 1);
      await expectSameAsCpu([a, b], (a, b) => tf.matMul(a!, b!), tolerance(30));
      const x = randomInput([1, 7, 7, 4], random, 1);
      const filter = randomInput([3, 3, 4, 5], random, 1);
      const conv = (x: tf.Tensor, filter: tf.Tensor) => tf.conv2d(x as tf.Tensor4D, filter as tf.Tensor4D, 2, 'same');
      await expectSameAsCpu([x, filter], (x, filter) => conv(x!, filter!), tolerance(36));
    } finally {
      wasmMemory.free(filler);
    }
  });
});

describe('fused matMul', () => {
  test.each(['linear', 'relu', 'relu6', 'elu', 'prelu', 'leakyrelu', 'sigmoid'] as const)(
    'equals cpu with %s',
    async (activation) => {
      const random = randomSource(6);
      const inputs = [
        randomInput([6, 5], random),
        randomInput([5, 11], random),
        randomInput([11], random),
        randomInput([11], random, 1),
      ];
      const fused = (withBias: boolean) => (tensors: tf.Tensor[]) =>
        tf.fused.matMul({
          ...{ a: tensors[0]!, b: tensors[1]!, activation, leakyreluAlpha: 0.3 },
          ...(withBias ? { bias: tensors[2]! } : {}),
          preluActivationWeights: tensors[3]!,
        });
      await expectSameAsCpu(inputs, (...tensors) => fused(true)(tensors), { relative: 1e-5, absolute: 1e-4 });
      await expectSameAsCpu(inputs, (...tensors) => fused(false)(tensors), { relative: 1e-5, absolute: 1e-4 });
    },
  );

  test('adds a scalar bias and a batch of matrices', async () => {
    const random = randomSource(7);
    const inputs = [randomInput([3, 2, 4], random), randomInput([3, 4, 6], random), randomInput([1], random)];
    await expectSameAsCpu(inputs, (a, b, bias) => tf.fused.matMul({ a: a!, b: b!, bias: bias!, activation: 'relu' }), {
      relative: 1e-5,
      absolute: 1e-4,
    });
  });
});
