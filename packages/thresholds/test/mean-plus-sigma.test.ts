import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { applyThresholds, InvalidValueError, isThresholdsError, meanPlusSigma } from '../src/index';
import numpy from './fixtures/mean-plus-sigma.json';

const scores = numpy.scores as Record<string, number[][]>;

describe(`meanPlusSigma equals ${numpy.oracle}`, () => {
  test.each(numpy.cases)('$name, ddof $ddof, $sigmas sigmas', ({ name, ddof, sigmas, thresholds }) => {
    const found = meanPlusSigma(scores[name]!, { ddof, sigmas });
    expect(found).toHaveLength(thresholds.length);
    for (const [column, threshold] of thresholds.entries()) {
      expect(Math.abs(found[column]! - threshold)).toBeLessThanOrEqual(1e-12 * Math.max(1, Math.abs(threshold)));
    }
  });
});

describe('meanPlusSigma', () => {
  test('by hand: 0 and 1 have mean 0.5 and σ 0.5', () => {
    expect(meanPlusSigma([0, 1])).toEqual([1]);
    expect(meanPlusSigma([[0], [1]], { sigmas: 2 })).toEqual([1.5]);
  });

  test('reads typed rows and flat typed arrays', () => {
    expect(meanPlusSigma([new Float32Array([0, 0.5]), new Float32Array([1, 0.5])])).toEqual([1, 0.5]);
    expect(meanPlusSigma(new Float32Array([0, 1]))).toEqual([1]);
  });

  test('a constant column is its own threshold, to the last bit, and has no positive', () => {
    fc.assert(
      fc.property(
        fc.double({ noNaN: true, min: -1e6, max: 1e6 }),
        fc.integer({ min: 1, max: 60 }),
        fc.integer({ min: -3, max: 3 }),
        (value, n, sigmas) => {
          const column = Array<number>(n).fill(value);
          const thresholds = meanPlusSigma(column, { sigmas });
          expect(thresholds[0]! - value).toBe(0);
          expect(applyThresholds(column, thresholds).flat()).not.toContain(1);
        },
      ),
    );
  });

  const column = fc.array(fc.double({ noNaN: true, min: 0, max: 1 }), { minLength: 2, maxLength: 40 });

  test('the order of the rows does not matter, and duplicated rows do not with ddof 0', () => {
    fc.assert(
      fc.property(column, (values) => {
        const [threshold] = meanPlusSigma(values);
        expect(meanPlusSigma([...values].reverse())[0]).toBeCloseTo(threshold!, 12);
        expect(meanPlusSigma([...values, ...values])[0]).toBeCloseTo(threshold!, 12);
      }),
    );
  });

  test('follows a shift and a scale of the scores', () => {
    fc.assert(
      fc.property(column, fc.double({ noNaN: true, min: -10, max: 10 }), (values, by) => {
        const [threshold] = meanPlusSigma(values, { ddof: 1 });
        expect(
          meanPlusSigma(
            values.map((v) => v + by),
            { ddof: 1 },
          )[0],
        ).toBeCloseTo(threshold! + by, 10);
        expect(
          meanPlusSigma(
            values.map((v) => 3 * v),
            { ddof: 1 },
          )[0],
        ).toBeCloseTo(3 * threshold!, 10);
      }),
    );
  });

  test('columns do not see each other', () => {
    fc.assert(
      fc.property(column, (values) => {
        const rows = values.map((v) => [v, 1 - v, 0.5]);
        expect(meanPlusSigma(rows)).toEqual([
          ...meanPlusSigma(values),
          ...meanPlusSigma(values.map((v) => 1 - v)),
          0.5,
        ]);
      }),
    );
  });
});

describe('bad input', () => {
  const tagOf = (run: () => unknown) => {
    try {
      run();
    } catch (error) {
      if (isThresholdsError(error)) return error.tag;
      throw error;
    }
    return 'nothing thrown';
  };

  test.each([
    ['no rows', () => meanPlusSigma([]), 'empty'],
    ['no columns', () => meanPlusSigma([[], []]), 'empty'],
    ['ragged rows', () => meanPlusSigma([[0, 1], [0]]), 'ragged-rows'],
    ['a row among numbers', () => meanPlusSigma([0, [1]] as never), 'ragged-rows'],
    ['a number among rows', () => meanPlusSigma([[0], 1] as never), 'ragged-rows'],
    ['NaN', () => meanPlusSigma([0, Number.NaN]), 'invalid-value'],
    ['Infinity', () => meanPlusSigma([[0, Number.POSITIVE_INFINITY]]), 'invalid-value'],
    ['a string', () => meanPlusSigma(['0.5'] as never), 'invalid-value'],
    ['a hole', () => meanPlusSigma([[undefined]] as never), 'invalid-value'],
    ['sigmas NaN', () => meanPlusSigma([0, 1], { sigmas: Number.NaN }), 'invalid-value'],
    ['negative ddof', () => meanPlusSigma([0, 1], { ddof: -1 }), 'invalid-value'],
    ['one row with ddof 1', () => meanPlusSigma([[0.5, 0.5]], { ddof: 1 }), 'too-few-rows'],
  ])('%s', (_, run, tag) => {
    expect(tagOf(run)).toBe(tag);
  });

  test('the error names the place, what was found and what was expected', () => {
    try {
      meanPlusSigma([
        [0, 0],
        [0, Number.NaN],
      ]);
      expect.unreachable();
    } catch (error) {
      expect(error).toBeInstanceOf(InvalidValueError);
      expect(error).toMatchObject({ argument: 'scores', row: 1, column: 1, found: Number.NaN });
      expect((error as Error).message).toBe('scores, row 1, column 1: found NaN, expected a finite number.');
      expect(isThresholdsError(error, 'invalid-value')).toBe(true);
      expect(isThresholdsError(error, 'empty')).toBe(false);
    }
  });
});
