import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type ConcordanceOptions, compareConcordance, concordance, coxPH } from '../src/index';
import { expectAllRelative, expectRelative } from './close';
import { coxData, numbers } from './cohorts';
import oracle from './fixtures/concordance.json';

interface OracleCase {
  cohort: string;
  risk: string;
  sign: number;
  strata: string | null;
  weights: string | null;
  entry: string | null;
  cluster: string | null;
  tau: number | null;
  uno: boolean;
  c: number;
  standardError: number;
  counts: number[];
}

interface OracleComparison {
  cohort: string;
  first: string[];
  second: string[];
  strata: string | null;
  c: number[];
  difference: number;
  standardError: number;
}

const cases = oracle.cases as unknown as OracleCase[];
const comparisons = oracle.comparisons as unknown as OracleComparison[];

test.each(cases.map((one) => [JSON.stringify({ ...one, counts: undefined }), one] as const))(
  `equals ${oracle.oracle}: %s`,
  (_, { cohort, risk, sign, tau, uno, ...expected }) => {
    const column = (name: string | null) => (name === null ? undefined : numbers(cohort, name));
    const found = concordance(
      numbers(cohort, 'time'),
      numbers(cohort, 'event'),
      numbers(cohort, risk).map((value) => sign * value),
      {
        timeWeight: uno ? 'uno' : 'harrell',
        ...(tau !== null && { tau }),
        ...{ strata: column(expected.strata), weights: column(expected.weights) },
        ...{ entry: column(expected.entry), cluster: column(expected.cluster) },
      },
    );
    expectRelative(found.c, expected.c, 1e-9, 1, 'c');
    expectRelative(found.standardError, expected.standardError, 1e-8, 1e-3, 'standard error');
    const { concordant, discordant, tiedRisk, tiedTime, tiedBoth } = found;
    expectAllRelative([concordant, discordant, tiedRisk, tiedTime, tiedBoth], expected.counts, 1e-8, 'counts');
    expect(found.warnings).toEqual([]);
  },
);

test.each(comparisons.map((one) => [JSON.stringify(one), one] as const))(
  `compares as ${oracle.oracle}: %s`,
  (_, { cohort, first, second, strata, c, difference, standardError }) => {
    const options = strata === null ? {} : { strata: numbers(cohort, strata) };
    const [a, b] = [first, second].map((covariates) => {
      const data = coxData(cohort, covariates);
      return coxPH(data, options).predictLogPartialHazard(data.covariates);
    });
    const found = compareConcordance(numbers(cohort, 'time'), numbers(cohort, 'event'), a!, b!, options);
    expectAllRelative([found.first.c, found.second.c], c, 1e-8, 'c');
    expectRelative(found.difference, difference, 1e-6, 1e-3, 'difference');
    expectRelative(found.standardError, standardError, 1e-5, 1e-5, 'standard error');
    expectRelative(found.z, difference / standardError, 1e-5, 1e-3, 'z');
    expect(found.pValue).toBeGreaterThan(0);
    expect(found.pValue).toBeLessThan(1);
    expect((found.lower + found.upper) / 2).toBeCloseTo(difference, 10);
  },
);

/** Small cohorts with ties in everything. */
const patient = fc.record({
  time: fc.integer({ min: 1, max: 8 }),
  event: fc.integer({ min: 0, max: 1 }),
  risk: fc.integer({ min: -3, max: 3 }),
  weight: fc.integer({ min: 0, max: 4 }).map((weight) => weight / 2),
  stratum: fc.constantFrom('a', 'b'),
  delay: fc.double({ min: 0.1, max: 1, noNaN: true }),
});
type Patient = typeof patient extends fc.Arbitrary<infer T> ? T : never;
const cohortOf = fc.array(patient, { minLength: 4, maxLength: 25 });

const column = <K extends keyof Patient>(rows: Patient[], key: K) => rows.map((row) => row[key]);

interface Naive {
  c: number;
  standardError: number;
  counts: number[];
}

