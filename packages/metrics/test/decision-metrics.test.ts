import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  accuracy,
  balancedAccuracy,
  binaryAccuracy,
  cohenKappa,
  type DecisionOptions,
  f1,
  fbeta,
  hammingLoss,
  isMetricsError,
  jaccard,
  matthewsCorrcoef,
  precision,
  recall,
  specificity,
  UndefinedMetricError,
} from '../src/index';
import json from './fixtures/decision-metrics.json';
import { column, expectAllClose, expectClose, oracleCases } from './oracle';

type Table = number[][] | number[];
type Metric = (y: Table, d: Table, options?: DecisionOptions) => number | number[];

const ratios: Record<string, Metric> = {
  precision: precision as Metric,
  recall: recall as Metric,
  specificity: specificity as Metric,
  jaccard: jaccard as Metric,
  f1: f1 as Metric,
  fbeta2: (y, d, options) => fbeta(y, d, { ...options, beta: 2 } as never),
  fbetaHalf: (y, d, options) => fbeta(y, d, { ...options, beta: 0.5 } as never),
};
const coefficients: Record<string, Metric> = {
  balancedAccuracy: balancedAccuracy as Metric,
  matthewsCorrcoef: matthewsCorrcoef as Metric,
  cohenKappa: cohenKappa as Metric,
};
const metrics = { ...ratios, ...coefficients };

interface Values {
  accuracy: number;
  hammingLoss: number;
  ratios: Record<string, Record<string, { perLabel: (number | null)[] } & Record<string, number | null>>>;
  binary: Record<string, { perLabel: (number | null)[]; micro: number | null }>;
}
const sets = json.sets as unknown as Record<string, { unweighted: Values; weighted: Values }>;
const cases = oracleCases.map((c) => {
  const both = sets[c.name.replace(', weighted', '')]!;
  const decide = (score: number) => (score > 0.5 ? 1 : 0);
  return { ...c, d: c.s.map((row) => row.map(decide)), values: c.sampleWeight ? both.weighted : both.unweighted };
});

describe(`equal ${json.oracle}`, () => {
  test.each(cases)('accuracy and hammingLoss: $name', ({ y, d, sampleWeight, values }) => {
    expectClose(accuracy(y, d, { sampleWeight }), values.accuracy);
    expectClose(hammingLoss(y, d, { sampleWeight }), values.hammingLoss);
  });

  describe.each(Object.entries(ratios))('%s', (name, metric) => {
    test.each(cases)('$name', ({ y, d, sampleWeight, values }) => {
      for (const zeroDivision of [0, 1, 'omit'] as const) {
        const { perLabel, ...averages } = values.ratios[name]![zeroDivision]!;
        const options = { sampleWeight, zeroDivision };
        expectAllClose(metric(y, d, { ...options, average: null }) as number[], perLabel);
        for (const [average, expected] of Object.entries(averages)) {
          const call = () => metric(y, d, { ...options, average: average as 'macro' }) as number;
          if (expected === null) expect(call).toThrow(UndefinedMetricError);
          else expectClose(call(), expected);
        }
      }
    });
  });

  describe.each(Object.entries(coefficients))('%s', (name, metric) => {
    test.each(cases)('$name', ({ y, d, sampleWeight, values }) => {
      const { perLabel, micro } = values.binary[name]!;
      const found = metric(y, d, { sampleWeight, average: null }) as number[];
      // scikit-learn's κ is NaN where ours is `zeroDivision`.
      expectAllClose(
        found,
        perLabel.map((value) => value ?? 0),
      );
      expectClose(metric(y, d, { sampleWeight, average: 'micro' }) as number, micro ?? 0);
      expectClose(metric(y, d, { sampleWeight }) as number, found.reduce((a, b) => a + b) / found.length);
    });
  });
});

