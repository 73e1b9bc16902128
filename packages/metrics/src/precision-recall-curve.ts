import { readOneLabel } from './one-label';
import { groupByScore, type ScoreGroups } from './score-groups';
import { requireBothClasses, singleClass } from './single-class';
import { type Column, FINITE } from './table';

/** Options of {@link precisionRecallCurve}. */
export interface PrecisionRecallCurveOptions {
  /** One weight a row, at least 0; rows of weight 0 make no point. */
  sampleWeight?: Column;
}

/** Points of a precision–recall curve, from recall 1 to recall 0. */
export interface PrecisionRecallCurve {
  /** Precision of each point; the last, which has no threshold, is 1. */
  precision: number[];
  /** Recall of each point, descending from 1; the last is 0. */
  recall: number[];
  /** Scores at or above this are positive at the point; ascending, one fewer than points. */
  thresholds: number[];
}

/**
 * Precision–recall curve of one label, as scikit-learn's `precision_recall_curve`: one point for each distinct score,
 * and (recall 0, precision 1) at the end. {@link averagePrecision} is the area below it as a step function.
 *
 * @param yTrue - labels 0 or 1, flat, with at least one 1
 * @param scores - finite numbers, same length
 * @throws {@link SingleClassError} if there is no positive; {@link MetricsError} on other bad input
 */
export function precisionRecallCurve(
  yTrue: Column,
  scores: Column,
  options: PrecisionRecallCurveOptions = {},
): PrecisionRecallCurve {
  const { labels, values, weights } = readOneLabel(yTrue, 'scores', scores, FINITE, options.sampleWeight);
  if (singleClass(labels, weights) === 0) requireBothClasses(labels, weights);
  return precisionRecallPoints(groupByScore(labels, values, weights));
}

/** The curve of scores in ascending order, each with the weight of its positives and negatives. */
export function precisionRecallPoints(
  groups: Pick<ScoreGroups, 'scores' | 'positives' | 'negatives'>,
): PrecisionRecallCurve {
  const points = groups.scores.length;
  const precision = new Array<number>(points + 1).fill(1);
  const found = new Array<number>(points + 1).fill(0);
  let decided = 0;
  for (let group = points - 1; group >= 0; group--) {
    found[group] = found[group + 1]! + groups.positives[group]!;
    decided += groups.positives[group]! + groups.negatives[group]!;
    precision[group] = found[group]! / decided;
  }
  const positives = found[0]!;
  return { precision, recall: found.map((count) => count / positives), thresholds: Array.from(groups.scores) };
}