/** All pairs, as the definition has them. */
function naive(rows: Patient[], isEntered: boolean, isStratified: boolean, isWeighted: boolean, tau: number): Naive {
  const counts = [0, 0, 0, 0, 0];
  const net = rows.map(() => 0);
  const pairs = rows.map(() => 0);
  const weightOf = (row: Patient) => (isWeighted ? row.weight : 1);
  for (const [i, one] of rows.entries()) {
    for (const [j, other] of rows.entries()) {
      if (i === j || one.event === 0 || one.time > tau || (isStratified && one.stratum !== other.stratum)) continue;
      if (weightOf(one) * weightOf(other) === 0) continue;
      if (isEntered && other.time - other.delay >= one.time) continue;
      const product = weightOf(one) * weightOf(other);
      if (other.time === one.time && other.event === 1) {
        counts[one.risk === other.risk ? 4 : 3]! += product / 2;
      } else if (other.time >= one.time) {
        const sign = Math.sign(one.risk - other.risk);
        counts[1 - sign === 1 ? 2 : 1 - sign === 0 ? 0 : 1]! += product;
        for (const [row, weight] of [
          [i, weightOf(other)],
          [j, weightOf(one)],
        ] as const) {
          net[row]! += sign * weight;
          pairs[row]! += weight;
        }
      }
    }
  }
  const total = counts[0]! + counts[1]! + counts[2]!;
  const d = (counts[0]! - counts[1]!) / total;
  const variance = rows.reduce(
    (sum, row, i) => sum + ((weightOf(row) * (net[i]! - d * pairs[i]!)) / (2 * total)) ** 2,
    0,
  );
  return { c: (1 + d) / 2, standardError: Math.sqrt(variance), counts };
}

test('equals a sum over all pairs, with ties, weights, strata and delayed entry', () => {
  let compared = 0;
  fc.assert(
    fc.property(
      cohortOf,
      fc.tuple(fc.boolean(), fc.boolean(), fc.boolean()),
      fc.integer({ min: 3, max: 9 }),
      (rows, [isEntered, isStratified, isWeighted], tau) => {
        const expected = naive(rows, isEntered, isStratified, isWeighted, tau);
        const options: ConcordanceOptions = {
          tau,
          ...(isEntered && { entry: rows.map(({ time, delay }) => time - delay) }),
          ...(isStratified && { strata: column(rows, 'stratum') }),
          ...(isWeighted && { weights: column(rows, 'weight') }),
        };
        const compute = () => concordance(column(rows, 'time'), column(rows, 'event'), column(rows, 'risk'), options);
        if (Number.isNaN(expected.c)) {
          expect(compute).toThrow(/no pair to compare|are censored|no positive weight/);
          return;
        }
        const found = compute();
        expect(found.c).toBeCloseTo(expected.c, 12);
        expect(found.standardError).toBeCloseTo(expected.standardError, 12);
        const { concordant, discordant, tiedRisk, tiedTime, tiedBoth } = found;
        expectAllRelative(
          [concordant, discordant, tiedRisk, tiedTime, tiedBoth],
          expected.counts,
          1e-12,
          'counts',
          1e-3,
        );
        compared++;
      },
    ),
    { numRuns: 500 },
  );
  expect(compared).toBeGreaterThan(300);
});

describe('what does and what does not change it', () => {
  const [time, event, risk] = [
    numbers('rotterdam', 'time'),
    numbers('rotterdam', 'event'),
    numbers('rotterdam', 'age'),
  ];
  const found = concordance(time, event, risk);

  test('−risk has 1 − C', () => {
    const reversed = concordance(
      time,
      event,
      risk.map((value) => -value),
    );
    expect(reversed.c).toBeCloseTo(1 - found.c, 12);
    expect(reversed.standardError).toBeCloseTo(found.standardError, 12);
    expect([reversed.concordant, reversed.discordant]).toEqual([found.discordant, found.concordant]);
  });

  test('monotone changes of risk and time do not', () => {
    expect(
      concordance(
        time.map(Math.sqrt),
        event,
        risk.map((value) => Math.exp(value / 10)),
      ),
    ).toEqual(found);
  });

  test('the order of the rows does not', () => {
    const order = time.map((_, row) => row).sort((a, b) => ((a * 7919) % 2982) - ((b * 7919) % 2982));
    const pick = (values: number[]) => order.map((row) => values[row]!);
    const { c, standardError } = concordance(pick(time), pick(event), pick(risk));
    expect(c).toBe(found.c);
    expect(standardError).toBeCloseTo(found.standardError, 14);
  });

  test('a stratum of its own for every row leaves no pair, one for all changes nothing', () => {
    expect(concordance(time, event, risk, { strata: time.map(() => 'all') })).toEqual(found);
    expect(() => concordance(time, event, risk, { strata: time.map((_, row) => row) })).toThrow('no pair to compare');
  });

  test('without censoring, Uno’s is Harrell’s', () => {
    const seen = time.map(() => 1);
    const { c, standardError } = concordance(time, seen, risk, { timeWeight: 'uno' });
    const harrell = concordance(time, seen, risk);
    expect(c).toBeCloseTo(harrell.c, 12);
    expect(standardError).toBeCloseTo(harrell.standardError, 12);
  });

  test('the censoring distribution of the rows themselves is the default', () => {
    const options = { timeWeight: 'uno', tau: 3000 } as const;
    expect(concordance(time, event, risk, { ...options, censoring: { time, event } })).toEqual(
      concordance(time, event, risk, options),
    );
  });

  test('the level is that of the interval', () => {
    const { lower, upper } = concordance(time, event, risk, { level: 0.5 });
    expect((upper - lower) / found.standardError).toBeCloseTo(2 * 0.6744897501960817, 10);
  });
});

