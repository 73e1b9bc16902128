import { expect, test } from 'vitest';
import {
  binaryAccuracy,
  bootstrapInterval,
  EmptyInputError,
  InvalidValueError,
  rocAuc,
  rocAucInterval,
  ShapeMismatchError,
} from '../src/index';
import { column, oracle } from './oracle';

const { y: rows, s: scores } = oracle.sets.find(({ name }) => name === 'common')!;
const [y, s] = [column(rows, 0), column(scores, 0)];

test('of rocAuc it agrees with rocAucInterval', () => {
  const general = bootstrapInterval((labels, values) => rocAuc(labels, values), y, s, { replicates: 4000, seed: 1 });
  const special = rocAucInterval(y, s, { replicates: 4000, seed: 1 });
  expect(general.estimate).toBe(special.estimate);
  const tolerance = 0.1 * (special.upper - special.lower);
  expect(Math.abs(general.lower - special.lower)).toBeLessThan(tolerance);
  expect(Math.abs(general.upper - special.upper)).toBeLessThan(tolerance);
});

test('of an accuracy it has the binomial standard error', () => {
  const labels = Array.from({ length: 400 }, (_, i) => (i % 4 === 0 ? 1 : 0));
  const nothing = labels.map(() => [0]);
  const found = bootstrapInterval(
    binaryAccuracy,
    labels.map((label) => [label]),
    nothing,
    { seed: 1 },
  );
  expect(found.estimate).toBe(0.75);
  expect(found.standardError / Math.sqrt((0.75 * 0.25) / 400)).toBeGreaterThan(0.93);
  expect(found.standardError / Math.sqrt((0.75 * 0.25) / 400)).toBeLessThan(1.07);
});

test('strata keep their sizes; rows stay whole', () => {
  const seen = new Set<number>();
  bootstrapInterval(
    (labels, values) => {
      for (const [i, row] of labels.entries()) expect(values[i]).toBe(scores[rows.indexOf(row as number[])]);
      return seen.add(labels.reduce((sum, row) => sum + row[1]!, 0)).size;
    },
    rows,
    scores,
    { replicates: 50, strata: column(rows, 1) },
  );
  expect([...seen]).toEqual([column(rows, 1).reduce((a, b) => a + b)]);
});

test('the same seed gives the same interval', () => {
  const metric = (labels: ArrayLike<number>, values: ArrayLike<number>) => binaryAccuracy(labels, values);
  expect(bootstrapInterval(metric, y, s, { seed: 9 })).toEqual(bootstrapInterval(metric, y, s, { seed: 9 }));
});

test('bad input', () => {
  const one = () => 1;
  expect(() => bootstrapInterval(one, [] as number[], [] as number[])).toThrow(EmptyInputError);
  expect(() => bootstrapInterval(one, [0, 1], [0])).toThrow(ShapeMismatchError);
  expect(() => bootstrapInterval(one, [0, 1], [0, 1], { strata: [0] })).toThrow(ShapeMismatchError);
  expect(() => bootstrapInterval(() => Number.NaN, [0, 1], [0, 1])).toThrow(InvalidValueError);
});
