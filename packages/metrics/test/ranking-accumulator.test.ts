import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  averagePrecision,
  type Bounds,
  precisionRecallCurve,
  RankingAccumulator,
  rocAuc,
  rocCurve,
  SingleClassError,
} from '../src/index';
import { seededRandom } from '../src/random';
import { BINS, binOf } from '../src/score-bins';
import { column, oracleCases } from './oracle';
import { outcome, probability, type StreamedRow, shapes, stream, streams } from './stream';

const finite = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.integer({ min: -20, max: 20 }).map((step) => step * 1e-4 - 3),
  fc.integer({ min: -1100, max: 1000 }).map((power) => 2 ** power),
);

function expectWithin(exact: number, { estimate, lower, upper }: Bounds): void {
  const tolerance = 1e-12;
  expect(exact).toBeGreaterThanOrEqual(lower - tolerance);
  expect(exact).toBeLessThanOrEqual(upper + tolerance);
  expect(lower).toBeGreaterThanOrEqual(-tolerance);
  expect(upper).toBeLessThanOrEqual(1 + tolerance);
  expect(Math.abs(estimate - (lower + upper) / 2)).toBeLessThan(tolerance);
}

const kinds = [
  { fromLogits: false, score: probability },
  { fromLogits: true, score: finite },
];

describe.each(kinds)('fromLogits: $fromLogits', ({ fromLogits, score }) => {
  const make = () => new RankingAccumulator({ fromLogits });
  const fromJSON = (state: never) => RankingAccumulator.fromJSON(state);

  test.each(shapes)('whatever the updates and merges, the bounds hold the exact figures: $name', (shape) => {
    fc.assert(
      fc.property(streams(score), (rows) => {
        const summary = stream(make, fromJSON, rows, shape).result();
        const sampleWeight = shape.weighted ? rows.map(({ weight }) => weight) : undefined;
        const [y, s] = [rows.map((row) => shape.of(row.y)), rows.map((row) => shape.of(row.s))] as [number[], number[]];
        for (const singleClass of ['throw', 'omit'] as const) {
          for (const average of ['macro', 'micro', 'weighted', null] as const) {
            const options = { singleClass, average: average as null };
            for (const [name, exact] of Object.entries({ rocAuc, averagePrecision })) {
              const found = outcome(() => summary[name as 'rocAuc'](options));
              const expected = outcome(() => exact(y, s, { ...options, sampleWeight }));
              if (typeof expected === 'string') {
                expect(found).toBe(expected);
                continue;
              }
              const bounds = [found].flat() as Bounds[];
              for (const [label, value] of [expected].flat().entries()) {
                if (Number.isNaN(value)) expect(bounds[label]!.estimate).toBeNaN();
                else expectWithin(value, bounds[label]!);
              }
            }
          }
        }
      }),
      { numRuns: 40 },
    );
  });

  test('the bounds meet where no bin holds what could be in another order', () => {
    fc.assert(
      fc.property(streams(score), (rows) => {
        const [y, s] = [
          column(
            rows.map((row) => row.y),
            0,
          ),
          column(
            rows.map((row) => row.s),
            0,
          ),
        ];
        const both = new Set(y).size === 2;
        fc.pre(both);
        const summary = stream(make, fromJSON, rows, shapes[0]).result();
        const pairs = y.flatMap((label, i) => (label === 1 ? s.map((other, j) => [s[i]!, other, y[j]!] as const) : []));
        const open = pairs.filter(([a, b]) => a !== b && binOf(a, fromLogits) === binOf(b, fromLogits));
        if (open.length === 0) expectExact(summary.averagePrecision(), averagePrecision(y, s));
        if (open.every(([, , label]) => label === 1)) expectExact(summary.rocAuc(), rocAuc(y, s));
      }),
    );
  });

  test('a higher score never has a lower bin, and an equal one the same', () => {
    fc.assert(
      fc.property(score, score, (a, b) => {
        const [low, high] = [Math.min(a, b), Math.max(a, b)].map((each) => binOf(each, fromLogits));
        expect(low).toBeLessThanOrEqual(high!);
        expect(low).toBeGreaterThanOrEqual(0);
        expect(high).toBeLessThan(BINS);
        expect(binOf(-0, fromLogits)).toBe(binOf(0, fromLogits));
      }),
      { numRuns: 2000 },
    );
  });

  test('points at the edges of bins are points of the curves', () => {
    fc.assert(
      fc.property(streams(score), (rows) => {
        const [y, s] = [
          column(
            rows.map((row) => row.y),
            0,
          ),
          column(
            rows.map((row) => row.s),
            0,
          ),
        ];
        fc.pre(new Set(y).size === 2);
        const summary = stream(make, fromJSON, rows, shapes[0]).result();
        const [roc, whole] = [summary.rocCurve(), rocCurve(y, s, { dropIntermediate: false })];
        for (const [point, threshold] of roc.thresholds.entries()) {
          const place = whole.thresholds.indexOf(threshold);
          expect([roc.fpr[point], roc.tpr[point]]).toEqual([whole.fpr[place], whole.tpr[place]]);
        }
        const [found, all] = [summary.precisionRecallCurve(), precisionRecallCurve(y, s)];
        for (const [point, threshold] of found.thresholds.entries()) {
          const place = all.thresholds.indexOf(threshold);
          expect([found.precision[point], found.recall[point]]).toEqual([all.precision[place], all.recall[place]]);
        }
        expect([roc.fpr.at(-1), roc.tpr.at(-1), found.recall[0]]).toEqual([1, 1, 1]);
      }),
    );
  });
});

