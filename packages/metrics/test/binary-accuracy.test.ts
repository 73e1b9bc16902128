import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { allNegativeAccuracy, binaryAccuracy, InvalidValueError, ShapeMismatchError } from '../src/index';
import { expectAllClose, expectClose, oracle, oracleCases } from './oracle';

describe(`binaryAccuracy and allNegativeAccuracy equal ${oracle.oracle}`, () => {
  test.each(oracleCases)('$name', ({ y, s, sampleWeight, values }) => {
    expectClose(binaryAccuracy(y, s, { sampleWeight }), values.binaryAccuracy);
    expectAllClose(binaryAccuracy(y, s, { sampleWeight, average: null }), values.binaryAccuracyPerLabel);
    expectAllClose(allNegativeAccuracy(y, { sampleWeight, average: null }), values.baselinePerLabel);
  });
});

test('a score equal to the threshold is negative, as in Keras', () => {
  expect(binaryAccuracy([1, 0], [0.5, 0.5])).toBe(0.5);
  expect(binaryAccuracy([1, 1], [0.5, 0.6])).toBe(0.5);
});

test('one threshold a label', () => {
  const y = [
    [1, 0],
    [0, 1],
  ];
  const s = [
    [0.2, 0.8],
    [0.1, 0.9],
  ];
  expect(binaryAccuracy(y, s)).toBe(0.5);
  expect(binaryAccuracy(y, s, { threshold: [0.15, 0.85] })).toBe(1);
  expect(() => binaryAccuracy(y, s, { threshold: [0.15] })).toThrow(ShapeMismatchError);
  expect(() => binaryAccuracy(y, s, { threshold: [0.15, Number.NaN] })).toThrow(InvalidValueError);
});

test('scores of 0 give the all-negative accuracy; labels as scores give 1', () => {
  const rows = fc.array(fc.tuple(fc.integer({ min: 0, max: 1 }), fc.integer({ min: 0, max: 1 })), { minLength: 1 });
  fc.assert(
    fc.property(rows, (y) => {
      expect(
        binaryAccuracy(
          y,
          y.map(() => [0, 0]),
        ),
      ).toBe(allNegativeAccuracy(y));
      expect(binaryAccuracy(y, y)).toBe(1);
      expect(binaryAccuracy(y, y, { average: 'macro' })).toBe(1);
    }),
  );
});
