import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { EmptyInputError, InvalidValueError, RaggedRowsError, SingleClassError } from '../../src/index';
import { positiveWeightsOf } from '../../src/tfjs';

test('negatives divided by positives, label by label', () => {
  const labels = [
    [1, 0, 1],
    [0, 0, 1],
    [0, 1, 0],
    [0, 0, 1],
  ];
  expect(positiveWeightsOf(labels)).toEqual([3, 3, 1 / 3]);
  expect(positiveWeightsOf([1, 0, 0])).toEqual([2]);
  expect(positiveWeightsOf(Uint8Array.of(1, 0, 0))).toEqual([2]);
});

test('what is not known is not counted', () => {
  expect(positiveWeightsOf([1, 0, Number.NaN, Number.NaN, 0])).toEqual([2]);
});

test('maximum cuts what is above it', () => {
  const labels = Array.from({ length: 101 }, (_, i) => [Number(i === 0), Number(i < 50)]);
  expect(positiveWeightsOf(labels)).toEqual([100, 51 / 50]);
  expect(positiveWeightsOf(labels, { maximum: 20 })).toEqual([20, 51 / 50]);
});

test('both classes then weigh the same, within the bounds', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(0, 1), { minLength: 2 }), (labels) => {
      const positives = labels.filter(Boolean).length;
      fc.pre(positives > 0 && positives < labels.length);
      const [weight] = positiveWeightsOf(labels);
      expect(weight! * positives).toBeCloseTo(labels.length - positives, 9);
      expect(weight).toBeGreaterThanOrEqual(1 / (labels.length - 1));
      expect(weight).toBeLessThanOrEqual(labels.length - 1);
    }),
  );
});

describe('a label of one class', () => {
  const labels = [
    [1, 0, 1],
    [0, 0, 1],
  ];

  test('is an error that names it', () => {
    expect(() => positiveWeightsOf(labels)).toThrow(SingleClassError);
    expect(() => positiveWeightsOf(labels)).toThrow(
      "labels, column 1: every label is 0 (2 rows), so there is nothing to balance. Leave the label out, or pass singleClass: 'one'",
    );
    expect(() => positiveWeightsOf([1, 1])).toThrow(/every label is 1/);
    expect(() => positiveWeightsOf([Number.NaN])).toThrow(/no label is known/);
  });

  test("or weighs 1 with singleClass: 'one'", () => {
    expect(positiveWeightsOf(labels, { singleClass: 'one' })).toEqual([1, 1, 1]);
  });
});

test.each([
  ['a label of 2', () => positiveWeightsOf([0, 2]), InvalidValueError],
  ['ragged rows', () => positiveWeightsOf([[0, 1], [1]]), RaggedRowsError],
  ['no rows', () => positiveWeightsOf([]), EmptyInputError],
  ['a maximum below 1', () => positiveWeightsOf([0, 1], { maximum: 0.5 }), InvalidValueError],
  ['another singleClass', () => positiveWeightsOf([0, 1], { singleClass: 'omit' as 'one' }), InvalidValueError],
])('%s is an error', (_, call, error) => {
  expect(call).toThrow(error);
});
