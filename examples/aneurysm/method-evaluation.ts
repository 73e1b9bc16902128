import { hammingLoss, recall, specificity } from '@kium/metrics';
import type { Labelled } from './cases';
import { locationDecisions, type RuleSettings } from './decision-rules';
import { type MeanF1, meanF1 } from './overall-evaluation';
import { nameOfMethod, THRESHOLD_CHOICES, type ThresholdChoice, thresholdMethod } from './threshold-choice';

/** The locations as thresholds of one method decide them. */
export interface MethodDecisions {
  /** As on the command line, e.g. `max-f1`. */
  method: string;
  /** Whether the report's decisions come from it. */
  used: boolean;
  /** Rows of 21. */
  decisions: readonly number[][];
}

/** How one method's decisions do, over all patients and locations. */
export interface MethodEvaluation {
  method: string;
  used: boolean;
  f1: MeanF1;
  /** Of all positives of all locations, those found; null without any. */
  sensitivity: number | null;
  /** Null without any negative. */
  specificity: number | null;
  /** Positive decisions a hundred patients, over all locations. */
  decidedPer100: number;
  /** True ones: what a rule without errors would decide. */
  positivesPer100: number;
  accuracy: number;
  /** Accuracy minus that of deciding 0 everywhere. */
  difference: number;
}

/**
 * @param truth - rows of 21
 */
export function compareMethods(truth: readonly number[][], methods: readonly MethodDecisions[]): MethodEvaluation[] {
  const positives = count(truth);
  const entries = truth.length * truth[0]!.length;
  return methods.map(({ method, used, decisions }) => {
    const accuracy = 1 - hammingLoss(truth, decisions);
    return {
      ...{ method, used },
      f1: meanF1(truth, decisions),
      sensitivity: positives === 0 ? null : recall(truth, decisions, { average: 'micro' }),
      specificity: positives === entries ? null : specificity(truth, decisions, { average: 'micro' }),
      decidedPer100: (100 * count(decisions)) / truth.length,
      positivesPer100: (100 * positives) / truth.length,
      accuracy,
      difference: accuracy - (entries - positives) / entries,
    };
  });
}

/** Strength of the shrinkage that is compared with none; see `shrunkenThreshold` of `@kium/thresholds`. */
const SHRINKAGE = 10;

/**
 * The locations decided by every method, each fitted on the held-out training patients.
 *
 * @param scores - rows of 21 of other patients; null: the held-out patients themselves, out of fold
 * @param used - the decisions that the report is about
 */
export function decideByMethods(
  settings: RuleSettings,
  heldOut: Labelled,
  scores: number[][] | null,
  used: number[][],
): MethodDecisions[] {
  const { locationThreshold, thresholdShrinkage, thresholdsFrom } = settings;
  const name = nameOfMethod(locationThreshold, thresholdShrinkage);
  const own = thresholdsFrom === 'validation' ? name : `${name}, on the test patients' scores`;
  const candidates: [ThresholdChoice, number][] = [
    ...THRESHOLD_CHOICES.map((choice): [ThresholdChoice, number] => [choice, 0]),
    ['max-f1', SHRINKAGE],
  ];
  const others = candidates
    .map(([choice, shrinkage]) => ({ choice, shrinkage, method: nameOfMethod(choice, shrinkage) }))
    .filter(({ method }) => method !== own)
    .map(({ choice, shrinkage, method }) => ({
      ...{ method, used: false },
      decisions: locationDecisions(thresholdMethod(choice, shrinkage), heldOut, scores),
    }));
  return [{ method: own, used: true, decisions: used }, ...others];
}

function count(rows: readonly number[][]): number {
  return rows.flat().reduce((sum, one) => sum + one, 0);
}
