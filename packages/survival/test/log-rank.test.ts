import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { coxPH, logRank } from '../src/index';
import { expectRelative } from './close';
import { numbers } from './cohorts';
import { gehan, score, survdiff, versions, weighted } from './nonparametric-cases';

const column = (cohort: string, name: string | null | undefined) =>
  name === null || name === undefined ? undefined : numbers(cohort, name);
const followUpOf = (cohort: string) => ({ time: numbers(cohort, 'time'), event: numbers(cohort, 'event') });

test.each(survdiff.map((one) => [[one.cohort, one.group, one.strata, one.rho, one.copies].join(' '), one] as const))(
  `equals survdiff of ${versions}: %s`,
  (_, { cohort, group, strata, rho, copies, values, ...expected }) => {
    const followUp = followUpOf(cohort);
    const found = logRank(followUp, {
      groups: numbers(cohort, group),
      strata: column(cohort, strata),
      weights: copies ? followUp.time.map((_, row) => copies[row % copies.length]!) : undefined,
      weighting: rho === 0 ? 'log-rank' : { flemingHarrington: [rho, 0] },
    });
    expectRelative(found.statistic, expected.statistic, 1e-9);
    expectRelative(found.pValue, expected.pValue, 1e-8, 1e-300);
    expect(found.degreesOfFreedom).toBe(values.length - 1);
    for (const [i, value] of values.entries()) {
      const at = found.groups.findIndex((one) => one.group === value);
      expectRelative(found.groups[at]!.observed, expected.observed[i]!, 1e-9);
      expectRelative(found.groups[at]!.expected, expected.expected[i]!, 1e-9);
      expectRelative(found.covariance[at]![at]!, expected.variance[i]!, 1e-9);
    }
  },
);

test.each(score.map((one) => [[one.cohort, one.group, one.strata].join(' '), one] as const))(
  `with delayed entry equals the exact score test of ${versions}: %s`,
  (_, { cohort, group, strata, entry, statistic }) => {
    const found = logRank(followUpOf(cohort), {
      groups: numbers(cohort, group),
      strata: column(cohort, strata),
      entry: numbers(cohort, entry),
    });
    expectRelative(found.statistic, statistic, 1e-9);
  },
);

describe.each(weighted.map((one) => [[one.cohort, one.group, one.strata, one.entry].join(' '), one] as const))(
  'the weightings from their definition: %s',
  (_, { cohort, group, strata, entry, tests }) => {
    test.each(Object.entries(tests))('%s', (name, statistic) => {
      const powers = name.match(/^fleming-harrington-([\d.]+)-([\d.]+)$/);
      const found = logRank(followUpOf(cohort), {
        groups: numbers(cohort, group),
        strata: column(cohort, strata),
        entry: column(cohort, entry),
        weighting: (powers ? { flemingHarrington: [Number(powers[1]), Number(powers[2])] } : name) as never,
      });
      expectRelative(found.statistic, statistic, 1e-9);
    });
  },
);

test("Freireich's leukaemia trial, the figures that lifelines tests against", () => {
  const data = { time: gehan.time, event: gehan.event };
  const statistic = (weighting: 'wilcoxon' | 'tarone-ware' | 'peto') =>
    logRank(data, { groups: gehan.treat, weighting }).statistic;
  expect(statistic('wilcoxon')).toBeCloseTo(13.457852, 6);
  expect(statistic('tarone-ware')).toBeCloseTo(15.123575, 6);
  // It is 14.0841399, published without its last digit.
  expect(Math.abs(statistic('peto') - 14.084139)).toBeLessThan(1e-6);
});

