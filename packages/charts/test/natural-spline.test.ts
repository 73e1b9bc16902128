import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { naturalSpline } from '../src/natural-spline';
import oracle from './fixtures/schoenfeld.json';

describe.each(oracle.cases)('$name, $transform, df = $df: as R draws it', (given) => {
  test.each(given.names.map((_, j) => j))('covariate %i', (j) => {
    const residuals = given.values.map((row) => row[j]!);
    const smooth = naturalSpline(given.time, residuals, given.df)!;
    const expected = given.curves[j]!;
    // A spline's variance is a share of that of a point, of which R takes events × the coefficient's.
    const half = smooth.variance.map(
      (share) => 2 * Math.sqrt(share * given.modelCovariance[j]![j]! * given.time.length),
    );
    expectClose(smooth.x, expected.x);
    expectClose(smooth.y, expected.y);
    expectClose(
      smooth.y.map((value, i) => value - half[i]!),
      expected.lower,
    );
    expectClose(
      smooth.y.map((value, i) => value + half[i]!),
      expected.upper,
    );
  });
});

test('a straight line is fitted exactly, wherever the points lie', () => {
  const number = fc.double({ min: -1e3, max: 1e3, noNaN: true });
  const places = fc.uniqueArray(fc.integer({ min: -1000, max: 1000 }), { minLength: 6, maxLength: 40 });
  fc.assert(
    fc.property(places, number, number, fc.integer({ min: 2, max: 6 }), (x, start, slope, df) => {
      const line = (at: number) => start + slope * at;
      const smooth = naturalSpline(x, x.map(line), df)!;
      for (const [i, at] of smooth.x.entries()) {
        expect(Math.abs(smooth.y[i]! - line(at))).toBeLessThan(1e-6 * (1 + Math.abs(start) + Math.abs(slope) * 1e3));
      }
    }),
  );
});

test('fewer different places than parameters: no curve', () => {
  expect(naturalSpline([1, 1, 2, 3], [1, 2, 3, 4], 4)).toBeUndefined();
  expect(naturalSpline([1], [1], 2)).toBeUndefined();
});

test('ties that pull the knots together leave a curve of fewer parameters', () => {
  const x = [0, ...new Array<number>(400).fill(5), 9, 10, 11];
  const smooth = naturalSpline(
    x,
    x.map((at) => 2 * at),
    4,
  )!;
  expectClose(
    smooth.y,
    smooth.x.map((at) => 2 * at),
  );
});

function expectClose(found: readonly number[], expected: readonly number[]): void {
  expect(found).toHaveLength(expected.length);
  const size = Math.max(...expected.map(Math.abs));
  for (const [i, value] of expected.entries()) expect(Math.abs(found[i]! - value)).toBeLessThan(1e-9 * size);
}
