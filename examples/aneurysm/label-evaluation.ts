import {
  averagePrecisionInterval,
  type Confusion,
  confusion,
  type Interval,
  rocAucInterval,
  type ShareInterval,
  wilsonInterval,
} from '@kium/metrics';

/** How a model does on one label, over a group of patients. Plain data: no NaN and no infinite number. */
export interface LabelEvaluation {
  label: string;
  patients: number;
  positives: number;
  /** Why there is neither AUROC nor average precision; null if there is both. */
  singleClass: 'no positive' | 'no negative' | null;
  /** Whether the rarer class has fewer than {@link FEW} patients: intervals are then rough, those of the bootstrap too narrow. */
  fewCases: boolean;
  /** With a stratified bootstrap interval; null for a single class. Chance is 0.5. */
  auroc: Interval | null;
  /** With a stratified bootstrap interval; null for a single class. Chance is the prevalence. */
  averagePrecision: Interval | null;
  decision: DecisionEvaluation;
}

/** How the decisions on one label do. */
export interface DecisionEvaluation {
  /**
   * A score above it is decided positive; null: never. The rules' own, also for the held-out patients, of whom each is decided
   * by a threshold that was fitted on the others.
   */
  threshold: number | null;
  confusion: Confusion;
  /** Decided positive. */
  decided: number;
  accuracy: number;
  /** Accuracy of deciding "no" for everyone. */
  allNegative: number;
  /** Accuracy minus that. */
  difference: number;
  /** With Wilson's intervals; null where there is nobody to take a share of. */
  sensitivity: ShareInterval | null;
  specificity: ShareInterval | null;
  positivePredictiveValue: ShareInterval | null;
  negativePredictiveValue: ShareInterval | null;
}

/** Of the bootstrap. */
export interface Resampling {
  seed: number;
  replicates: number;
}

/** Fewer patients than this in a class say little: one more or less moves a sensitivity by more than 10 %. */
export const FEW = 10;

/**
 * All figures of one label.
 *
 * @param truth - 0 or 1 a patient
 * @param scores - finite, one a patient
 * @param decisions - 0 or 1 a patient
 * @param threshold - that the decisions come from; Infinity: never positive
 */
export function evaluateLabel(
  label: string,
  truth: readonly number[],
  scores: readonly number[],
  decisions: readonly number[],
  threshold: number,
  resampling: Resampling,
): LabelEvaluation {
  const patients = truth.length;
  const positives = truth.reduce((sum, one) => sum + one, 0);
  const singleClass = positives === 0 ? 'no positive' : positives === patients ? 'no negative' : null;
  return {
    ...{ label, patients, positives, singleClass },
    fewCases: Math.min(positives, patients - positives) < FEW,
    auroc: singleClass ? null : rocAucInterval(truth, scores, resampling),
    averagePrecision: singleClass ? null : averagePrecisionInterval(truth, scores, resampling),
    decision: evaluateDecisions(truth, decisions, threshold),
  };
}

function evaluateDecisions(
  truth: readonly number[],
  decisions: readonly number[],
  threshold: number,
): DecisionEvaluation {
  const counts = confusion(truth, decisions);
  const { truePositives, falsePositives, trueNegatives, falseNegatives } = counts;
  const positives = truePositives + falseNegatives;
  const negatives = trueNegatives + falsePositives;
  return {
    threshold: Number.isFinite(threshold) ? threshold : null,
    confusion: counts,
    decided: truePositives + falsePositives,
    accuracy: (truePositives + trueNegatives) / truth.length,
    allNegative: negatives / truth.length,
    difference: (truePositives - falsePositives) / truth.length,
    sensitivity: share(truePositives, positives),
    specificity: share(trueNegatives, negatives),
    positivePredictiveValue: share(truePositives, truePositives + falsePositives),
    negativePredictiveValue: share(trueNegatives, trueNegatives + falseNegatives),
  };
}

function share(part: number, whole: number): ShareInterval | null {
  return whole === 0 ? null : wilsonInterval(part, whole);
}
