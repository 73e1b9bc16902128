import { expect, test } from 'vitest';
import { locationDecisions, type RuleSettings } from '../decision-rules';
import { compareMethods, decideByMethods } from '../method-evaluation';
import { THRESHOLD_CHOICES, thresholdMethod } from '../threshold-choice';
import { casesOf } from './cases';

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

const heldOut = casesOf(
  Array.from({ length: 10 }, (_, i) => ({ true: i > 6 ? ['BA'] : [], scores: { BA: i > 5 ? 0.8 : 0.2 } })),
);
const { scores, decisions } = casesOf([{ scores: { BA: 0.7 }, decided: ['BA'] }, {}]);
const PAPER: RuleSettings = {
  ...{ presenceThreshold: 'fixed:0.5', locationThreshold: 'mean-plus-sigma:1' },
  ...{ thresholdShrinkage: 0, thresholdsFrom: 'validation' },
};

test('the decisions of the report come first, and every method once', () => {
  const names = (settings: Partial<RuleSettings>) =>
    decideByMethods({ ...PAPER, ...settings }, heldOut, scores.locations, decisions.locations).map(
      ({ method, used }) => `${used ? '*' : ''}${method}`,
    );
  const all = [...THRESHOLD_CHOICES, 'max-f1, shrunken by 10'];
  const others = (used: string) => all.filter((name) => name !== used);
  expect(names({})).toEqual(['*mean-plus-sigma:1', ...others('mean-plus-sigma:1')]);
  expect(names({ locationThreshold: 'max-f1', thresholdShrinkage: 10 })).toEqual([
    ...['*max-f1, shrunken by 10', ...others('max-f1, shrunken by 10')],
  ]);
  expect(names({ locationThreshold: 'sensitivity:0.8' })).toEqual(['*sensitivity:0.8', ...all]);
  expect(names({ thresholdsFrom: 'test' })).toEqual(["*mean-plus-sigma:1, on the test patients' scores", ...all]);
});

test('the others are fitted on the held-out patients, of whom each is decided by the rest', () => {
  const of = (rows: number[][] | null) =>
    decideByMethods(PAPER, heldOut, rows, decisions.locations).find(({ method }) => method === 'youden')!.decisions;
  expect(of(scores.locations)).toEqual(locationDecisions(thresholdMethod('youden'), heldOut, scores.locations));
  expect(of(scores.locations)).toEqual(decisions.locations);
  expect(of(null)).toHaveLength(10);
});
