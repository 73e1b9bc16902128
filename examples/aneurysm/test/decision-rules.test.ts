import { LOCATIONS } from '@kium/angio-io';
import { FittedThresholds, isThresholdsError, plattCalibration, youdenThreshold } from '@kium/thresholds';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Labelled, Scores } from '../cases';
import { decide, decideHeldOut, fitDecisionRules, locationDecisions, type RuleSettings } from '../decision-rules';
import { THRESHOLD_CHOICES, thresholdMethod } from '../threshold-choice';
import { casesOf } from './cases';

const PAPER: RuleSettings = {
  presenceThreshold: 'fixed:0.5',
  locationThreshold: 'mean-plus-sigma:1',
  thresholdShrinkage: 0,
  thresholdsFrom: 'validation',
};

/** Twelve patients; L_ICA tells them apart, nobody has BA. */
const heldOut: Labelled = casesOf(
  Array.from({ length: 12 }, (_, i) => {
    const has = i % 3 === 0;
    return {
      score: has ? 0.7 + i / 100 : 0.2 + i / 50,
      true: has ? ['L_ICA'] : [],
      scores: { L_ICA: has ? 0.8 : i / 40 },
    };
  }),
);
const test3: Scores = casesOf([{ score: 0.9, scores: { L_ICA: 0.75, BA: 1 } }, { score: 0.1 }, { score: 0.6 }]).scores;
const L_ICA = LOCATIONS.indexOf('L_ICA');
const BA = LOCATIONS.indexOf('BA');

const scores = fc.double({ min: 0, max: 1, noNaN: true });
const patients: fc.Arbitrary<Scores> = fc
  .array(fc.tuple(scores, fc.array(scores, { minLength: 21, maxLength: 21 })), { minLength: 1, maxLength: 6 })
  .map((rows) => ({ presence: rows.map(([one]) => one), locations: rows.map(([, row]) => row) }));
const rules: fc.Arbitrary<RuleSettings> = fc.record({
  presenceThreshold: fc.constantFrom(...THRESHOLD_CHOICES),
  locationThreshold: fc.constantFrom(...THRESHOLD_CHOICES),
  thresholdShrinkage: fc.constantFrom(0, 10),
  thresholdsFrom: fc.constant('validation' as const),
});

test('rules from held-out patients depend on nothing of the test set', () => {
  fc.assert(
    fc.property(rules, patients, patients, (settings, some, others) => {
      expect(fitDecisionRules(settings, heldOut, some)).toEqual(fitDecisionRules(settings, heldOut, others));
    }),
  );
});

test("a test patient's decision depends on no other test patient", () => {
  fc.assert(
    fc.property(rules, patients, (settings, some) => {
      const fitted = fitDecisionRules(settings, heldOut, some);
      const alone = some.presence.map((presence, row) => {
        const one = { presence: [presence], locations: [some.locations[row]!] };
        return decide(fitDecisionRules(settings, heldOut, one), one).decisions.locations[0];
      });
      expect(decide(fitted, some).decisions.locations).toEqual(alone);
    }),
  );
});

test("with --thresholds test the held-out patients' labels and scores do not matter to the thresholds, and no labels are known", () => {
  const settings: RuleSettings = { ...PAPER, thresholdsFrom: 'test' };
  const { presence, location, fittedOn } = fitDecisionRules(settings, heldOut, test3);
  const turned = { ...heldOut, labels: heldOut.labels.map((row) => row.map((label) => 1 - label)) };
  expect(fitDecisionRules(settings, turned, test3)).toMatchObject({ presence, location });
  expect(fittedOn).toEqual({ patients: 'test', count: 3 });
  expect(location.labels).toEqual(LOCATIONS.map(() => ({ origin: 'fitted' })));
  expect(location.thresholds[BA]).toBeCloseTo(0.4 + Math.sqrt((0.36 + 2 * 0.09) / 3), 12);
  // No label could come in by mistake either.
  const learner = { ...settings, locationThreshold: 'youden' };
  expect(() => fitDecisionRules(learner, heldOut, test3)).toThrow(
    expect.toSatisfy((error) => isThresholdsError(error, 'labels-required')),
  );
});

test('a location that no held-out patient has is never decided, and the rules say so', () => {
  const fitted = fitDecisionRules({ ...PAPER, locationThreshold: 'max-f1' }, heldOut, test3);
  expect(fitted.location.thresholds[BA]).toBe('Infinity');
  expect(fitted.location.labels[BA]).toEqual({ origin: 'fallback', positives: 0, negatives: 12 });
  expect(decide(fitted, test3).decisions.locations.map((row) => [row[L_ICA], row[BA]])).toEqual([
    [1, 0],
    [0, 0],
    [0, 0],
  ]);
  // The paper's rule needs no positive.
  expect(decide(fitDecisionRules(PAPER, heldOut, test3), test3).decisions.locations[0]![BA]).toBe(1);
});

