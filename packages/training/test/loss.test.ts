import '@tensorflow/tfjs-backend-cpu';
import { grad, sigmoid, type Tensor, tensor1d, tensor2d } from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { binaryCrossentropyFromLogitsLoss, binaryCrossentropyLoss, type LossFunction } from '../src';
import { relativeError, torch } from './torch';

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

test.each(['plain', 'weighted'] as const)(
  "from logits it is torch's, %s, with its gradient, however large they are",
  (kind) => {
    const { outputs, targets, weights } = torch.logits;
    const [yTrue, logits] = [targets, outputs].map((values) => tensor2d(values, [2, 4]));
    const sampleWeight = kind === 'weighted' ? tensor1d(weights) : undefined;
    const loss = (x: Tensor) => binaryCrossentropyFromLogitsLoss(yTrue!, x, sampleWeight);
    expect(loss(logits!).dataSync()[0]! / torch.logits[kind].loss).toBeCloseTo(1, 6);
    // Below e^−30 single precision has nothing left beside a target of 1.
    expect(relativeError(grad(loss)(logits!).dataSync(), torch.logits[kind].gradient, 1e-6)).toBeLessThan(1e-6);
  },
);

test('from probabilities and from logits it is the same, with weights too', () => {
  const yTrue = tensor2d([
    [1, 0],
    [0, 0.5],
  ]);
  const logits = tensor2d([
    [0.3, -1],
    [2, 1],
  ]);
  const value = (loss: LossFunction, x: Tensor, weights?: number[]) =>
    loss(yTrue, x, weights && tensor1d(weights)).dataSync()[0]!;
  for (const weights of [undefined, [0.5, 3]]) {
    const expected = value(binaryCrossentropyFromLogitsLoss, logits, weights);
    expect(value(binaryCrossentropyLoss, sigmoid(logits), weights)).toBeCloseTo(expected, 6);
  }
});
