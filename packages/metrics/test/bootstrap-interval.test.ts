import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  averagePrecision,
  averagePrecisionInterval,
  binaryAccuracy,
  bootstrapInterval,
  EmptyInputError,
  InvalidValueError,
  type Rows,
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

test('a list of figures gets an interval each, of the same replicates', () => {
  const perLabel = (labels: Rows, values: Rows) => rocAuc(labels, values, { average: null });
  const options = { replicates: 300, seed: 2 };
  const alone = bootstrapInterval(rocAuc, rows, scores, options);
  const [macro, ...labels] = bootstrapInterval(
    (labels, values) => [rocAuc(labels, values), ...perLabel(labels, values)],
    rows,
    scores,
    options,
  );
  expect(macro).toEqual(alone);
  expect(labels).toEqual(bootstrapInterval(perLabel, rows, scores, options));
  expect(labels.map(({ estimate }) => estimate)).toEqual(perLabel(rows, scores));
});

test('a label that no row has gets NaN in its place; a list must keep its length', () => {
  const truth = [
    [0, 0],
    [1, 0],
    [0, 0],
    [1, 0],
  ];
  const omit = (labels: Rows, values: Rows) => averagePrecision(labels, values, { average: null, singleClass: 'omit' });
  const [first, none] = bootstrapInterval(omit, truth, truth, { strata: 'labels', replicates: 50 });
  expect(first).toMatchObject({ estimate: 1, lower: 1, upper: 1 });
  expect(none).toMatchObject({ estimate: Number.NaN, lower: Number.NaN, replicates: 50 });
  expect(() => bootstrapInterval(omit, truth, truth, { replicates: 50 })).toThrow(
    "the metric's result, column 0: found NaN, expected a number for every replicate; strata: 'labels' keeps",
  );
  let calls = 0;
  expect(() => bootstrapInterval(() => Array<number>(calls++).fill(1), truth, truth)).toThrow(
    "the metric's result: found 1 numbers, expected as many as of the whole data, 0.",
  );
});

test("strata 'labels' of one label is its stratified bootstrap", () => {
  const asRows = y.map((label) => [label]);
  const options = { replicates: 4000, seed: 1 };
  const found = bootstrapInterval(
    averagePrecision,
    asRows,
    scores.map(([score]) => [score!]),
    {
      ...options,
      strata: 'labels',
    },
  );
  const special = averagePrecisionInterval(y, s, options);
  const tolerance = 0.1 * (special.upper - special.lower);
  expect(Math.abs(found.lower - special.lower)).toBeLessThan(tolerance);
  expect(Math.abs(found.upper - special.upper)).toBeLessThan(tolerance);
  expect(bootstrapInterval(rocAuc, y, s, { ...options, strata: 'labels' })).toEqual(
    bootstrapInterval(rocAuc, y, s, options),
  );
});

test("strata 'labels' keep both classes of every label in every replicate, the rarest label's count too", () => {
  const bit = (ones: number) => fc.integer({ min: 1, max: 20 }).map((draw) => (draw <= ones ? 1 : 0));
  const table = fc.array(fc.tuple(bit(10), bit(2), bit(1), bit(18)), { minLength: 3, maxLength: 40 });
  fc.assert(
    fc.property(table, fc.integer({ min: 0, max: 99 }), (truth, seed) => {
      const sums = (labels: Rows) => [0, 1, 2, 3].map((label) => labels.reduce((sum, row) => sum + row[label]!, 0));
      const all = sums(truth);
      const rarer = all.map((sum) => Math.min(sum, truth.length - sum));
      const rarest = rarer.indexOf(Math.min(...rarer.filter((count) => count > 0)));
      const metric = (labels: Rows) => {
        const drawn = sums(labels);
        for (const [label, sum] of all.entries()) {
          if (sum > 0) expect(drawn[label]).toBeGreaterThan(0);
          if (sum < truth.length) expect(drawn[label]).toBeLessThan(truth.length);
        }
        if (rarest >= 0) expect(drawn[rarest]).toBe(all[rarest]);
        return 1;
      };
      bootstrapInterval(metric, truth, truth, { strata: 'labels', replicates: 20, seed });
    }),
  );
});

test('a label of which no stratum has one class alone keeps both all the same', () => {
  // The last label is 0 in two rows of the first stratum and in one of the second: without a look at the whole replicate, one
  // in 108 would lack it.
  const truth = [
    [1, 0, 1],
    [1, 1, 0],
    [1, 0, 0],
    [0, 1, 1],
    [0, 1, 0],
    [0, 0, 1],
  ];
  const negatives = (labels: Rows) => labels.filter((row) => row[2] === 0).length;
  const seen = new Set<number>();
  bootstrapInterval((labels) => seen.add(negatives(labels)).size, truth, truth, { strata: 'labels', replicates: 5000 });
  expect([...seen].sort()).toEqual([1, 2, 3, 4, 5]);
});

test('infinite figures have infinite ends, not NaN', () => {
  const [y, s] = [Float64Array.from({ length: 20 }), Float64Array.from({ length: 20 }, (_, row) => row)];
  const interval = (sign: number, share: number) =>
    bootstrapInterval((_, scores) => (scores[0]! < share * 20 ? sign * Infinity : scores[0]!), y, s, {
      replicates: 500,
    });
  expect(interval(1, 0.5)).toMatchObject({ estimate: Infinity, lower: 10, upper: Infinity, standardError: Infinity });
  expect(interval(-1, 0.5)).toMatchObject({ lower: -Infinity, upper: 19, standardError: Infinity });
  expect(interval(1, 1)).toMatchObject({ lower: Infinity, upper: Infinity, standardError: 0 });
  let call = 0;
  const between = () => [-Infinity, -Infinity, 1, Infinity, Infinity][call++]!;
  const halves = bootstrapInterval(between, y, s, { replicates: 4, level: 0.5 });
  expect(halves).toMatchObject({ lower: -Infinity, upper: Infinity });
});

test('what is no number is told', () => {
  const run = (metric: () => unknown) => () => bootstrapInterval(metric as () => number, [0, 1], [0, 1]);
  expect(run(() => undefined)).toThrow(
    "the metric's result: found undefined, expected a number, or a list of numbers.",
  );
  expect(run(async () => 1)).toThrow('found [object Promise], expected a number');
  expect(run(() => [1, null])).toThrow('found null, expected a number');
  expect(run(() => Float64Array.of(1, 2))()).toHaveLength(2);
});

test('bad input', () => {
  const one = () => 1;
  expect(() => bootstrapInterval(one, [0, 1, 1, 0, 1], [0, 1, 1, 0, 1], { strata: 'label' as never })).toThrow(
    "strata: found label, expected 'labels', or one stratum a row.",
  );
  expect(() => bootstrapInterval(one, [] as number[], [] as number[])).toThrow(EmptyInputError);
  expect(() => bootstrapInterval(one, [0, 1], [0])).toThrow(ShapeMismatchError);
  expect(() => bootstrapInterval(one, [0, 1], [0, 1], { strata: [0] })).toThrow(ShapeMismatchError);
  expect(() => bootstrapInterval(() => Number.NaN, [0, 1], [0, 1])).toThrow(InvalidValueError);
});
