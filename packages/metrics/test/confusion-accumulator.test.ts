import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import * as metrics from '../src/index';
import { column, oracleCases } from './oracle';
import { expectSame, outcome, shapes, stream, streams } from './stream';

const { ConfusionAccumulator } = metrics;
const fromJSON = (state: metrics.AccumulatorJSON) => ConfusionAccumulator.fromJSON(state);

const averages = ['macro', 'micro', 'weighted', 'samples', null] as const;
const { precision, recall, specificity, jaccard, f1, matthewsCorrcoef, cohenKappa } = metrics;
const figures = { precision, recall, specificity, jaccard, f1, matthewsCorrcoef, cohenKappa };
type Figure = keyof typeof figures;

function expectFigures(
  summary: metrics.ConfusionSummary,
  y: metrics.Table,
  d: metrics.Table,
  sampleWeight: number[] | undefined,
): void {
  expectSame(summary.accuracy(), metrics.accuracy(y, d, { sampleWeight }));
  for (const average of ['micro', null] as const) {
    expectSame(summary.hammingLoss({ average }), metrics.hammingLoss(y, d, { sampleWeight, average: average as null }));
    expectSame(
      summary.binaryAccuracy({ average }),
      metrics.binaryAccuracy(y, d, { sampleWeight, average: average as null }),
    );
  }
  for (const average of averages) {
    const own = { average: average as null, sampleWeight };
    expectSame(summary.balancedAccuracy({ average }), metrics.balancedAccuracy(y, d, own));
    expectSame(summary.fbeta({ average, beta: 2 }), metrics.fbeta(y, d, { ...own, beta: 2 }));
    for (const zeroDivision of [0, 1, 'omit'] as const) {
      for (const [name, figure] of Object.entries(figures)) {
        const found = outcome(() => summary[name as Figure]({ average, zeroDivision }));
        const expected = outcome(() => figure(y, d, { ...own, zeroDivision }));
        if (typeof expected === 'string') expect(found, name).toBe(expected);
        else expectSame(found as number[], expected);
      }
    }
  }
}

describe('any partition of the rows into updates and merges gives the figures of all rows', () => {
  test.each(shapes)('$name', (shape) => {
    fc.assert(
      fc.property(streams(), (rows) => {
        const accumulator = stream(() => new ConfusionAccumulator({ threshold: 0.3 }), fromJSON, rows, shape);
        const weights = shape.weighted ? rows.map(({ weight }) => weight) : undefined;
        const y = rows.map((row) => shape.of(row.y)) as metrics.Table;
        const d = rows.map((row) => shape.of(row.s.map((score) => (score > 0.3 ? 1 : 0)))) as metrics.Table;
        const summary = accumulator.result();
        expect(summary.rows).toBe(rows.length);
        expectFigures(summary, y, d, weights);
        const counts = [metrics.confusion(y as metrics.Rows, d as metrics.Rows, { sampleWeight: weights })].flat();
        for (const [label, own] of summary.perLabel.entries())
          expectSame(Object.values(own), Object.values(counts[label]!));
        if (!shape.weighted) expect(summary.perLabel).toEqual(counts);
      }),
    );
  });
});

test.each(oracleCases)('of $name', ({ y, s, sampleWeight }) => {
  const d = s.map((row) => row.map((score) => (score > 0.5 ? 1 : 0)));
  const accumulator = new ConfusionAccumulator();
  for (let row = 0; row < y.length; row += 7) {
    accumulator.update(y.slice(row, row + 7), d.slice(row, row + 7), sampleWeight?.slice(row, row + 7));
  }
  expectFigures(accumulator.result(), y, d, sampleWeight);
});

test('thresholds one a label, infinite ones too, and names', () => {
  const options = { labels: ['a', 'b', 'c'], threshold: [0.5, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY] };
  const accumulator = new ConfusionAccumulator(options).update([[1, 1, 0]], [[0.5, 0.9, 0]]);
  const copy = fromJSON(JSON.parse(JSON.stringify(accumulator)) as metrics.AccumulatorJSON);
  const lines = copy.merge(accumulator).result().perLabelAccuracy();
  expect(lines.map(({ label, n, decided }) => [label, n, decided])).toEqual([
    ['a', 2, 0],
    ['b', 2, 0],
    ['c', 2, 2],
  ]);
  const other = new ConfusionAccumulator({ ...options, threshold: [0.5, Number.NEGATIVE_INFINITY, 0] });
  expect(() => accumulator.merge(other)).toThrow(metrics.UnlikeAccumulatorsError);
  const { y, s } = oracleCases[0]!;
  const one = new ConfusionAccumulator({ threshold: 0.25 }).update(column(y, 0), column(s, 0)).result();
  expect(one.binaryAccuracy()).toBe(metrics.binaryAccuracy(column(y, 0), column(s, 0), { threshold: 0.25 }));
});

test('weighted sums keep their digits', () => {
  const accumulator = new ConfusionAccumulator();
  const [y, w] = [new Float64Array(1000), new Array<number>(1000).fill(0.1)];
  accumulator.update([0], [0], [1e12]);
  for (let i = 0; i < 1000; i++) accumulator.update(y, y, w);
  // 1e6 times the double nearest 0.1; plain addition is off by 3.
  expect(accumulator.result().perLabel[0]!.trueNegatives).toBe(1e12 + 1e5);
});

test('wrong options and labels', () => {
  expect(() => new ConfusionAccumulator({ threshold: Number.NaN })).toThrow(metrics.InvalidValueError);
  expect(() => new ConfusionAccumulator({ threshold: [0.5] }).update([[1, 0]], [[1, 0]])).toThrow(
    metrics.ShapeMismatchError,
  );
  expect(() => new ConfusionAccumulator({ labels: ['a'] }).update([[1, 0]], [[1, 0]])).toThrow('labels has shape 1');
  expect(() => new ConfusionAccumulator().update([1], [0.5])).toThrow('decisions, row 0: found 0.5');
});
