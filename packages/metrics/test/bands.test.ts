import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type Column,
  InvalidValueError,
  precisionRecallBand,
  precisionRecallCurve,
  rocBand,
  rocCurve,
  ShapeMismatchError,
  SingleClassError,
} from '../src/index';
import json from './fixtures/bands.json';
import { column, expectAllClose, oracle } from './oracle';

const cases = json.cases.map((each) => {
  const set = oracle.sets.find(({ name }) => name === each.set)!;
  return { ...each, y: column(set.y, each.column), s: column(set.s, each.column), weights: set.weights };
});

describe(`equal to ${json.oracle} on a grid`, () => {
  test.each(cases)('$set, column $column', ({ y, s, weights, curves }) => {
    const options = { at: json.at, replicates: 2 };
    expectAllClose(rocBand(y, s, options).tpr, curves.unweighted.tpr);
    expectAllClose(precisionRecallBand(y, s, options).precision, curves.unweighted.precision);
    expectAllClose(rocBand(y, s, { ...options, sampleWeight: weights }).tpr, curves.weighted.tpr);
    const weighted = precisionRecallBand(y, s, { ...options, sampleWeight: weights });
    expectAllClose(weighted.precision, curves.weighted.precision);
  });

  test.each(cases)('a bootstrap of $set, column $column', ({ y, s, bands }) => {
    const options = { at: json.at, replicates: 2 * json.replicates, seed: 1 };
    expectBand(rocBand(y, s, options), bands.roc);
    expectBand(precisionRecallBand(y, s, options), bands.precisionRecall);
  });
});

interface Bounds {
  lower: number[];
  upper: number[];
}

function expectBand(found: Bounds, expected: { lower: number[][]; upper: number[][] }): void {
  for (const side of ['lower', 'upper'] as const) {
    for (const [place, [least, most]] of expected[side].entries()) {
      expect(found[side][place], `${side}, place ${place}`).toBeGreaterThanOrEqual(least! - 1e-9);
      expect(found[side][place], `${side}, place ${place}`).toBeLessThanOrEqual(most! + 1e-9);
    }
  }
}

/** The curve's height by its definition, point by point. */
function naiveTpr(y: Column, s: Column, at: number): number {
  const { fpr, tpr } = rocCurve(y, s, { dropIntermediate: false });
  const below = fpr.filter((x) => x <= at).length - 1;
  if (below === fpr.length - 1) return 1;
  const part = (at - fpr[below]!) / (fpr[below + 1]! - fpr[below]!);
  return tpr[below]! + part * (tpr[below + 1]! - tpr[below]!);
}

function naivePrecision(y: Column, s: Column, at: number): number {
  const { precision, recall } = precisionRecallCurve(y, s);
  return precision[recall.filter((x) => (at === 0 ? x > 0 : x >= at)).length - 1]!;
}

const oneLabel = fc
  .array(fc.tuple(fc.constantFrom(0, 1), fc.integer({ min: 0, max: 9 })), { minLength: 2, maxLength: 40 })
  .filter((rows) => new Set(rows.map(([label]) => label)).size === 2)
  .map((rows) => ({ y: rows.map(([label]) => label), s: rows.map(([, score]) => score) }));

test('the curve on the default grid is that of rocCurve and precisionRecallCurve', () => {
  fc.assert(
    fc.property(oneLabel, ({ y, s }) => {
      const roc = rocBand(y, s, { replicates: 2 });
      const recall = precisionRecallBand(y, s, { replicates: 2 });
      expect(roc.fpr).toEqual(Array.from({ length: 101 }, (_, i) => i / 100));
      expect(recall.recall).toEqual(roc.fpr);
      expectAllClose(
        roc.tpr,
        roc.fpr.map((at) => naiveTpr(y, s, at)),
      );
      expectAllClose(
        recall.precision,
        recall.recall.map((at) => naivePrecision(y, s, at)),
      );
    }),
  );
});

