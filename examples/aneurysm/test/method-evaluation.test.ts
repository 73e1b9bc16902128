import { expect, test } from 'vitest';
import { compareMethods } from '../method-evaluation';

const truth = [
  [1, 0],
  [0, 0],
  [0, 0],
  [1, 1],
];

test('one line a method, over all patients and locations', () => {
  const decisions = [
    [1, 0],
    [0, 1],
    [1, 0],
    [0, 1],
  ];
  const [first] = compareMethods(truth, [{ method: 'youden', used: true, decisions }]);
  expect(first).toEqual({
    ...{ method: 'youden', used: true },
    // L_ICA: one found, one missed, one false; BA: one found, one false.
    f1: { macro: expect.closeTo((0.5 + 2 / 3) / 2, 14), micro: expect.closeTo(4 / 7, 14) },
    ...{ sensitivity: 2 / 3, specificity: 3 / 5, decidedPer100: 100, positivesPer100: 75 },
    ...{ accuracy: 5 / 8, difference: 0 },
  });
});

test('deciding 0 everywhere is no better and no worse than itself; shares of nobody are null', () => {
  const nothing = truth.map((row) => row.map(() => 0));
  const of = (rows: number[][]) => compareMethods(rows, [{ method: 'fixed', used: false, decisions: nothing }])[0]!;
  expect(of(truth)).toMatchObject({ sensitivity: 0, specificity: 1, decidedPer100: 0, difference: 0 });
  expect(of(nothing)).toMatchObject({ sensitivity: null, accuracy: 1, difference: 0, f1: { macro: null, micro: 0 } });
  expect(of(truth.map((row) => row.map(() => 1)))).toMatchObject({ specificity: null, sensitivity: 0 });
});
