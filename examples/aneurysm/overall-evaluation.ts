import {
  accuracy,
  allNegativeAccuracy,
  bootstrapInterval,
  f1,
  hammingLoss,
  type Interval,
  isMetricsError,
  presenceWeights,
  rocAuc,
  weightedRocAuc,
} from '@kium/metrics';
import { column, locationsOf, type Scores } from './cases';
import type { Resampling } from './label-evaluation';

/** The locations together, and the score that counts presence and locations alike. */
export interface OverallEvaluation {
  /** Over the locations that some but not all of the patients have. */
  auroc: {
    /** How many those are. */
    locations: number;
    /** Mean over them; null if there is none. */
    macro: number | null;
    /** Its bootstrap interval over patients; null also where too many replicates would lose all those locations. */
    macroInterval: Interval | null;
    /** One ranking of all their entries; null if there is none. */
    micro: number | null;
    /**
     * Presence and those locations, with weights by which presence counts as much as all of them together: the score of the
     * RSNA 2025 challenge, on these labels. Null if all or none of the patients have an aneurysm.
     */
    weighted: number | null;
  };
  f1: MeanF1;
  /** Share of right decisions over all patients and locations. */
  accuracy: number;
  /** The same for deciding 0 everywhere. */
  allNegative: number;
  /** Share of patients with all locations right. */
  exactMatch: number;
  /** The same for deciding 0 everywhere. */
  allNegativeExactMatch: number;
  hammingLoss: number;
}

/** F1 of the decisions on several locations. */
export interface MeanF1 {
  /** Mean over the locations that a patient has, the same for every method; null if nobody has any. */
  macro: number | null;
  /** Of all entries, those of the other locations too: their false alarms count here. */
  micro: number;
}

/**
 * @param labels - rows of 22
 * @param decisions - rows of 21
 */
export function evaluateOverall(
  labels: readonly number[][],
  scores: Scores,
  decisions: readonly number[][],
  resampling: Resampling,
): OverallEvaluation {
  const truth = locationsOf(labels);
  const accuracyOf = 1 - hammingLoss(truth, decisions);
  return {
    auroc: overallAuroc(labels, scores, resampling),
    f1: meanF1(truth, decisions),
    accuracy: accuracyOf,
    allNegative: allNegativeAccuracy(truth),
    exactMatch: accuracy(truth, decisions),
    allNegativeExactMatch: accuracy(
      truth,
      truth.map((row) => row.map(() => 0)),
    ),
    hammingLoss: hammingLoss(truth, decisions),
  };
}

/** Of rows of labels and rows of decisions, one number a location. */
export function meanF1(truth: readonly number[][], decisions: readonly number[][]): MeanF1 {
  const kept = truth[0]!.map((_, at) => at).filter((at) => truth.some((row) => row[at] === 1));
  const pick = (rows: readonly number[][]) => rows.map((row) => kept.map((at) => row[at]!));
  return {
    macro: kept.length === 0 ? null : f1(pick(truth), pick(decisions)),
    micro: f1(truth, decisions, { average: 'micro' }),
  };
}

function overallAuroc(labels: readonly number[][], scores: Scores, resampling: Resampling): OverallEvaluation['auroc'] {
  const hasBoth = (at: number) => new Set(labels.map((row) => row[at])).size === 2;
  const kept = labels[0]!.map((_, at) => at).filter((at) => at > 0 && hasBoth(at));
  const locations = kept.length;
  if (locations === 0) return { locations, macro: null, macroInterval: null, micro: null, weighted: null };
  const truth = labels.map((row) => kept.map((at) => row[at]!));
  const values = scores.locations.map((row) => kept.map((at) => row[at - 1]!));
  const presence = column(labels, 0);
  return {
    locations,
    macro: rocAuc(truth, values),
    macroInterval: macroInterval(truth, values, presence, resampling),
    micro: rocAuc(truth, values, { average: 'micro' }),
    weighted: hasBoth(0)
      ? weightedRocAuc(
          truth.map((row, i) => [presence[i]!, ...row]),
          values.map((row, i) => [scores.presence[i]!, ...row]),
          { labelWeights: presenceWeights(locations + 1, 0) },
        )
      : null,
  };
}

/** Patients are resampled whole, with and without aneurysm apart; a location that a replicate lacks is left out of its mean. */
function macroInterval(
  truth: readonly number[][],
  scores: readonly number[][],
  strata: number[],
  resampling: Resampling,
): Interval | null {
  const macro = (labels: readonly ArrayLike<number>[], values: readonly ArrayLike<number>[]) =>
    rocAuc(labels, values, { average: 'macro', singleClass: 'omit' });
  try {
    return bootstrapInterval(macro, truth, scores, { ...resampling, strata });
  } catch (error) {
    if (isMetricsError(error, 'single-class')) return null;
    throw error;
  }
}
