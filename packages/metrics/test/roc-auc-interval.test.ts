import { describe, expect, test } from 'vitest';
import { InvalidValueError, rocAuc, rocAucInterval, SingleClassError } from '../src/index';
import { column, oracle } from './oracle';

const common = oracle.sets.find(({ name }) => name === 'common')!;

describe(`rocAucInterval agrees with the bootstrap of ${oracle.oracleOfIntervals}`, () => {
  test.each(oracle.intervals)('$set, column $column', (expected) => {
    const set = oracle.sets.find(({ name }) => name === expected.set)!;
    const [y, s] = [column(set.y, expected.column), column(set.s, expected.column)];
    const found = rocAucInterval(y, s, { replicates: 20_000, seed: 3 });
    // Two runs of 20,000 replicates: a bound's standard error is about 0.02 of the interval's width in each.
    const tolerance = 0.05 * (expected.upper - expected.lower);
    expect(Math.abs(found.lower - expected.lower)).toBeLessThan(tolerance);
    expect(Math.abs(found.upper - expected.upper)).toBeLessThan(tolerance);
    expect(Math.abs(found.standardError / expected.standardError - 1)).toBeLessThan(0.05);
    expect(found.estimate).toBe(rocAuc(y, s));
  });
});

test('the same seed gives the same interval, another seed another', () => {
  const [y, s] = [column(common.y, 0), column(common.s, 0)];
  const interval = rocAucInterval(y, s, { seed: 5 });
  expect(rocAucInterval(y, s, { seed: 5 })).toEqual(interval);
  expect(rocAucInterval(y, s, { seed: 6 })).not.toEqual(interval);
  expect(rocAucInterval(y, s, { seed: 5 + 2 ** 32 })).not.toEqual(interval);
  expect(interval).toMatchObject({ level: 0.95, replicates: 2000 });
  expect(interval.lower).toBeLessThan(interval.estimate);
  expect(interval.upper).toBeGreaterThan(interval.estimate);
});

test('does not depend on the order of the rows, nor on the other labels', () => {
  const options = { replicates: 200, seed: 1 };
  const all = rocAucInterval(common.y, common.s, options);
  expect(rocAucInterval([...common.y].reverse(), [...common.s].reverse(), options)).toEqual(all);
  expect(all.map((_, label) => rocAucInterval(column(common.y, label), column(common.s, label), options))).toEqual(all);
});

test('a wider level gives a wider interval', () => {
  const [y, s] = [column(common.y, 0), column(common.s, 0)];
  const [narrow, wide] = [0.5, 0.99].map((level) => rocAucInterval(y, s, { level, seed: 1 }));
  expect(wide!.lower).toBeLessThan(narrow!.lower);
  expect(wide!.upper).toBeGreaterThan(narrow!.upper);
});

test('the scale of the weights does not matter; a row of weight 0 is never drawn', () => {
  const y = [0, 0, 0, 1, 1, 1, 0];
  const s = [0.1, 0.3, 0.6, 0.4, 0.5, 0.9, 0.99];
  const options = { replicates: 300, seed: 2 };
  const plain = rocAucInterval(y.slice(0, 6), s.slice(0, 6), options);
  expect(rocAucInterval(y, s, { ...options, sampleWeight: [1, 1, 1, 1, 1, 1, 0] })).toEqual(plain);
  expect(rocAucInterval(y, s, { ...options, sampleWeight: [4, 4, 4, 4, 4, 4, 0] })).toEqual(plain);
});

test('fully separated classes have no width; one class is an error or NaN', () => {
  expect(rocAucInterval([0, 0, 1, 1], [1, 2, 3, 4])).toMatchObject({ estimate: 1, lower: 1, upper: 1 });
  expect(() => rocAucInterval([0, 0], [1, 2])).toThrow(SingleClassError);
  const [none] = rocAucInterval([[0], [0]], [[1], [2]], { singleClass: 'omit' });
  expect(none).toMatchObject({ estimate: Number.NaN, lower: Number.NaN, upper: Number.NaN });
});

test.each([
  ['level 1', { level: 1 }],
  ['level NaN', { level: Number.NaN }],
  ['one replicate', { replicates: 1 }],
  ['half a replicate', { replicates: 2.5 }],
  ['a broken seed', { seed: 0.5 }],
])('%s is an error', (_, options) => {
  expect(() => rocAucInterval([0, 1], [0.1, 0.2], options)).toThrow(InvalidValueError);
});
