import '@tensorflow/tfjs-backend-cpu';
import { grad, tensor2d } from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { binaryCrossentropyLoss } from '../src';

test('is the mean of −y·ln p − (1−y)·ln(1−p)', () => {
  const loss = binaryCrossentropyLoss(tensor2d([[1, 0]]), tensor2d([[0.8, 0.3]])).dataSync()[0]!;
  expect(loss).toBeCloseTo(-(Math.log(0.8) + Math.log(0.7)) / 2, 6);
});

test('is finite, and so is its gradient, for scores of exactly 0 and 1', () => {
  const yTrue = tensor2d([[1, 0, 1, 0]]);
  const scores = tensor2d([[0, 1, 1, 0]]);
  expect(binaryCrossentropyLoss(yTrue, scores).dataSync()[0]).toBeLessThan(9);
  const gradient = grad((p) => binaryCrossentropyLoss(yTrue, p))(scores).dataSync();
  expect([...gradient].every(Number.isFinite)).toBe(true);
});
