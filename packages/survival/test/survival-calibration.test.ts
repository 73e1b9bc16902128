import { expect, test } from 'vitest';
import { survivalCalibration } from '../src/index';
import { expectAllRelative, expectRelative } from './close';
import { numbers } from './cohorts';
import oracle from './fixtures/discrimination.json';

interface OracleCase {
  cohort: string;
  covariate: string;
  slope: number;
  rate: number;
  at: number;
  groups: number;
  weights: string | null;
  overall: number[];
  parts: number[][];
  fitted: number[];
}

test.each((oracle.calibrations as unknown as OracleCase[]).map((one) => [one.cohort, one] as const))(
  `equals ${oracle.oracle}: %s`,
  (_, { cohort, covariate, slope, rate, at, groups, weights, overall, parts, fitted }) => {
    const survival = numbers(cohort, covariate).map((value) => Math.exp(-rate * at * Math.exp(slope * value)));
    const found = survivalCalibration(numbers(cohort, 'time'), numbers(cohort, 'event'), survival, at, {
      groups,
      ...(weights !== null && { weights: numbers(cohort, weights) }),
    });
    expectAllRelative(Object.values(found.overall), overall, 1e-9, 'overall');
    expect(found.groups.length).toBe(parts.length);
    for (const [i, part] of parts.entries()) {
      expectAllRelative(Object.values(found.groups[i]!), part, 1e-9, `group ${i}`);
    }
    expectRelative(found.slope!.value, fitted[0]!, 1e-6);
    expectRelative(found.slope!.standardError, fitted[1]!, 1e-5);
  },
);

const time = [1, 2, 3, 4, 5, 6];
const event = [1, 0, 1, 0, 1, 0];

test('a group without events, one in which all had it, and predictions that have no slope', () => {
  const { groups, slope } = survivalCalibration([1, 2, 3, 7, 8, 9], [1, 1, 1, 0, 0, 0], [0, 0, 0, 1, 1, 1], 5);
  expect(groups).toEqual([
    { rows: 3, predicted: 0, observed: 0, standardError: 0, lower: 0, upper: 0 },
    { rows: 3, predicted: 1, observed: 1, standardError: 0, lower: 1, upper: 1 },
  ]);
  expect(slope).toBeUndefined();
  expect(survivalCalibration(time, event, [0.5, 0.5, 0.5, 0.5, 0.5, 0.5], 4)).toMatchObject({
    groups: [{ rows: 6, predicted: 0.5 }],
    slope: undefined,
  });
});

test.each<[string, number[], number, object, string]>([
  ['a NaN', [0.1, Number.NaN, 0.3, 0.4, 0.5, 0.6], 3, {}, 'survival, row 1: found NaN, expected a probability'],
  ['a time beyond a group', [0.1, 0.2, 0.3, 0.4, 0.5, 0.6], 5, { groups: 2 }, 'at: nobody'],
  ['a time of 0', [0.1, 0.2, 0.3, 0.4, 0.5, 0.6], 0, {}, 'at: found 0, expected a finite number above 0'],
  ['no groups', [0.1, 0.2, 0.3, 0.4, 0.5, 0.6], 3, { groups: 0 }, 'groups: found 0'],
  ['a level of 95', [0.1, 0.2, 0.3, 0.4, 0.5, 0.6], 3, { level: 95 }, 'level: found 95'],
  ['too few predictions', [0.1], 3, {}, 'survival has length 1, expected 6'],
])('bad input: %s', (_, survival, at, options, message) => {
  const ends = [1, 1, 0, 0, 0, 0];
  const compute = () => survivalCalibration(time, 'groups' in options ? ends : event, survival, at, options);
  expect(compute).toThrow(message);
});
