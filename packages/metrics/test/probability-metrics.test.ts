import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { brier, InvalidValueError, logLoss } from '../src/index';
import json from './fixtures/probability-metrics.json';
import { expectAllClose, expectClose, oracleCases } from './oracle';

const sets = json.sets as Record<string, Record<'unweighted' | 'weighted', { logLoss: number[]; brier: number[] }>>;
const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

describe.each([
  ['logLoss', logLoss],
  ['brier', brier],
] as const)('%s', (name, metric) => {
  describe(`equals ${json.oracle}`, () => {
    test.each(oracleCases)('$name', ({ name: set, y, s, sampleWeight }) => {
      const expected = sets[set.replace(', weighted', '')]![sampleWeight ? 'weighted' : 'unweighted'][name];
      expectAllClose(metric(y, s, { sampleWeight, average: null }), expected);
      expectClose(metric(y, s, { sampleWeight }), mean(expected));
    });
  });

  test('does not depend on the order of rows, duplication, or which class is called positive', () => {
    const row = fc.tuple(fc.integer({ min: 0, max: 1 }), fc.integer({ min: 0, max: 8 }));
    fc.assert(
      fc.property(fc.array(row, { minLength: 1, maxLength: 30 }), (rows) => {
        const of = (list: [number, number][]) =>
          metric(
            list.map(([y]) => y),
            list.map(([, s]) => s / 8),
          );
        expectClose(of([...rows].reverse()), of(rows));
        expectClose(of([...rows, ...rows]), of(rows));
        expectClose(of(rows.map(([y, s]) => [1 - y, 8 - s])), of(rows));
      }),
    );
  });

  test('probabilities outside [0, 1] are an error; a sure and right answer costs nothing', () => {
    expect(() => metric([0, 1], [0, 1.5])).toThrow(InvalidValueError);
    expect(() => metric([0, 1], [-0.1, 1])).toThrow(InvalidValueError);
    expectClose(metric([0, 1], [0, 1]), 0);
  });
});
