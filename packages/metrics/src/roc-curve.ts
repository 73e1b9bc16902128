import { readOneLabel } from './one-label';
import { groupByScore, type ScoreGroups } from './score-groups';
import { requireBothClasses } from './single-class';
import { type Column, FINITE } from './table';

/** Options of {@link rocCurve}. */
export interface RocCurveOptions {
  /** One weight a row, at least 0; rows of weight 0 make no point. */
  sampleWeight?: Column;
  /** Leave out points that lie in the middle of a straight line, as scikit-learn does. Default true. */
  dropIntermediate?: boolean;
}

/** Points of a ROC curve, from (0, 0) to (1, 1). */
export interface RocCurve {
  /** False positive rate (1 − specificity) of each point, ascending. */
  fpr: number[];
  /** True positive rate (sensitivity) of each point, ascending. */
  tpr: number[];
  /** Scores at or above this are positive at the point; descending, the first is Infinity (no positive). */
  thresholds: number[];
}

/**
 * ROC curve of one label, as scikit-learn's `roc_curve`: one point for each distinct score. The points' thresholds
 * mean score ≥ threshold, so that the first point, Infinity, has no positive.
 *
 * @param yTrue - labels 0 or 1, flat
 * @param scores - finite numbers, same length
 * @throws {@link SingleClassError} if all labels are the same; {@link MetricsError} on other bad input
 */
export function rocCurve(yTrue: Column, scores: Column, options: RocCurveOptions = {}): RocCurve {
  const { labels, values, weights } = readOneLabel(yTrue, 'scores', scores, FINITE, options.sampleWeight);
  requireBothClasses(labels, weights);
  return rocPoints(groupByScore(labels, values, weights), options.dropIntermediate);
}

/** The curve of scores in ascending order, each with the weight of its positives and negatives. */
export function rocPoints(
  groups: Pick<ScoreGroups, 'scores' | 'positives' | 'negatives'>,
  dropIntermediate = true,
): RocCurve {
  const falsePositives = [0];
  const truePositives = [0];
  const thresholds = [Number.POSITIVE_INFINITY];
  for (let group = groups.scores.length - 1; group >= 0; group--) {
    falsePositives.push(falsePositives.at(-1)! + groups.negatives[group]!);
    truePositives.push(truePositives.at(-1)! + groups.positives[group]!);
    thresholds.push(groups.scores[group]!);
  }
  const keep = dropIntermediate ? cornersOf(falsePositives, truePositives) : undefined;
  const pick = (values: number[]) => (keep === undefined ? values : values.filter((_, point) => keep[point]));
  const [negatives, positives] = [falsePositives.at(-1)!, truePositives.at(-1)!];
  return {
    fpr: pick(falsePositives).map((count) => count / negatives),
    tpr: pick(truePositives).map((count) => count / positives),
    thresholds: pick(thresholds),
  };
}

/**
 * Which points stay: the first two, the last, and where the step to the next point differs from the step before
 * (scikit-learn's rule, which starts at the second point since the first, with no positive, is added after it).
 */
function cornersOf(x: readonly number[], y: readonly number[]): boolean[] {
  return x.map((_, point) => {
    if (point <= 1 || point === x.length - 1) return true;
    const bends = (values: readonly number[]) =>
      values[point + 1]! - values[point]! !== values[point]! - values[point - 1]!;
    return bends(x) || bends(y);
  });
}
