import { describe, expect, test } from 'vitest';
import {
  averagePrecision,
  averagePrecisionInterval,
  bootstrapInterval,
  InvalidValueError,
  rocAuc,
  rocAucInterval,
  SingleClassError,
} from '../src/index';
import json from './fixtures/average-precision-interval.json';
import { column, expectClose, oracle } from './oracle';

describe(`agrees with a bootstrap of ${json.oracle}`, () => {
  test.each(json.cases)('$set, column $column', (expected) => {
    const set = oracle.sets.find(({ name }) => name === expected.set)!;
    const [y, s] = [column(set.y, expected.column), column(set.s, expected.column)];
    const found = averagePrecisionInterval(y, s, { replicates: json.replicates, seed: 1 });
    expectClose(found.estimate, expected.estimate);
    for (const side of ['lower', 'upper'] as const) {
      const [least, most] = expected[side];
      expect(found[side]).toBeGreaterThanOrEqual(least! - 1e-9);
      expect(found[side]).toBeLessThanOrEqual(most! + 1e-9);
    }
    expect(Math.abs(found.standardError / expected.standardError - 1)).toBeLessThan(0.05);
  });
});

const { y, s, weights } = oracle.sets.find(({ name }) => name === 'common')!;

test('the estimate is averagePrecision; each label gets the interval that it has alone, whatever the order of rows', () => {
  const options = { replicates: 200, seed: 1 };
  const all = averagePrecisionInterval(y, s, options);
  expect(all.map(({ estimate }) => estimate)).toEqual(averagePrecision(y, s, { average: null }));
  expect(averagePrecisionInterval([...y].reverse(), [...s].reverse(), options)).toEqual(all);
  for (const [label, interval] of all.entries()) {
    expect(averagePrecisionInterval(column(y, label), column(s, label), options)).toEqual(interval);
  }
  expect(averagePrecisionInterval(y, s, { ...options, seed: 2 })).not.toEqual(all);
});

test('weights: their scale does not matter, a row of weight 0 is never drawn', () => {
  const [labels, scores] = [
    [0, 0, 0, 1, 1, 1, 0],
    [0.1, 0.3, 0.6, 0.4, 0.5, 0.9, 0.99],
  ] as const;
  const plain = averagePrecisionInterval(labels.slice(0, 6), scores.slice(0, 6), { replicates: 300 });
  const sampleWeight = [4, 4, 4, 4, 4, 4, 0];
  expect(averagePrecisionInterval(labels, scores, { replicates: 300, sampleWeight })).toEqual(plain);
});

test.each([
  ['average precision', averagePrecision, averagePrecisionInterval],
  ['AUROC', rocAuc, rocAucInterval],
] as const)('a resampled row keeps its own weight: %s', (_, metric, interval) => {
  const [labels, scores] = [column(y, 0), column(s, 0)];
  const options = { replicates: 4000, seed: 1, level: 0.8 };
  const special = interval(labels, scores, { ...options, sampleWeight: weights });
  const general = bootstrapInterval(
    (rows, some) => metric(column(rows, 0), column(some, 0), { sampleWeight: column(rows, 1) }),
    labels.map((label, row) => [label, weights[row]!]),
    scores.map((score) => [score]),
    { ...options, strata: labels },
  );
  expectClose(special.estimate, general.estimate);
  const tolerance = 0.1 * (general.upper - general.lower);
  expect(Math.abs(special.lower - general.lower)).toBeLessThan(tolerance);
  expect(Math.abs(special.upper - general.upper)).toBeLessThan(tolerance);
  expect(Math.abs(special.standardError / general.standardError - 1)).toBeLessThan(0.05);
});

test('labels of one class', () => {
  expect(averagePrecisionInterval([1, 1], [1, 2])).toMatchObject({ estimate: 1, lower: 1, upper: 1 });
  expect(() => averagePrecisionInterval([0, 0], [1, 2])).toThrow(SingleClassError);
  const [none] = averagePrecisionInterval([[0], [0]], [[1], [2]], { singleClass: 'omit' });
  expect(none).toMatchObject({ estimate: Number.NaN, lower: Number.NaN, upper: Number.NaN });
  expect(() => averagePrecisionInterval([0, 1], [1, 2], { level: 1 })).toThrow(InvalidValueError);
});
