import { LOCATIONS } from '@kium/angio-io';
import { presenceWeights, weightedRocAuc } from '@kium/metrics';
import { expect, test } from 'vitest';
import { evaluate } from '../evaluation';
import { casesOf, hasOnlyFiniteNumbers } from './cases';

const OPTIONS = { thresholds: { presence: 0.5, locations: LOCATIONS.map(() => 0.3) }, seed: 1, replicates: 200 };

/** Five patients; L_ICA has two, BA one, the rest none. */
const cases = casesOf([
  { score: 0.9, calibrated: 0.8, true: ['L_ICA', 'BA'], decided: ['L_ICA'], scores: { L_ICA: 0.8, BA: 0.2 } },
  { score: 0.4, calibrated: 0.4, true: ['L_ICA'], scores: { L_ICA: 0.2 } },
  { score: 0.6, calibrated: 0.5, decided: ['BA'], scores: { BA: 0.7, L_ICA: 0.25 } },
  { score: 0.2, calibrated: 0.3 },
  { score: 0.1, calibrated: 0.2 },
]);

test('the presence: ranking, probabilities beside the prevalence for everyone, decisions beside "no" for everyone', () => {
  const { patients, presence } = evaluate(cases, OPTIONS);
  expect(patients).toBe(5);
  expect(presence).toMatchObject({ label: 'Aneurysm', positives: 2, singleClass: null, fewCases: true });
  // Of six pairs only (0.4, 0.6) is in the wrong order.
  expect(presence.auroc).toMatchObject({ estimate: 5 / 6, replicates: 200 });
  expect(presence.delong!.estimate).toBe(5 / 6);
  expect(presence.averagePrecision!.estimate).toBeCloseTo((1 + 2 / 3) / 2, 14);
  expect(presence.roc).toEqual({ fpr: [0, 0, 1 / 3, 1 / 3, 1], tpr: [0, 0.5, 0.5, 1, 1] });
  expect(presence.rocBand!.tpr.slice(0, 2)).toEqual([0.5, 0.5]);
  expect(presence.precisionRecallBand!.precision.at(-1)).toBeCloseTo(2 / 3, 14);
  expect(presence.precisionRecall!.recall).toEqual([1, 1, 1, 0.5, 0.5, 0]);
  const { raw, platt, constant } = presence.probability;
  expect(raw.brier).toBeCloseTo((0.01 + 0.36 + 0.36 + 0.04 + 0.01) / 5, 14);
  expect(platt.brier).toBeCloseTo((0.04 + 0.36 + 0.25 + 0.09 + 0.04) / 5, 14);
  // Their Brier scores happen to be the same.
  expect(raw.logLoss).toBeCloseTo(-(2 * Math.log(0.9) + 2 * Math.log(0.4) + Math.log(0.8)) / 5, 14);
  expect(platt.logLoss).toBeCloseTo(-(2 * Math.log(0.8) + Math.log(0.4) + Math.log(0.5) + Math.log(0.7)) / 5, 14);
  expect([raw.auroc, platt.auroc]).toEqual([5 / 6, 5 / 6]);
  expect(constant.probability).toBe(0.4);
  expect(constant.brier).toBeCloseTo(0.24, 14);
  expect(constant.logLoss).toBeCloseTo(-0.4 * Math.log(0.4) - 0.6 * Math.log(0.6), 14);
  expect(raw.calibration.weights).toEqual([1, 1, 1, 1, 1]);
  expect(presence.decision).toMatchObject({
    threshold: 0.5,
    confusion: { truePositives: 1, falsePositives: 1, falseNegatives: 1, trueNegatives: 2 },
    accuracy: 0.6,
    allNegative: 0.6,
    difference: 0,
  });
  expect(presence.decision.sensitivity).toMatchObject({ estimate: 0.5, level: 0.95 });
  expect(presence.decision.specificity!.estimate).toBeCloseTo(2 / 3, 14);
  expect(presence.decision.negativePredictiveValue!.estimate).toBeCloseTo(2 / 3, 14);
});