function expectExact({ lower, upper }: Bounds, exact: number): void {
  expect(Math.abs(lower - exact)).toBeLessThan(1e-12);
  expect(Math.abs(upper - exact)).toBeLessThan(1e-12);
}

test('a bin is as narrow as promised, on either side of the middle', () => {
  for (const distance of [0.499, 0.4, 0.26, 0.1, 1e-3, 1e-9]) {
    // Two steps of a 512th of the distance's power of two.
    const next = distance - 2 ** (Math.floor(Math.log2(distance)) - 8);
    expect(binOf(next, false)).toBeLessThan(binOf(distance, false));
    expect(binOf(1 - next, false)).toBeGreaterThan(binOf(1 - distance, false));
    expect(binOf(next, true)).toBeLessThan(binOf(distance, true));
    expect(binOf(-next, true)).toBeGreaterThan(binOf(-distance, true));
  }
  expect(new Set([0, 0.4999, 0.5, 0.5001, 1].map((score) => binOf(score, false))).size).toBe(5);
});

test.each(oracleCases)('of $name', ({ y, s, sampleWeight }) => {
  const summary = new RankingAccumulator().update(y, s, sampleWeight).result();
  const options = { singleClass: 'omit', average: null, sampleWeight } as const;
  for (const [label, exact] of rocAuc(y, s, options).entries()) {
    const bounds = summary.rocAuc(options)[label]!;
    if (Number.isNaN(exact)) expect(bounds.lower).toBeNaN();
    else expectWithin(exact, bounds);
  }
});

test('100,000 smooth scores of a rare label: bounds within 1e-3, middle within 1e-4', () => {
  const random = seededRandom(5);
  const normal = () =>
    Math.sqrt(-2 * Math.log((random() + 1) / 2 ** 32)) * Math.cos((2 * Math.PI * random()) / 2 ** 32);
  const y = Uint8Array.from({ length: 100_000 }, () => (random() < 0.01 * 2 ** 32 ? 1 : 0));
  const s = Float64Array.from(y, (label) => 1 / (1 + Math.exp(6 - 2 * label + normal())));
  const accumulator = new RankingAccumulator();
  for (let row = 0; row < y.length; row += 1000) accumulator.update(y.slice(row, row + 1000), s.slice(row, row + 1000));
  const summary = accumulator.result();
  for (const [bounds, exact] of [
    [summary.rocAuc(), rocAuc(y, s)],
    [summary.averagePrecision(), averagePrecision(y, s)],
  ] as const) {
    expectWithin(exact, bounds);
    expect(bounds.upper - bounds.lower).toBeLessThan(1e-3);
    expect(Math.abs(bounds.estimate - exact)).toBeLessThan(1e-4);
  }
  // Near 1 as near 0.
  const mirrored = new RankingAccumulator()
    .update(
      y.map((label) => 1 - label),
      s.map((score) => 1 - score),
    )
    .result();
  expect(Math.abs(mirrored.rocAuc().upper - mirrored.rocAuc().lower)).toBeLessThan(1e-3);
});

test('a result is not changed by later updates; one class is an error', () => {
  const accumulator = new RankingAccumulator().update([0, 1], [0.2, 0.8]);
  const summary = accumulator.result();
  accumulator.update([1, 0], [0.1, 0.9]);
  expect(summary.rocAuc()).toEqual({ estimate: 1, lower: 1, upper: 1 });
  expect(accumulator.result().rocAuc().estimate).toBe(0.25);
  const positives = new RankingAccumulator().update([1, 1], [0.2, 0.8]).result();
  expect(() => positives.rocAuc()).toThrow(SingleClassError);
  expect(() => positives.rocAuc({ singleClass: 'omit' })).toThrow(SingleClassError);
  expect(positives.averagePrecision().estimate).toBe(1);
  expect(() => positives.rocCurve()).toThrow(SingleClassError);
  expect(() => summary.rocCurve(1)).toThrow('column: found 1, expected a whole number from 0 to 0');
  expect(() => summary.rocAuc({ average: 'samples' as never })).toThrow('average: found samples');
  expect(() => new RankingAccumulator().update([1], [1.5])).toThrow('scores, row 0: found 1.5');
});

test('the state grows with the bins that hold something, not with the rows', () => {
  const accumulator = new RankingAccumulator();
  const rows: Pick<StreamedRow, 'y' | 's'>[] = Array.from({ length: 500 }, (_, i) => ({
    y: [i % 2],
    s: [(i % 4) / 4],
  }));
  for (let i = 0; i < 20; i++)
    accumulator.update(
      rows.map((row) => row.y),
      rows.map((row) => row.s),
    );
  expect(JSON.stringify(accumulator).length).toBeLessThan(500);
  expect(accumulator.result().rocAuc().estimate).toBe(
    rocAuc(
      rows.map((row) => row.y),
      rows.map((row) => row.s),
    ),
  );
});
