import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { rocAuc, rocCurve, ShapeMismatchError, SingleClassError } from '../src/index';
import { column, expectAllClose, expectClose, oracle, oracleCases } from './oracle';

describe(`rocCurve equals ${oracle.oracle}`, () => {
  test.each(oracleCases.filter(({ values }) => values.rocCurve !== null))('$name', (c) => {
    const [y, s] = [column(c.y, c.values.curveColumn!), column(c.s, c.values.curveColumn!)];
    for (const drop of ['drop', 'keep'] as const) {
      const expected = c.values.rocCurve![drop];
      const found = rocCurve(y, s, { sampleWeight: c.sampleWeight, dropIntermediate: drop === 'drop' });
      expectAllClose(found.fpr, expected.fpr);
      expectAllClose(found.tpr, expected.tpr);
      expect(found.thresholds).toEqual([Number.POSITIVE_INFINITY, ...expected.thresholds.slice(1)]);
    }
  });
});

test('runs from (0, 0) to (1, 1), never back, and the trapezoids below it are rocAuc', () => {
  const row = fc.tuple(fc.integer({ min: 0, max: 1 }), fc.integer({ min: 0, max: 9 }));
  fc.assert(
    fc.property(fc.array(row, { maxLength: 50 }), fc.boolean(), (rows, dropIntermediate) => {
      const y = [0, 1, ...rows.map(([label]) => label)];
      const s = [4, 5, ...rows.map(([, score]) => score)];
      const { fpr, tpr, thresholds } = rocCurve(y, s, { dropIntermediate });
      expect([fpr[0], tpr[0], fpr.at(-1), tpr.at(-1)]).toEqual([0, 0, 1, 1]);
      let area = 0;
      for (let i = 1; i < fpr.length; i++) {
        expect(fpr[i]!).toBeGreaterThanOrEqual(fpr[i - 1]!);
        expect(tpr[i]!).toBeGreaterThanOrEqual(tpr[i - 1]!);
        expect(thresholds[i]!).toBeLessThan(thresholds[i - 1]!);
        area += ((fpr[i]! - fpr[i - 1]!) * (tpr[i]! + tpr[i - 1]!)) / 2;
      }
      expectClose(area, rocAuc(y, s));
    }),
  );
});

test('one class, or several labels, is an error', () => {
  expect(() => rocCurve([0, 0], [0.1, 0.2])).toThrow(SingleClassError);
  expect(() => rocCurve([[0, 1]] as never, [[0.1, 0.2]] as never)).toThrow(ShapeMismatchError);
});