test('rules are a file: written and read they decide the same', () => {
  const fitted = fitDecisionRules(
    { ...PAPER, presenceThreshold: 'youden', locationThreshold: 'max-f1' },
    heldOut,
    test3,
  );
  const read = JSON.parse(JSON.stringify(fitted));
  expect(read).toEqual(fitted);
  expect(decide(read, test3)).toEqual(decide(fitted, test3));
  expect(fitted.labels).toEqual({ presence: ['Aneurysm'], location: [...LOCATIONS] });
  expect(FittedThresholds.fromJSON(read.location).thresholds[BA]).toBe(Number.POSITIVE_INFINITY);
});

test('a held-out patient has no say in its own decision and probability', () => {
  const settings = { ...PAPER, presenceThreshold: 'youden', locationThreshold: 'max-f1' };
  const fitted = fitDecisionRules(settings, heldOut, test3);
  const { decisions, calibrated } = decideHeldOut(settings, fitted, heldOut);
  heldOut.labels.forEach((_, row) => {
    const labels = heldOut.labels.map((old, at) =>
      at === row ? [old[0]!, ...old.slice(1).map((one) => 1 - one)] : old,
    );
    expect(decideHeldOut(settings, fitted, { ...heldOut, labels }).decisions.locations[row]).toEqual(
      decisions.locations[row],
    );
  });
  expect(calibrated).toHaveLength(12);
  expect(decisions.presence).toEqual(heldOut.labels.map(([aneurysm]) => aneurysm));
});

/** Twelve patients whom the scores tell apart badly, so that one more or less moves a threshold. */
const noisy: Labelled = casesOf(
  Array.from({ length: 12 }, (_, i) => ({ score: ((i * 7) % 12) / 12, true: i % 3 === 0 ? ['L_ICA'] : [] })),
);

test('presence decisions and probabilities of held-out patients come from the other folds alone', () => {
  const settings = { ...PAPER, presenceThreshold: 'youden' };
  const fitted = fitDecisionRules(settings, noisy, test3);
  const { decisions, calibrated } = decideHeldOut(settings, fitted, noisy);
  const truth = noisy.labels.map(([aneurysm]) => aneurysm!);
  // Eight without an aneurysm are dealt out first, in turn to five folds.
  const dealt = [0, 8];
  const folds = truth.map((aneurysm) => dealt[aneurysm]!++ % 5);
  for (const [row, score] of noisy.scores.presence.entries()) {
    const others = <T>(values: T[]) => values.filter((_, at) => folds[at] !== folds[row]);
    const known = [others(noisy.scores.presence), others(truth)] as const;
    expect(decisions.presence[row]).toBe(
      youdenThreshold()
        .fit(...known)
        .apply([score])[0]![0],
    );
    expect(calibrated[row]).toBe(
      plattCalibration()
        .fit(...known)
        .apply([score])[0]![0],
    );
  }
  const inSample = decide(fitted, noisy.scores);
  expect(decisions.presence).not.toEqual(inSample.decisions.presence);
  expect(calibrated).not.toEqual(inSample.calibrated);
});

test('with --thresholds test the held-out patients are decided by the thresholds that decide the others', () => {
  const settings: RuleSettings = { ...PAPER, presenceThreshold: 'prevalence:0.4', thresholdsFrom: 'test' };
  const fitted = fitDecisionRules(settings, noisy, test3);
  expect(decideHeldOut(settings, fitted, noisy).decisions).toEqual(decide(fitted, noisy.scores).decisions);
  const own = { ...settings, thresholdsFrom: 'validation' as const };
  expect(decideHeldOut(own, fitted, noisy).decisions).not.toEqual(decide(fitted, noisy.scores).decisions);
});

test('one or two held-out patients are enough to go on', () => {
  for (const count of [1, 2]) {
    const few = { labels: heldOut.labels.slice(0, count), scores: heldOut.scores };
    few.scores = { presence: few.scores.presence.slice(0, count), locations: few.scores.locations.slice(0, count) };
    for (const choice of THRESHOLD_CHOICES) {
      const settings = { ...PAPER, presenceThreshold: choice, locationThreshold: choice };
      const fitted = fitDecisionRules(settings, few, test3);
      expect(decideHeldOut(settings, fitted, few).decisions.locations).toHaveLength(count);
      expect(locationDecisions(thresholdMethod(choice, 10), few, test3.locations)).toHaveLength(3);
    }
  }
});
