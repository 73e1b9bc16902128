import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { applyThresholds, InvalidValueError, ShapeMismatchError } from '../src/index';

describe('applyThresholds', () => {
  test('above is 1; equal and below are 0', () => {
    expect(
      applyThresholds(
        [
          [0.2, 0.9],
          [0.5, 0.5],
          [0.8, 0.1],
        ],
        [0.5, 0.4],
      ),
    ).toEqual([
      [0, 1],
      [0, 1],
      [1, 0],
    ]);
  });

  test('a flat array is one column; one number serves every column', () => {
    expect(applyThresholds([0.2, 0.6], [0.5])).toEqual([[0], [1]]);
    expect(applyThresholds(new Float32Array([0.2, 0.6]), 0.5)).toEqual([[0], [1]]);
    expect(applyThresholds([new Float64Array([0.2, 0.6])], 0.5)).toEqual([[0, 1]]);
  });

  test('infinite thresholds: never and always', () => {
    expect(applyThresholds([[0, 0]], [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])).toEqual([[0, 1]]);
  });

  test('a higher threshold never adds a positive', () => {
    const unit = fc.double({ noNaN: true, min: 0, max: 1 });
    fc.assert(
      fc.property(fc.array(unit, { minLength: 1 }), unit, unit, (scores, a, b) => {
        const count = (threshold: number) => applyThresholds(scores, threshold).filter(([d]) => d === 1).length;
        expect(count(Math.max(a, b))).toBeLessThanOrEqual(count(Math.min(a, b)));
      }),
    );
  });

  test('bad thresholds', () => {
    expect(() => applyThresholds([[0, 1]], [0.5])).toThrow(ShapeMismatchError);
    expect(() => applyThresholds([0, 1], [0.5, 0.5])).toThrow(
      'thresholds has length 2, but scores has 1 column(s). Pass one threshold a column in the same order, or a single number for all.',
    );
    expect(() => applyThresholds([[0, 1]], [0.5, Number.NaN])).toThrow(InvalidValueError);
    expect(() => applyThresholds([[0, 1]], Number.NaN)).toThrow(InvalidValueError);
  });
});
