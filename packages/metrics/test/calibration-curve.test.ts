import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { calibrationCurve, expectedCalibrationError, InvalidValueError, ShapeMismatchError } from '../src/index';
import json from './fixtures/calibration.json';
import { column, expectAllClose, expectClose, oracleCases } from './oracle';

interface Curve {
  column: number;
  bins: number;
  strategy: 'uniform' | 'quantile';
  observed: number[];
  predicted: number[];
}
const sets = json.sets as unknown as Record<string, Record<'unweighted' | 'weighted', Curve[]>>;

describe(`calibrationCurve equals ${json.oracle}`, () => {
  test.each(oracleCases)('$name', ({ name, y, s, sampleWeight }) => {
    for (const expected of sets[name.replace(', weighted', '')]![sampleWeight ? 'weighted' : 'unweighted']) {
      const { bins, strategy } = expected;
      const pair = [column(y, expected.column), column(s, expected.column)] as const;
      const found = calibrationCurve(...pair, { bins, strategy, sampleWeight });
      expectAllClose(found.observed, expected.observed);
      expectAllClose(found.predicted, expected.predicted);
      const rows = sampleWeight ? sampleWeight.reduce((a, b) => a + b) : y.length;
      expectClose(
        found.weights.reduce((a, b) => a + b),
        rows,
      );
      // The error is the curve's mean distance from the diagonal.
      const distances = expected.observed.map(
        (share, i) => Math.abs(share - expected.predicted[i]!) * found.weights[i]!,
      );
      const error = distances.reduce((a, b) => a + b) / rows;
      expectClose(expectedCalibrationError(...pair, { bins, strategy, sampleWeight }), error);
    }
  });
});

test('ten bins, the error by hand', () => {
  const [y, p] = [
    [0, 0, 1, 1],
    [0.05, 0.05, 0.55, 0.95],
  ];
  // Bins (0, 0.1], (0.5, 0.6] and (0.9, 1]: 2 · 0.05, 0.45 and 0.05, over 4 rows.
  expectClose(expectedCalibrationError(y!, p!), 0.15);
});

test('order of rows and duplication change nothing; one bin compares prevalence and mean', () => {
  const row = fc.tuple(fc.integer({ min: 0, max: 1 }), fc.integer({ min: 0, max: 8 }));
  fc.assert(
    fc.property(fc.array(row, { minLength: 1, maxLength: 30 }), (rows) => {
      const of = (list: [number, number][], bins: number) =>
        expectedCalibrationError(
          list.map(([y]) => y),
          list.map(([, s]) => s / 8),
          { bins },
        );
      expectClose(of([...rows].reverse(), 7), of(rows, 7));
      expectClose(of([...rows, ...rows], 7), of(rows, 7));
      const gap = rows.reduce((sum, [y, s]) => sum + y - s / 8, 0) / rows.length;
      expectClose(of(rows, 1), Math.abs(gap));
    }),
  );
});

test('bad input', () => {
  expect(() => calibrationCurve([0, 1], [0, 1], { bins: 0 })).toThrow(InvalidValueError);
  expect(() => calibrationCurve([0, 1], [0, 1], { bins: 2.5 })).toThrow(InvalidValueError);
  expect(() => calibrationCurve([0, 1], [0, 1], { strategy: 'other' as never })).toThrow(InvalidValueError);
  expect(() => calibrationCurve([0, 1], [0, 1.2])).toThrow(InvalidValueError);
  expect(() => expectedCalibrationError([[0, 1]] as never, [[0, 1]] as never)).toThrow(ShapeMismatchError);
});
