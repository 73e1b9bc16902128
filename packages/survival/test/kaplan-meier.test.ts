import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { kaplanMeier } from '../src/index';
import { expectAllRelative, expectRelative } from './close';
import { numbers } from './cohorts';
import { curveCases, gehan, inputOf, nameOf, versions } from './nonparametric-cases';

describe.each(curveCases.map((one) => [nameOf(one), one] as const))(`equals ${versions}: %s`, (_, one) => {
  const { followUp, options } = inputOf(one);
  const curves = kaplanMeier(followUp, { ...options, confidence: one.confidence });
  const pairs = one.curves.map(
    (expected) => [expected, curves.find(({ group }) => group === (expected.group ?? 'all'))!] as const,
  );

  test('the table', () => {
    expect(curves).toHaveLength(one.curves.length);
    for (const [{ table, place, length, rows }, curve] of pairs) {
      expect([curve.rows, curve.time.length]).toEqual([rows, length]);
      for (const [name, values] of Object.entries(table)) {
        const found = place.map((at) => curve[name as keyof typeof table][at]!);
        expectColumn(found, values, name.startsWith('standard') ? 1e-8 : 1e-9, name, curve.survival, place);
      }
    }
  });

  test('quantiles and their limits', () => {
    for (const [{ quantiles }, curve] of pairs) {
      for (const [i, p] of one.probabilities.entries()) {
        const found = curve.quantile(p);
        expect(found.time).toBe(quantiles.time[i] ?? Infinity);
        expect(found.upper).toBe(quantiles.upper[i] ?? Infinity);
        // At a survival of 0 R has no lower limit; then ours is the last time.
        if (quantiles.lower[i] !== null) expect(found.lower).toBe(quantiles.lower[i]);
        else expect(found.lower).toBe(curve.survival.at(-1) === 0 ? curve.time.at(-1) : Infinity);
        if (p === 0.5) expect(curve.median).toEqual(found);
      }
    }
  });

  test('survival and numbers at risk at some times', () => {
    for (const [{ at }, curve] of pairs) {
      const times = at.time as number[];
      const found = curve.survivalAt(times);
      const survival = found.map((estimate) => estimate.survival);
      for (const name of ['survival', 'standardError', 'lower', 'upper'] as const) {
        expectColumn(
          found.map((estimate) => estimate[name]),
          at[name],
          1e-8,
          name,
          survival,
        );
      }
      const table = curve.atRiskTable(times);
      for (const name of ['atRisk', 'events', 'censored'] as const) {
        expectAllRelative(table[name], at[name] as number[], 1e-9, name);
      }
    }
  });
});

/** Where survival is 1, R's log–log limits are missing and ours 1; where it is 0, ours are NaN as R's are missing. */
function expectColumn(
  found: readonly number[],
  expected: readonly (number | null)[],
  tolerance: number,
  name: string,
  survival: readonly number[],
  place = found.map((_, at) => at),
) {
  expect(found).toHaveLength(expected.length);
  for (const [i, value] of expected.entries()) {
    const missing = survival[place[i]!] === 1 ? 1 : Number.NaN;
    expectRelative(found[i]!, value ?? missing, tolerance, 1e-6, `${name}[${i}]`);
  }
}

test("Freireich's leukaemia trial: medians of 23 and 8 weeks", () => {
  // Kaplan–Meier of the treated by hand: Cox and Oakes 1984, table 4.3.
  const [control, treated] = kaplanMeier(
    { time: gehan.time, event: gehan.event },
    { groups: gehan.treat, confidence: 'log' },
  );
  expect([control!.group, treated!.group]).toEqual(['control', '6-MP']);
  expect([control!.median.time, treated!.median.time]).toEqual([8, 23]);
  const drops = treated!.survival.filter((_, at) => treated!.events[at]! > 0);
  expect(drops.map((value) => value.toFixed(3))).toEqual([
    '0.857',
    '0.807',
    '0.753',
    '0.690',
    '0.627',
    '0.538',
    '0.448',
  ]);
});

/** Cohorts with many ties: times 0 to 12, events, weights 0 to 3. */
const row = fc.record({
  time: fc.integer({ min: 0, max: 12 }),
  event: fc.integer({ min: 0, max: 1 }),
  weight: fc.integer({ min: 0, max: 3 }),
});
const cohort = fc.array(row, { minLength: 1, maxLength: 40 }).filter((rows) => rows.some(({ weight }) => weight > 0));
const columns = (rows: { time: number; event: number }[]) => ({
  time: rows.map(({ time }) => time),
  event: rows.map(({ event }) => event),
});