test('a band is ordered, within [0, 1], and depends on the order of the scores only', () => {
  fc.assert(
    fc.property(oneLabel, ({ y, s }) => {
      for (const band of [rocBand, precisionRecallBand]) {
        const options = { replicates: 50, seed: 4 };
        const found = band(y, s, options);
        for (const [place, lower] of found.lower.entries()) {
          expect(lower).toBeGreaterThanOrEqual(0);
          expect(found.upper[place]).toBeGreaterThanOrEqual(lower);
          expect(found.upper[place]).toBeLessThanOrEqual(1);
        }
        expect(band([...y].reverse(), [...s].reverse().map(Math.exp), options)).toEqual(found);
      }
    }),
    { numRuns: 30 },
  );
});

test('the height of a ROC band ascends with the false positive rate', () => {
  const { y, s } = cases[0]!;
  for (const heights of [rocBand(y, s), rocBand(y, s, { level: 0.5 })].flatMap(({ lower, upper }) => [lower, upper])) {
    for (const [place, height] of heights.entries()) expect(height).toBeGreaterThanOrEqual(heights[place - 1] ?? 0);
  }
});

test('weights: their scale does not matter, a row of weight 0 is never drawn', () => {
  const [y, s] = [
    [0, 0, 0, 1, 1, 1, 0],
    [0.1, 0.3, 0.6, 0.4, 0.5, 0.9, 0.99],
  ];
  for (const band of [rocBand, precisionRecallBand]) {
    const plain = band(y!.slice(0, 6), s!.slice(0, 6), { replicates: 100 });
    expect(band(y!, s!, { replicates: 100, sampleWeight: [4, 4, 4, 4, 4, 4, 0] })).toEqual(plain);
  }
});

test('a band of a lower level lies within that of a higher one', () => {
  const { y, s } = cases[0]!;
  for (const band of [rocBand, precisionRecallBand]) {
    const [wide, narrow] = [0.9, 0.5].map((level) => band(y, s, { level, replicates: 200 }));
    const widths = [wide!, narrow!].map(({ lower, upper }) => upper.map((most, place) => most - lower[place]!));
    expect(narrow!.lower.every((least, place) => least >= wide!.lower[place]!)).toBe(true);
    expect(narrow!.upper.every((most, place) => most <= wide!.upper[place]!)).toBe(true);
    for (const side of ['lower', 'upper'] as const) expect(narrow![side]).not.toEqual(wide![side]);
    expect(Math.max(...widths[1]!)).toBeLessThan(Math.max(...widths[0]!));
  }
});

test('classes fully apart, and a single positive', () => {
  const apart = rocBand([0, 0, 1, 1], [1, 2, 3, 4], { at: [0, 0.5] });
  expect(apart).toMatchObject({ tpr: [1, 1], lower: [1, 1], upper: [1, 1], level: 0.95, replicates: 2000 });
  expect(precisionRecallBand([0, 1], [2, 1], { at: [0, 1] })).toMatchObject({ precision: [0.5, 0.5] });
  expect(precisionRecallBand([1, 1], [2, 1], { at: [0, 1] })).toMatchObject({ lower: [1, 1], upper: [1, 1] });
});

test('bad input', () => {
  expect(() => rocBand([1, 1], [1, 2])).toThrow(SingleClassError);
  expect(() => precisionRecallBand([0, 0], [1, 2])).toThrow(SingleClassError);
  const two = [
    [0, 1],
    [1, 0],
  ];
  for (const band of [rocBand, precisionRecallBand]) {
    expect(() => band(two as never, two as never)).toThrow(ShapeMismatchError);
    for (const at of [[], [0.5, 0.25], [-0.1], [1.1], [Number.NaN], ['0.5'] as never]) {
      expect(() => band([0, 1], [1, 2], { at })).toThrow(InvalidValueError);
    }
    expect(() => band([0, 1], [1, 2], { replicates: 1 })).toThrow(InvalidValueError);
  }
  expect(() => rocBand([0, 1], [1, 2], { at: [0.5, 0.25] })).toThrow(
    'at, row 1: found 0.25, expected ascending numbers in [0, 1], here from 0.5.',
  );
});
