import { hammingLoss, recall, specificity } from '@kium/metrics';
import { type MeanF1, meanF1 } from './overall-evaluation';

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
  /** Positive decisions a hundred patients; the truth has so many, too. */
  decidedPer100: number;
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

function count(rows: readonly number[][]): number {
  return rows.flat().reduce((sum, one) => sum + one, 0);
}
