import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  averagePrecision,
  coverageError,
  InvalidValueError,
  labelRankingAveragePrecision,
  labelRankingLoss,
  precisionRecallCurve,
  rocAuc,
  ShapeMismatchError,
  SingleClassError,
} from '../src/index';
import json from './fixtures/ranking-metrics.json';
import { column, expectAllClose, expectClose, oracleCases } from './oracle';

interface Values {
  averagePrecisionPerLabel: (number | null)[];
  averagePrecision: Record<'macro' | 'weighted', number>;
  averagePrecisionMicro: number;
  partialRocAuc: Record<string, (number | null)[]>;
  curve?: { column: number; precision: number[]; recall: number[]; thresholds: number[] };
  samples?: { averagePrecision: number; rocAuc: number };
  labelRanking?: { labelRankingAveragePrecision: number; coverageError: number; labelRankingLoss: number };
}
const sets = json.sets as unknown as Record<string, { unweighted: Values; weighted: Values }>;
const cases = oracleCases.map((c) => {
  const both = sets[c.name.replace(', weighted', '')]!;
  return { ...c, values: c.sampleWeight ? both.weighted : both.unweighted };
});

describe(`equal ${json.oracle}`, () => {
  test.each(cases)('averagePrecision: $name', ({ y, s, sampleWeight, values }) => {
    const options = { sampleWeight, singleClass: 'omit' } as const;
    expectAllClose(averagePrecision(y, s, { ...options, average: null }), values.averagePrecisionPerLabel);
    expectClose(averagePrecision(y, s, options), values.averagePrecision.macro);
    expectClose(averagePrecision(y, s, { ...options, average: 'weighted' }), values.averagePrecision.weighted);
    expectClose(averagePrecision(y, s, { ...options, average: 'micro' }), values.averagePrecisionMicro);
  });

  test.each(cases)('rocAuc with maxFpr: $name', ({ y, s, sampleWeight, values }) => {
    for (const [limit, expected] of Object.entries(values.partialRocAuc)) {
      const options = { sampleWeight, singleClass: 'omit', average: null, maxFpr: Number(limit) } as const;
      expectAllClose(rocAuc(y, s, options), expected);
    }
  });

  test.each(cases.filter(({ values }) => values.samples))('samples: $name', ({ y, s, sampleWeight, values }) => {
    const options = { sampleWeight, singleClass: 'omit', average: 'samples' } as const;
    expectClose(averagePrecision(y, s, options), values.samples!.averagePrecision);
    expectClose(rocAuc(y, s, options), values.samples!.rocAuc);
  });

  test.each(cases.filter(({ values }) => values.curve))('curve: $name', ({ y, s, sampleWeight, values }) => {
    const expected = values.curve!;
    const found = precisionRecallCurve(column(y, expected.column), column(s, expected.column), { sampleWeight });
    expectAllClose(found.precision, expected.precision);
    expectAllClose(found.recall, expected.recall);
    expect(found.thresholds).toEqual(expected.thresholds);
  });

  test.each(cases.filter(({ values }) => values.labelRanking))('label ranking: $name', (c) => {
    const [expected, options] = [c.values.labelRanking!, { sampleWeight: c.sampleWeight }];
    expectClose(labelRankingAveragePrecision(c.y, c.s, options), expected.labelRankingAveragePrecision);
    expectClose(coverageError(c.y, c.s, options), expected.coverageError);
    expectClose(labelRankingLoss(c.y, c.s, options), expected.labelRankingLoss);
  });
});

describe('one class', () => {
  test('averagePrecision needs a positive, and no negative', () => {
    expect(() => averagePrecision([0, 0], [0.1, 0.2])).toThrow(SingleClassError);
    expect(() => averagePrecision([[0], [0]], [[1], [2]], { singleClass: 'omit' })).toThrow(SingleClassError);
    expect(() => averagePrecision([[0], [0]], [[1], [2]], { average: 'micro' })).toThrow(SingleClassError);
    expect(averagePrecision([1, 1], [0.1, 0.2])).toBe(1);
    expect(() => precisionRecallCurve([0, 0], [0.1, 0.2])).toThrow(SingleClassError);
    expect(precisionRecallCurve([1, 1], [0.1, 0.2]).precision).toEqual([1, 1, 1]);
  });

  test('rows of one class rank nothing', () => {
    const [y, s] = [
      [
        [0, 0],
        [1, 1],
      ],
      [
        [0.1, 0.2],
        [0.4, 0.3],
      ],
    ];
    expect(labelRankingAveragePrecision(y!, s!)).toBe(1);
    expect(labelRankingLoss(y!, s!)).toBe(0);
    expect(coverageError(y!, s!)).toBe(1);
    expect(() => rocAuc(y!, s!, { average: 'samples' })).toThrow(SingleClassError);
  });
});

test('wrong options and shapes are errors', () => {
  for (const maxFpr of [0, -1, 1.1, Number.NaN]) {
    expect(() => rocAuc([0, 1], [0, 1], { maxFpr })).toThrow(InvalidValueError);
  }
  expect(() => averagePrecision([0, 1], [0, 1], { average: 'binary' as never })).toThrow(InvalidValueError);
  expect(() => precisionRecallCurve([[0, 1]] as never, [[0.1, 0.2]] as never)).toThrow(ShapeMismatchError);
  expect(() => coverageError([0, 1] as never, [0, 1] as never)).toThrow(ShapeMismatchError);
});

const entry = fc.tuple(fc.integer({ min: 0, max: 1 }), fc.integer({ min: -4, max: 4 }));
const table = fc.array(fc.tuple(entry, entry, entry), { minLength: 1, maxLength: 25 });
const split = (rows: [number, number][][]) =>
  [rows.map((row) => row.map(([y]) => y)), rows.map((row) => row.map(([, s]) => s))] as const;
const figures: [string, (y: number[][], s: number[][]) => number][] = [
  ['averagePrecision', (y, s) => averagePrecision(y, s, { average: 'micro' })],
  ['rocAuc with maxFpr', (y, s) => rocAuc(y, s, { average: 'micro', maxFpr: 0.3 })],
  ['labelRankingAveragePrecision', labelRankingAveragePrecision],
  ['coverageError', coverageError],
  ['labelRankingLoss', labelRankingLoss],
];

test.each(figures)('%s: only the order of the scores matters, not that of rows or labels, nor duplication', (_, of) => {
  fc.assert(
    fc.property(table, (rows) => {
      fc.pre(new Set(rows.flat().map(([y]) => y)).size === 2);
      const [y, s] = split(rows);
      const figure = of(y, s);
      expectClose(
        of(
          y,
          s.map((row) => row.map((v) => v ** 3 + 7)),
        ),
        figure,
      );
      expectClose(of(...split([...rows].reverse())), figure);
      expectClose(of(...split([...rows, ...rows])), figure);
      expectClose(of(...split(rows.map((row) => [...row].reverse()))), figure);
    }),
  );
});

test('averagePrecision is the area below the steps of precisionRecallCurve', () => {
  fc.assert(
    fc.property(fc.array(entry, { maxLength: 40 }), (rows) => {
      const [y, s] = [
        [1, ...rows.map(([label]) => label)],
        [0, ...rows.map(([, score]) => score)],
      ];
      const { precision, recall } = precisionRecallCurve(y, s);
      let area = 0;
      for (let i = 0; i + 1 < recall.length; i++) area += (recall[i]! - recall[i + 1]!) * precision[i]!;
      expectClose(averagePrecision(y, s), area);
    }),
  );
});
