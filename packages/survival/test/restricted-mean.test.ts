import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { kaplanMeier, restrictedMean, restrictedMeanDifference } from '../src/index';
import { expectRelative } from './close';
import { curveCases, inputOf, nameOf, pbc, versions } from './nonparametric-cases';

test.each(curveCases.map((one) => [nameOf(one), one] as const))(`equals ${versions}: %s`, (_, one) => {
  const { followUp, options } = inputOf(one);
  for (const curve of kaplanMeier(followUp, options)) {
    const { means } = one.curves.find(({ group }) => (group ?? 'all') === curve.group)!;
    for (const [i, tau] of one.taus.entries()) {
      const found = restrictedMean(curve, { tau });
      expectRelative(found.mean, means[i]![0], 1e-9);
      expectRelative(found.standardError, means[i]![1], 1e-8);
    }
  }
});

test("survRM2's example: ten years of the PBC trial", () => {
  // Vignette of survRM2 1.0-4, unadjusted analysis.
  const [active, placebo] = kaplanMeier(pbc, { groups: pbc.arm });
  const found = restrictedMeanDifference(active!, placebo!, { tau: 10 });
  const digits = (...values: number[]) => values.map((value) => value.toFixed(3));
  const [first, second] = found.means;
  expect(digits(first.mean, first.standardError, first.lower, first.upper)).toEqual([
    '7.146',
    '0.283',
    '6.592',
    '7.701',
  ]);
  expect(digits(second.mean, second.standardError, second.lower, second.upper)).toEqual([
    '7.283',
    '0.295',
    '6.704',
    '7.863',
  ]);
  expect(digits(found.difference, found.lower, found.upper, found.pValue)).toEqual([
    '-0.137',
    '-0.939',
    '0.665',
    '0.738',
  ]);
});

test('without censoring it is the mean of min(time, tau)', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 30 }), { minLength: 2, maxLength: 40 }), (time) => {
      const curve = kaplanMeier({ time, event: time.map(() => 1) });
      const cut = time.map((value) => Math.min(value, 20.5));
      const mean = cut.reduce((sum, value) => sum + value, 0) / cut.length;
      const variance = cut.reduce((sum, value) => sum + (value - mean) ** 2, 0) / cut.length ** 2;
      const found = restrictedMean(curve, { tau: 20.5 });
      expectRelative(found.mean, mean, 1e-10);
      expectRelative(found.standardError ** 2, variance, 1e-9, 1e-6);
    }),
  );
});

describe('edges', () => {
  const curve = kaplanMeier({ time: [1, 2, 3, 5], event: [1, 1, 0, 0] });
  const dead = kaplanMeier({ time: [1, 2, 3, 4], event: [1, 1, 1, 1] });

  test('tau is the last time unless given; of two curves the earlier one', () => {
    expect(restrictedMean(curve).tau).toBe(5);
    expect(restrictedMeanDifference(curve, dead).tau).toBe(4);
    expect(restrictedMeanDifference(curve, curve)).toMatchObject({ difference: 0, z: 0, pValue: 1 });
  });

  test('beyond the last time only if nobody is left', () => {
    expect(restrictedMean(dead, { tau: 100 }).mean).toBe(2.5);
    expect(() => restrictedMean(curve, { tau: 5.1 })).toThrow(
      'tau: nobody was under observation after 5.1; follow-up ends at 5.',
    );
    expect(() => restrictedMeanDifference(dead, curve, { tau: 6 })).toThrow('follow-up ends at 5');
  });

  test('bad input', () => {
    expect(() => restrictedMean(curve, { tau: 0 })).toThrow('tau: found 0, expected a finite number above 0');
    expect(() => restrictedMean(curve, { level: 1 })).toThrow('level: found 1');
    expect(() => restrictedMeanDifference(curve, dead, { tau: 0.5 })).toThrow(
      'tau: found 0.5, expected a time by which',
    );
  });
});