test('every location, also those that nobody has or that are never decided', () => {
  const never = LOCATIONS.map((name) => (name === 'BA' ? Number.POSITIVE_INFINITY : 0.3));
  const { locations } = evaluate(cases, { ...OPTIONS, thresholds: { presence: 0.5, locations: never } });
  expect(locations.map(({ label }) => label)).toEqual([...LOCATIONS]);
  const of = (name: string) => locations.find(({ label }) => label === name)!;
  expect(of('L_ICA')).toMatchObject({ positives: 2, auroc: { estimate: 5 / 6 }, decision: { decided: 1 } });
  expect(of('L_ICA').decision).toMatchObject({ accuracy: 0.8, allNegative: 0.6, difference: 0.2 });
  expect(of('BA')).toMatchObject({ positives: 1, decision: { threshold: null, difference: -0.2 } });
  expect(of('BA').decision.positivePredictiveValue!.estimate).toBe(0);
  expect(of('R_PCA')).toMatchObject({ positives: 0, singleClass: 'no positive', auroc: null, averagePrecision: null });
  expect(of('R_PCA').decision).toMatchObject({ sensitivity: null, positivePredictiveValue: null });
});

test('all locations together, and the score in which presence counts as much as they do', () => {
  const { overall } = evaluate(cases, OPTIONS);
  const { locations, macro, micro, weighted } = overall.auroc;
  expect(locations).toBe(2);
  // BA: 0.2 is above three of four.
  expect(macro!.estimate).toBeCloseTo((5 / 6 + 0.75) / 2, 14);
  // Positives 0.8, 0.2 and 0.2 against seven negatives, of which 0.25 and 0.7 stand higher than 0.2.
  expect(micro!.estimate).toBeCloseTo((7 + 5 + 5) / 21, 14);
  expect(macro!.upper).toBeGreaterThan(macro!.lower);
  const kept = [0, LOCATIONS.indexOf('L_ICA') + 1, LOCATIONS.indexOf('BA') + 1];
  const rows = cases.scores.locations.map((row, i) => [cases.scores.presence[i]!, ...row]);
  const only = (all: number[][]) => all.map((row) => kept.map((at) => row[at]!));
  const score = weightedRocAuc(only(cases.labels), only(rows), { labelWeights: presenceWeights(3, 0) });
  expect(weighted!.estimate).toBeCloseTo(score, 14);
  expect(overall.f1.micro).toBeCloseTo(2 / (2 + 2 + 1), 14);
  expect(overall.f1.macro).toBeCloseTo(2 / 3 / 2, 14);
  expect(overall).toMatchObject({ exactMatch: 0.4, allNegativeExactMatch: 0.6 });
  expect(overall.hammingLoss).toBeCloseTo(3 / 105, 14);
  expect(overall.accuracy).toBeCloseTo(102 / 105, 14);
  expect(overall.allNegative).toBeCloseTo(102 / 105, 14);
});

test.each([
  ['nobody has anything', casesOf([{}, {}, { score: 0.7, decided: ['BA'] }])],
  ['everybody has one', casesOf([{ true: ['BA'] }, { true: ['BA'] }])],
  ['an aneurysm outside the locations', casesOf([{ aneurysm: 1 }, {}])],
  ['one patient', casesOf([{}])],
])('%s: plain numbers or null, never NaN', (_, few) => {
  const evaluation = evaluate(few, OPTIONS);
  expect(hasOnlyFiniteNumbers(evaluation)).toBe(true);
  expect(JSON.parse(JSON.stringify(evaluation))).toEqual(evaluation);
});

test('the same seed gives the same figures; curves of many patients are thinned', () => {
  const many = casesOf(
    Array.from({ length: 1500 }, (_, i) => ({
      score: ((i * 7919) % 1500) / 1500,
      true: (i * 31) % 7 < 2 ? ['L_ICA'] : [],
      scores: { L_ICA: (i % 97) / 97 },
    })),
  );
  const options = { ...OPTIONS, replicates: 20 };
  const first = evaluate(many, options);
  expect(evaluate(many, options)).toEqual(first);
  const other = evaluate(many, { ...options, seed: 2 });
  for (const [one, another] of [
    [first.presence.auroc, other.presence.auroc],
    [first.presence.averagePrecision, other.presence.averagePrecision],
    [first.presence.rocBand, other.presence.rocBand],
    [first.presence.precisionRecallBand, other.presence.precisionRecallBand],
    [first.overall.auroc.macro, other.overall.auroc.macro],
  ]) {
    expect(another).not.toEqual(one);
  }
  const { fpr, tpr } = first.presence.roc!;
  expect([fpr.length, tpr.length]).toEqual([201, 201]);
  expect([fpr[0], fpr.at(-1), tpr[0], tpr.at(-1)]).toEqual([0, 1, 0, 1]);
  expect(JSON.stringify(first).length).toBeLessThan(100_000);
});