describe('what holds for any cohort', () => {
  test('without censoring survival is 1 − the empirical distribution', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 50 }), { minLength: 1, maxLength: 60 }), (time) => {
        const curve = kaplanMeier({ time, event: time.map(() => 1) });
        for (const [at, t] of curve.time.entries()) {
          expect(curve.survival[at]).toBeCloseTo(time.filter((value) => value > t).length / time.length, 12);
        }
      }),
    );
  });

  test('a weight is a number of copies, and the order of rows does not matter', () => {
    fc.assert(
      fc.property(cohort, (rows) => {
        const weighted = kaplanMeier(columns(rows), { weights: rows.map(({ weight }) => weight) });
        const copied = kaplanMeier(columns(rows.flatMap((one) => Array(one.weight).fill(one)).reverse()));
        expect({ ...weighted, rows: 0 }).toEqual({ ...copied, rows: 0 });
      }),
    );
  });

  test('a stretch of time cut in two changes nothing', () => {
    fc.assert(
      fc.property(cohort, fc.double({ min: 0.01, max: 0.99, noNaN: true }), (rows, share) => {
        const whole = kaplanMeier(columns(rows));
        // Time 0 can't be cut: 1 is added to all.
        const late = rows.map(({ time, event }) => ({ time: time + 1, event }));
        const cut = kaplanMeier(columns([...late.map(({ time }) => ({ time: time * share, event: 0 })), ...late]), {
          entry: [...late.map(() => -1), ...late.map(({ time }) => time * share)],
        });
        for (const [at, time] of whole.time.entries()) {
          const place = cut.time.indexOf(time + 1);
          expect(cut.survival[place]).toBeCloseTo(whole.survival[at]!, 12);
          expect(cut.atRisk[place]).toBe(whole.atRisk[at]);
        }
      }),
    );
  });

  test('limits hold the estimate and stay between 0 and 1; groups are as if alone', () => {
    fc.assert(
      fc.property(cohort, fc.constantFrom('log-log', 'log', 'plain'), (rows, confidence) => {
        const groups = rows.map((_, at) => at % 2);
        const curves = kaplanMeier(columns(rows), { groups, confidence });
        for (const curve of curves) {
          expect({ ...curve }).toEqual({
            ...kaplanMeier(columns(rows.filter((_, at) => groups[at] === curve.group)), { confidence }),
            group: curve.group,
          });
          for (const [at, survival] of curve.survival.entries()) {
            if (survival === 0) expect(curve.lower[at]).toBeNaN();
            else expect([0, curve.lower[at], survival, curve.upper[at], 1]).toBeSorted();
          }
          expect([curve.median.lower, curve.median.time, curve.median.upper]).toBeSorted();
        }
      }),
    );
  });
});

expect.extend({
  toBeSorted(values: number[]) {
    const pass = values.every((value, at) => at === 0 || value >= values[at - 1]! - 1e-12);
    return { pass, message: () => `${values.join(', ')} in ascending order` };
  },
});

declare module 'vitest' {
  interface Assertion {
    toBeSorted(): void;
  }
}

describe('edges', () => {
  test('all censored: survival is 1, quantiles are not reached', () => {
    const curve = kaplanMeier({ time: [1, 2], event: [0, 0] });
    expect(curve).toMatchObject({ survival: [1, 1], standardError: [0, 0], lower: [1, 1], upper: [1, 1] });
    expect(curve.median).toEqual({ time: Infinity, lower: Infinity, upper: Infinity });
  });

  test('fractional weights that all have the event leave nobody behind', () => {
    const curve = kaplanMeier(
      { time: [5, 3, 3, 3, 1], event: [0, 1, 1, 1, 1] },
      { weights: [7.7, 0.1, 0.2, 0.3, 1e9], entry: [4, 0, 0, 0, 0] },
    );
    expect(curve.survival[1]).toBe(0);
    expect(curve.survival[2]).toBe(0);
  });

  test('before the first time, at it and after the last', () => {
    const curve = kaplanMeier({ time: [2, 4, 4, 6], event: [1, 1, 0, 0] });
    expect(curve.survivalAt([1, 2, 3, 100]).map(({ survival }) => survival)).toEqual([1, 0.75, 0.75, 0.5]);
    expect(curve.atRiskTable([0, 2, 3, 4, 100])).toEqual({
      time: [0, 2, 3, 4, 100],
      atRisk: [4, 4, 3, 3, 0],
      events: [0, 1, 1, 2, 2],
      censored: [0, 0, 0, 1, 2],
    });
  });

  test('a quantile in the middle of a flat stretch, as in R', () => {
    const curve = kaplanMeier({ time: [2, 4, 7, 8], event: [1, 1, 1, 1] });
    expect(curve.median.time).toBe(5.5);
    expect(curve.quantile(0.6).time).toBe(7);
    expect(() => curve.quantile(1)).toThrow('p: found 1, expected a number above 0 and below 1');
  });
});

test.each<[string, object, object, string]>([
  ['nobody', { time: [], event: [] }, {}, 'time: no rows'],
  ['a missing time', { time: [1, Number.NaN, 3] }, {}, 'time, row 1: found NaN'],
  ['groups too few', {}, { groups: ['a', 'b'] }, 'groups has length 2, expected 3'],
  [
    'a missing group',
    {},
    { groups: ['a', null, 'b'] },
    'groups, row 1: found null, expected the name or number of a group',
  ],
  ['groups that are no column', {}, { groups: 'sex' }, 'groups: found "sex", expected an array with one value a row'],
  [
    'entry after exit',
    {},
    { entry: [0, 5, 0] },
    "entry, row 1: found 5, expected a finite number below the row's time 2",
  ],
  [
    'an unknown scale',
    {},
    { confidence: 'loglog' },
    "confidence: found \"loglog\", expected 'log-log', 'log' or 'plain'",
  ],
  ['a level in per cent', {}, { level: 95 }, 'level: found 95, expected a number above 0 and below 1'],
])('bad input: %s', (_, change, options, message) => {
  const followUp = { time: [1, 2, 3], event: [1, 1, 0] };
  expect(() => kaplanMeier({ ...followUp, ...change } as never, options as never)).toThrow(message);
});

test('a time that is no number', () => {
  const curve = kaplanMeier({ time: numbers('lung', 'time'), event: numbers('lung', 'event') });
  expect(() => curve.survivalAt([1, Number.NaN])).toThrow('times, row 1: found NaN, expected a finite number');
});
