import { LOCATIONS } from '@kium/angio-io';
import { expect, test } from 'vitest';
import { fitDecisionRules } from '../decision-rules';
import { ruleIntervals } from '../rule-intervals';
import { casesOf } from './cases';

const heldOut = casesOf(
  Array.from({ length: 30 }, (_, i) => ({
    score: ((i * 7) % 30) / 30,
    true: i % 3 === 0 ? ['L_ICA'] : [],
    scores: { L_ICA: ((i * 11) % 30) / 40 + (i % 3 === 0 ? 0.2 : 0) },
  })),
);
const test3 = casesOf([{ score: 0.9 }, { score: 0.1 }, { score: 0.6, scores: { BA: 0.4 } }]).scores;
const settings = {
  presenceThreshold: 'fixed:0.5',
  locationThreshold: 'max-f1',
  thresholdShrinkage: 0,
  thresholdsFrom: 'validation' as const,
  seed: 1,
};

test('a range about each threshold; none where the label is never decided, no width for a fixed one', () => {
  const { presence, locations } = ruleIntervals(settings, heldOut, test3, 200);
  expect(presence).toEqual({ lower: 0.5, upper: 0.5, level: 0.95 });
  const fitted = fitDecisionRules(settings, heldOut, test3).location.thresholds as (number | string)[];
  const range = locations[LOCATIONS.indexOf('L_ICA')]!;
  expect(range.lower).toBeLessThan(range.upper);
  expect(range.lower).toBeLessThanOrEqual(fitted[LOCATIONS.indexOf('L_ICA')] as number);
  expect(range.upper).toBeGreaterThanOrEqual(fitted[LOCATIONS.indexOf('L_ICA')] as number);
  expect(locations[LOCATIONS.indexOf('BA')]).toBeNull();
});

test('they know the test patients only where the thresholds do', () => {
  const others = casesOf([{ score: 0.2 }, { score: 0.3, scores: { BA: 0.9 } }]).scores;
  expect(ruleIntervals(settings, heldOut, others, 20)).toEqual(ruleIntervals(settings, heldOut, test3, 20));
  const unsupervised = { ...settings, locationThreshold: 'mean-plus-sigma:1', thresholdsFrom: 'test' as const };
  const first = ruleIntervals(unsupervised, heldOut, test3, 20);
  expect(ruleIntervals(unsupervised, heldOut, others, 20)).not.toEqual(first);
  const turned = { ...heldOut, labels: heldOut.labels.map((row) => row.map((label) => 1 - label)) };
  expect(ruleIntervals(unsupervised, turned, test3, 20)).toEqual(first);
});