test('perfect order has 1, and a constant risk 0.5 with a warning', () => {
  const time = [5, 3, 1, 4];
  const event = [1, 1, 1, 1];
  expect(concordance(time, event, [1, 3, 4, 2])).toMatchObject({ c: 1, standardError: 0, lower: 1, upper: 1 });
  const constant = concordance(time, event, [7, 7, 7, 7]);
  expect(constant).toMatchObject({ c: 0.5, standardError: 0, tiedRisk: 6 });
  expect(constant.warnings.map(({ tag }) => tag)).toEqual(['constant-risk']);
  const same = compareConcordance(time, event, [1, 3, 4, 2], [1, 9, 10, 2]);
  expect(same).toMatchObject({ difference: 0, standardError: 0, z: 0, pValue: 1 });
});

test('a fit in which no two rows can be compared has no concordance', () => {
  const fit = coxPH({ time: [1, 2, 3], event: [0, 0, 1], covariates: { x: [1, 3, 2] } });
  expect(fit.concordance).toBeUndefined();
});

test.each<[string, unknown[], object, string]>([
  ['no risk', [undefined], {}, 'risk: found undefined, expected an array with one number a row'],
  ['a NaN risk', [[1, Number.NaN, 3]], {}, 'risk, row 1: found NaN, expected a finite number'],
  ['an infinite risk', [[1, 2, Infinity]], {}, 'risk, row 2: found Infinity'],
  ['a risk of other length', [[1, 2]], {}, 'risk has length 2, expected 3'],
  ['a negative tau', [[1, 2, 3]], { tau: -1 }, 'tau: found -1, expected a finite number above 0'],
  ['tau before the first event', [[1, 2, 3]], { tau: 0.5 }, 'There is no pair to compare'],
  [
    'an unknown weighting',
    [[1, 2, 3]],
    { timeWeight: 'wald' },
    "timeWeight: found \"wald\", expected 'harrell' or 'uno'",
  ],
  ['a level of 95', [[1, 2, 3]], { level: 95 }, 'level: found 95, expected a number between 0 and 1'],
  ['clusters of other length', [[1, 2, 3]], { cluster: [1] }, 'cluster has length 1, expected 3'],
  ['Uno with delayed entry', [[1, 2, 3]], { timeWeight: 'uno', entry: [0, 0, 0] }, 'where there are entry times'],
  ['censoring for Harrell', [[1, 2, 3]], { censoring: { time: [1], event: [0] } }, 'or no censoring'],
  ['no follow-up as censoring', [[1, 2, 3]], { timeWeight: 'uno', censoring: 3 }, 'censoring: found 3'],
  [
    'censoring before the events',
    [[1, 2, 3]],
    { timeWeight: 'uno', censoring: { time: [0.5, 0.7], event: [0, 0] } },
    'nobody is still under observation at time 2',
  ],
])('bad input: %s', (_, [risk], options, message) => {
  expect(() => concordance([1, 2, 3], [1, 1, 0], risk as number[], options as ConcordanceOptions)).toThrow(message);
});