describe('infections of kidney dialysis patients', () => {
  // Klein and Moeschberger, Survival Analysis, 2003, section 1.4 and table 7.3.
  const surgical = {
    time: [
      1.5, 3.5, 4.5, 4.5, 5.5, 8.5, 8.5, 9.5, 10.5, 11.5, 15.5, 16.5, 18.5, 23.5, 26.5, 2.5, 2.5, 3.5, 3.5, 3.5, 4.5,
      5.5, 6.5, 6.5, 7.5, 7.5, 7.5, 7.5, 8.5, 9.5, 10.5, 11.5, 12.5, 12.5, 13.5, 14.5, 14.5, 21.5, 21.5, 22.5, 22.5,
      25.5, 27.5,
    ],
    event: Array.from({ length: 43 }, (_, row) => row < 15),
  };
  const percutaneous = {
    time: [
      0.5, 2.5, 3.5, 6.5, 15.5, 0.5, 1.5, 2.5, 3.5, 4.5, 5.5, 6.5, 7.5, 8.5, 9.5, 10.5, 11.5, 12.5, 14.5, 16.5, 18.5,
      19.5, 20.5, 22.5, 24.5, 25.5, 26.5, 28.5,
    ],
    event: Array.from({ length: 28 }, (_, row) => row < 5),
    weights: [6, 2, 1, 1, 1, 10, 4, 5, 5, 3, 5, 1, 3, 3, 2, 3, 2, 4, 2, 2, 1, 3, 1, 1, 1, 1, 2, 1],
  };

  test.each([
    ['log-rank', 3.96, 6.21, 2.53],
    ['wilcoxon', -9, 38862, 0.002],
    ['tarone-ware', 13.2, 432.83, 0.4],
    ['peto', 2.47, 4.36, 1.4],
    [{ flemingHarrington: [0, 1] }, 1.41, 0.21, 9.67],
    [{ flemingHarrington: [1, 0] }, 2.55, 4.69, 1.39],
    [{ flemingHarrington: [1, 1] }, 1.02, 0.11, 9.83],
    [{ flemingHarrington: [0.5, 0.5] }, 2.47, 0.66, 9.28],
    [{ flemingHarrington: [0.5, 2] }, 0.32, 0.01, 8.18],
  ] as const)('%o', (weighting, difference, variance, statistic) => {
    const found = logRank([{ ...surgical, weights: surgical.time.map(() => 1) }, percutaneous], { weighting });
    const [first] = found.groups;
    const near = (value: number, printed: number, digits: number) =>
      expect(Math.abs(value - printed), `${value}, printed ${printed}`).toBeLessThan(0.51 * 10 ** -digits);
    near(first!.observed - first!.expected, difference, 2);
    near(found.covariance[0]![0]!, variance, variance > 1000 ? 0 : 2);
    near(found.statistic, statistic, statistic < 0.01 ? 3 : 2);
  });
});

describe('what holds for any cohort', () => {
  const rows = (most: number) =>
    fc.array(
      fc.record({
        time: fc.integer({ min: 1, max: most }),
        event: fc.integer({ min: 0, max: 1 }),
        group: fc.integer({ min: 0, max: 2 }),
        weight: fc.integer({ min: 0, max: 3 }),
      }),
      { minLength: 10, maxLength: 60 },
    );
  type Row = { time: number; event: number; group: number };
  const test0 = (all: Row[], options: object = {}) =>
    logRank(
      { time: all.map(({ time }) => time), event: all.map(({ event }) => event) },
      { groups: all.map(({ group }) => group), ...options },
    );
  const isTestable = (all: Row[], options: object = {}) => {
    try {
      return test0(all, options).degreesOfFreedom > 0;
    } catch {
      return false;
    }
  };
  const weightings = fc.constantFrom('log-rank', 'wilcoxon', 'peto', { flemingHarrington: [0.5, 1] } as const);

  test('two groups without ties: the score test of Cox', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer({ min: 1, max: 500 }), { minLength: 8, maxLength: 60 }), (time) => {
        const group = time.map((_, row) => row % 2);
        const event = time.map((value) => Number(value % 3 > 0));
        fc.pre(
          event.includes(1) &&
            isTestable(time.map((at, row) => ({ time: at, event: event[row]!, group: group[row]! }))),
        );
        const { score: cox } = coxPH({ time, event, covariates: { group } }).tests;
        expectRelative(logRank({ time, event }, { groups: group }).statistic, cox.statistic, 1e-8);
      }),
    );
  });

  test('a weight is a number of copies', () => {
    fc.assert(
      fc.property(rows(15), weightings, (all, weighting) => {
        const copies = all.flatMap((one) => Array<Row>(one.weight).fill(one));
        fc.pre(isTestable(copies, { weighting }));
        const found = test0(all, { weights: all.map(({ weight }) => weight), weighting });
        expectRelative(found.statistic, test0(copies, { weighting }).statistic, 1e-9);
      }),
    );
  });

  test('a stretch of time cut in two changes nothing', () => {
    fc.assert(
      fc.property(rows(15), fc.double({ min: 0.01, max: 0.99, noNaN: true }), weightings, (all, share, weighting) => {
        fc.pre(isTestable(all, { weighting }));
        const cut = [...all.map((one) => ({ ...one, time: one.time * share, event: 0 })), ...all];
        const entry = [...all.map(() => -1), ...all.map(({ time }) => time * share)];
        expectRelative(test0(cut, { entry, weighting }).statistic, test0(all, { weighting }).statistic, 1e-9);
      }),
    );
  });

  test('differences add up to 0, groups in any order, a stratum twice is twice the evidence', () => {
    fc.assert(
      fc.property(rows(15), weightings, (all, weighting) => {
        fc.pre(isTestable(all, { weighting }));
        const found = test0(all, { weighting });
        const sum = (key: 'observed' | 'expected') => found.groups.reduce((total, group) => total + group[key], 0);
        expectRelative(sum('observed'), sum('expected'), 1e-9);
        const renamed = test0(all.map((one) => ({ ...one, group: 2 - one.group })).reverse(), { weighting });
        expectRelative(renamed.statistic, found.statistic, 1e-8);
        const twice = test0([...all, ...all], { strata: [...all.map(() => 'a'), ...all.map(() => 'b')], weighting });
        expectRelative(twice.statistic, 2 * found.statistic, 1e-8);
      }),
    );
  });
});

