import { LOCATIONS } from '@kium/angio-io';
import {
  accuracy,
  allNegativeAccuracy,
  bootstrapInterval,
  f1,
  hammingLoss,
  type Interval,
  rocAuc,
} from '@kium/metrics';
import { column, locationsOf, type Scores } from './cases';
import type { Resampling } from './label-evaluation';

/** The locations together, and the score that counts presence and locations alike. */
export interface OverallEvaluation {
  /** Over the locations that some but not all of the patients have. */
  auroc: OverallAuroc;
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

/** AUROC over the locations that some but not all of the patients have; null where there is none. */
export interface OverallAuroc {
  /** How many those are. */
  locations: number;
  /** Mean over them. Intervals: patients are resampled whole, so that none of these locations is lost. */
  macro: Interval | null;
  /** One ranking of all their entries. */
  micro: Interval | null;
  /**
   * Mean of the presence's AUROC and `macro`: `weightedRocAuc` with `presenceWeights`, the score of the RSNA 2025 challenge, on
   * these labels. Null also where all or none of the patients have an aneurysm.
   */
  weighted: Interval | null;
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
  const wrong = hammingLoss(truth, decisions);
  return {
    auroc: overallAuroc(labels, scores, resampling),
    f1: meanF1(truth, decisions),
    accuracy: 1 - wrong,
    allNegative: allNegativeAccuracy(truth),
    exactMatch: accuracy(truth, decisions),
    allNegativeExactMatch: accuracy(
      truth,
      truth.map((row) => row.map(() => 0)),
    ),
    hammingLoss: wrong,
  };
}

/** Of rows of labels and rows of decisions, one number a location. */
export function meanF1(truth: readonly number[][], decisions: readonly number[][]): MeanF1 {
  const kept = truth[0]!.map((_, at) => at).filter((at) => truth.some((row) => row[at] === 1));
  const only = (rows: readonly number[][]) => rows.map((row) => pick(row, kept));
  return {
    macro: kept.length === 0 ? null : f1(only(truth), only(decisions)),
    micro: f1(truth, decisions, { average: 'micro' }),
  };
}

function overallAuroc(labels: readonly number[][], scores: Scores, resampling: Resampling): OverallAuroc {
  const hasBoth = (at: number) => new Set(column(labels, at)).size === 2;
  const kept = LOCATIONS.map((_, at) => at).filter((at) => hasBoth(at + 1));
  const locations = kept.length;
  if (locations === 0) return { locations, macro: null, micro: null, weighted: null };
  const presence = hasBoth(0);
  const row = (first: number, others: readonly number[]) => [...(presence ? [first] : []), ...others];
  const truth = labels.map(([first, ...others]) => row(first!, pick(others, kept)));
  const values = scores.locations.map((others, i) => row(scores.presence[i]!, pick(others, kept)));
  const [macro, micro, weighted] = bootstrapInterval(
    (some, theirs) => {
      const areas = rocAuc(some, theirs, { average: null });
      const mean = areas.slice(-locations).reduce((sum, area) => sum + area, 0) / locations;
      const without = (rows: readonly ArrayLike<number>[]) => rows.map((all) => Array.from(all).slice(-locations));
      // Presence weighs as much as all locations together, so half.
      const both = presence ? [(areas[0]! + mean) / 2] : [];
      return [mean, rocAuc(without(some), without(theirs), { average: 'micro' }), ...both];
    },
    truth,
    values,
    { ...resampling, strata: 'labels' },
  );
  return { locations, macro: macro!, micro: micro!, weighted: weighted ?? null };
}

function pick(row: readonly number[], places: readonly number[]): number[] {
  return places.map((at) => row[at]!);
}