describe('labels and decisions of one class', () => {
  const y = [
    [0, 1, 0],
    [0, 0, 0],
  ];
  const d = [
    [0, 1, 1],
    [0, 0, 0],
  ];

  test('zeroDivision stands for 0 / 0', () => {
    expect(precision(y, d, { average: null })).toEqual([0, 1, 0]);
    expect(recall(y, d, { average: null, zeroDivision: 1 })).toEqual([1, 1, 1]);
    expect(recall(y, d, { average: null, zeroDivision: 'omit' })).toEqual([Number.NaN, 1, Number.NaN]);
    expect(f1(y, d, { average: null, zeroDivision: 'omit' })).toEqual([Number.NaN, 1, 0]);
    expect(f1(y, d, { zeroDivision: 'omit' })).toBe(0.5);
    expect(jaccard(y, d, { average: 'samples', zeroDivision: 'omit' })).toBe(0.5);
    expect(jaccard(y, d, { average: 'samples', zeroDivision: 1 })).toBe(0.75);
    expect(cohenKappa(y, d, { average: null, zeroDivision: 'omit' })).toEqual([Number.NaN, 1, 0]);
    expect(matthewsCorrcoef(y, d, { average: null, zeroDivision: 'omit' })).toEqual([Number.NaN, 1, Number.NaN]);
  });

  test('balancedAccuracy counts the class that is there', () => {
    expect(balancedAccuracy(y, d, { average: null })).toEqual([1, 1, 0.5]);
  });

  test('without support, weighted is the plain mean', () => {
    expect(precision([[0], [0]], [[1], [0]], { average: 'weighted' })).toBe(0);
    expect(recall([[0], [0]], [[1], [0]], { average: 'weighted', zeroDivision: 1 })).toBe(1);
  });

  test("omit with nothing left is an error that says what to do; rows of weight 0 don't count", () => {
    const call = () => recall([0, 0], [0, 1], { zeroDivision: 'omit' });
    expect(call).toThrow(UndefinedMetricError);
    expect(call).toThrow('recall is not defined: found a denominator of 0 everywhere');
    expect(call).toThrow('pass zeroDivision 0 or 1');
    const samples = { average: 'samples', zeroDivision: 'omit', sampleWeight: [0, 1] } as const;
    expect(() => recall([[1], [0]], [[1], [1]], samples)).toThrow(UndefinedMetricError);
    try {
      call();
    } catch (error) {
      expect(isMetricsError(error, 'undefined-metric')).toBe(true);
    }
  });
});

test('wrong options are errors', () => {
  expect(() => precision([1], [1], { average: 'binary' as never })).toThrow('average: found binary, expected');
  expect(() => precision([1], [1], { zeroDivision: 2 as never })).toThrow('zeroDivision: found 2, expected');
  expect(() => fbeta([1], [1], { beta: -1 })).toThrow('beta: found -1, expected');
  expect(() => fbeta([1], [1], { beta: Number.NaN })).toThrow('beta');
  expect(() => recall([1, 0], [0.7, 0.2])).toThrow('decisions, row 0: found 0.7, expected 0 or 1.');
});

const bit = fc.integer({ min: 0, max: 1 });
const row = fc.record({
  y: fc.tuple(bit, bit, bit),
  d: fc.tuple(bit, bit, bit),
  count: fc.integer({ min: 0, max: 3 }),
});
const rows = fc.array(row, { minLength: 1, maxLength: 25 }).filter((all) => all.some(({ count }) => count > 0));
const averages = fc.constantFrom('macro', 'micro', 'weighted', 'samples' as const);

describe.each(Object.entries(metrics))('%s', (_, metric) => {
  test('does not depend on the order of rows or labels, nor on duplication; a whole weight is a repeated row', () => {
    fc.assert(
      fc.property(rows, averages, (all, average) => {
        const of = (list: { y: number[]; d: number[] }[], sampleWeight?: number[]) => {
          const [y, d] = [list.map((each) => each.y), list.map((each) => each.d)];
          return metric(y, d, { average: average as 'macro', sampleWeight }) as number;
        };
        const figure = of(all);
        expectClose(of([...all].reverse()), figure);
        expectClose(of([...all, ...all]), figure);
        expectClose(of(all.map(({ y, d }) => ({ y: [...y].reverse(), d: [...d].reverse() }))), figure);
        const counts = all.map(({ count }) => count);
        expectClose(of(all, counts), of(all.flatMap((each) => Array<typeof each>(each.count).fill(each))));
      }),
    );
  });

  test('is 1 for right decisions, and of one label the same flat and as a row', () => {
    fc.assert(
      fc.property(rows, (all) => {
        const y = column(
          all.map((each) => each.y),
          0,
        );
        const d = column(
          all.map((each) => each.d),
          0,
        );
        expect(metric(y, y, { zeroDivision: 1 })).toBe(1);
        const asRows = [y.map((v) => [v]), d.map((v) => [v])] as const;
        expect(metric(y, d)).toBe(metric(...asRows));
        expectClose(metric(y, d, { average: 'weighted' }) as number, metric(y, d) as number);
        expect(metric(y, d, { average: 'micro' })).toBe(metric(y, d));
      }),
    );
  });
});

test('hammingLoss is 1 − binaryAccuracy, and accuracy of one label too', () => {
  fc.assert(
    fc.property(rows, (all) => {
      const [y, d] = [all.map((each) => each.y), all.map((each) => each.d)];
      expectClose(hammingLoss(y, d), 1 - binaryAccuracy(y, d));
      expectClose(hammingLoss(column(y, 0), column(d, 0)), 1 - accuracy(column(y, 0), column(d, 0)));
      expect(accuracy(y, d)).toBeLessThanOrEqual(1 - hammingLoss(y, d) + 1e-12);
    }),
  );
});
