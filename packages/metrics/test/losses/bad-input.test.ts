import { ones, tensor } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  asymmetricLoss,
  binaryCrossentropyLoss,
  EmptyInputError,
  focalLoss,
  InvalidValueError,
  isMetricsError,
  ShapeMismatchError,
} from '../../src/tfjs';
import { LOSSES, type LossName, useCpu, valuesOf } from './losses';

beforeAll(useCpu);
const NAMES: LossName[] = ['bce', 'focal', 'asymmetric'];

describe('options', () => {
  test.each([
    ['labelSmoothing', () => binaryCrossentropyLoss({ labelSmoothing: 1.1 })],
    ['labelSmoothing', () => binaryCrossentropyLoss({ labelSmoothing: Number.NaN })],
    ['positiveWeights', () => binaryCrossentropyLoss({ positiveWeights: 0 })],
    ['positiveWeights', () => binaryCrossentropyLoss({ positiveWeights: [1, -2] })],
    ['positiveWeights', () => binaryCrossentropyLoss({ positiveWeights: [1, Number.NaN] })],
    ['positiveWeights', () => binaryCrossentropyLoss({ positiveWeights: [Number.POSITIVE_INFINITY] })],
    ['gamma', () => focalLoss({ gamma: -1 })],
    ['gamma', () => focalLoss({ gamma: Number.POSITIVE_INFINITY })],
    ['alpha', () => focalLoss({ alpha: 1.5 })],
    // What torchvision takes for "none" is null here.
    ['alpha', () => focalLoss({ alpha: -1 })],
    ['gammaNegative', () => asymmetricLoss({ gammaNegative: -1 })],
    ['gammaPositive', () => asymmetricLoss({ gammaPositive: Number.NaN })],
    ['clip', () => asymmetricLoss({ clip: 1 })],
    ['clip', () => asymmetricLoss({ clip: -0.1 })],
    ['reduction', () => binaryCrossentropyLoss({ reduction: 'median' as 'mean' })],
  ])('%s that cannot be used: %s', (argument, make) => {
    expect(make).toThrow(InvalidValueError);
    expect(make).toThrow(expect.objectContaining({ argument }));
  });

  test('the place of a weight is named', () => {
    expect(() => binaryCrossentropyLoss({ positiveWeights: [1, -2] })).toThrow(/positiveWeights, column 1: found -2/);
  });
});

describe('positive weights of another number of labels', () => {
  test.each([
    [[1, 2], [4, 3], 3],
    [[1, 2], [4], 1],
  ])('%j for %j', (positiveWeights, shape, labels) => {
    const found = () => binaryCrossentropyLoss({ positiveWeights })(ones(shape), ones(shape));
    expect(found).toThrow(ShapeMismatchError);
    expect(found).toThrow(expect.objectContaining({ argument: 'positiveWeights', expected: [labels], found: [2] }));
  });
});

describe.each(NAMES)('%s', (name) => {
  test.each([
    ['fewer labels', [4, 3], [4, 2], undefined],
    ['fewer samples', [4, 3], [3, 3], undefined],
    ['a flat prediction', [4, 1], [4], undefined],
    ['a scalar', [1], [], undefined],
    ['fewer weights', [4, 3], [4, 3], [3]],
    ['a weight for each entry', [4, 3], [4, 3], [4, 3]],
  ])('%s', (_, yTrue, yPred, weights) => {
    const call = () => LOSSES[name]()(ones(yTrue), ones(yPred), weights && ones(weights));
    expect(call).toThrow(ShapeMismatchError);
    expect(call).toThrow(/shape/);
  });

  test.each([[[0, 3]], [[3, 0]], [[]]])('nothing in %j', (shape) => {
    const call = () => LOSSES[name]()(tensor([], shape as [number]), tensor([], shape as [number]));
    if (shape.length > 0) expect(call).toThrow(EmptyInputError);
    else expect(() => LOSSES[name]()(ones([]), ones([]))).toThrow(EmptyInputError);
  });

  test('NaN in the scores, the targets or the weights is seen in the loss, at which fit stops', () => {
    expect(valuesOf(LOSSES[name](), [[1, 0]], [[Number.NaN, 0]])).toEqual([Number.NaN]);
    expect(valuesOf(LOSSES[name]({ ignoreNaN: true }), [[1, 0]], [[0, Number.NaN]])).toEqual([Number.NaN]);
    expect(valuesOf(LOSSES[name](), [[1, Number.NaN]], [[0, 0]])).toEqual([Number.NaN]);
    expect(valuesOf(LOSSES[name](), [[1, 0]], [[0, 0]], [Number.NaN])).toEqual([Number.NaN]);
  });
});

test('the errors are told apart by tag', () => {
  try {
    focalLoss({ gamma: -1 });
    expect.unreachable();
  } catch (error) {
    expect(isMetricsError(error, 'invalid-value')).toBe(true);
  }
});