describe('a list of groups', () => {
  const a = { time: [1, 3, 5], event: [1, 1, 0], group: 'a' };
  const b = { time: [2, 4, 6, 7], event: [1, 1, 1, 0], group: 'b' };

  test('is the same test as a column', () => {
    const expected = logRank(
      { time: [...a.time, ...b.time], event: [...a.event, ...b.event] },
      { groups: ['a', 'a', 'a', 'b', 'b', 'b', 'b'], weighting: 'peto' },
    );
    expect(logRank([a, b], { weighting: 'peto' })).toEqual(expected);
    expect(expected.groups.map(({ group, rows }) => [group, rows])).toEqual([
      ['a', 3],
      ['b', 4],
    ]);
  });

  test.each<[string, unknown[], string]>([
    ['a bad time', [a, { ...b, time: [2, -4, 6, 7] }], 'groups[1].time, row 1: found -4'],
    ['a short column', [a, { ...b, event: [1] }], 'groups[1].event has length 1, expected 4'],
    ['an empty group', [a, { time: [], event: [] }], 'groups[1].time: no rows'],
    ['no group', [a, null], 'groups[1]: found null, expected { time, event }'],
    [
      'weights in one only',
      [a, { ...b, weights: [1, 1, 1, 1] }],
      'groups[0].weights: found undefined, expected a value a row',
    ],
    ['one group', [a], 'groups: found "a", expected at least two groups'],
    ['none', [], 'time: no rows'],
  ])('bad input: %s', (_, list, message) => {
    expect(() => logRank(list as never)).toThrow(message);
  });
});

describe('edges', () => {
  test('groups that are compared with none of the others cost no degree of freedom', () => {
    const time = [1, 2, 3, 4, 11, 12, 13, 14, 21];
    const event = time.map(() => 1);
    const entry = [0, 0, 0, 0, 10, 10, 10, 10, 20];
    const groups = ['a', 'b', 'a', 'b', 'c', 'd', 'c', 'd', 'e'];
    const found = logRank({ time, event }, { groups, entry });
    expect(found.degreesOfFreedom).toBe(2);
    const part = (from: number) =>
      logRank(
        { time: time.slice(from, from + 4), event: event.slice(from, from + 4) },
        { groups: groups.slice(from, from + 4), entry: entry.slice(from, from + 4) },
      ).statistic;
    expectRelative(found.statistic, part(0) + part(4), 1e-12);
  });

  test('fractional weights below 1 at the end of a curve', () => {
    const found = logRank(
      { time: [1, 2, 3, 4], event: [1, 1, 1, 1] },
      { groups: [0, 1, 0, 1], weights: [0.3, 0.4, 0.2, 0.1] },
    );
    expect(found.statistic).toBeGreaterThan(0);
    expect(found.pValue).toBeLessThanOrEqual(1);
  });
});

test.each<[string, object, object, string]>([
  [
    'a weighting of 0 at the only event time',
    { event: [1, 0, 0] },
    { groups: [1, 2, 1], weighting: { flemingHarrington: [0, 1] } },
    'groups: found "nothing to compare", expected at least two groups at risk together',
  ],
  ['all censored', { event: [0, 0, 0] }, { groups: [1, 2, 1] }, 'All 3 rows are censored'],
  ['no groups', {}, {}, 'groups: found undefined, expected the name or number of a group for each row'],
  ['one group', {}, { groups: [1, 1, 1] }, 'groups: found 1, expected at least two groups'],
  ['a missing group', {}, { groups: [1, Number.NaN, 2] }, 'groups, row 1: found NaN'],
  [
    'groups never at risk together',
    {},
    { groups: [1, 2, 2], entry: [0, 1.5, 1.5] },
    'groups: found "nothing to compare"',
  ],
  [
    'an unknown weighting',
    {},
    { groups: [1, 2, 1], weighting: 'gehan' },
    'weighting: found "gehan", expected \'log-rank\', ',
  ],
  [
    'one power',
    {},
    { groups: [1, 2, 1], weighting: { flemingHarrington: [1] } },
    'weighting.flemingHarrington: found 1, expected two numbers',
  ],
  [
    'a negative power',
    {},
    { groups: [1, 2, 1], weighting: { flemingHarrington: [-1, 0] } },
    'weighting.flemingHarrington, row 0: found -1',
  ],
  ['a weighting among the weights', {}, { groups: [1, 2, 1], weights: 'wilcoxon' }, 'weights: found "wilcoxon"'],
])('bad input: %s', (_, change, options, message) => {
  expect(() => logRank({ time: [1, 2, 3], event: [1, 1, 1], ...change }, options as never)).toThrow(message);
});
