import { type BandOptions, bootstrapBand, totalDownwards } from './band';
import { readOneLabel } from './one-label';
import { groupByScore } from './score-groups';
import { requireBothClasses, singleClass } from './single-class';
import { type Column, FINITE } from './table';

/** A precision–recall curve on a grid of recalls, with its band. */
export interface PrecisionRecallBand {
  /** The grid: recalls, ascending. */
  recall: number[];
  /** Precision of the rows as they are, at each of them. */
  precision: number[];
  /** The (1 − level) / 2 quantile of the replicates' precisions, at each. */
  lower: number[];
  /** The (1 + level) / 2 quantile. */
  upper: number[];
  level: number;
  replicates: number;
}

/**
 * Precision–recall curve of one label with a pointwise percentile bootstrap band: at each recall of the grid, the spread of
 * the replicates' precisions there. The bootstrap is stratified: each replicate has as many positives as there are, and as
 * many negatives, so that the band is that of the prevalence found.
 *
 * Pointwise: each place on the grid is covered in `level` of all samples, the whole curve at once in fewer.
 *
 * The curve is the step function whose area is {@link averagePrecision}: the precision at a recall is that of the highest
 * threshold which reaches it; equal scores are passed at once. Points are not joined by straight lines, which would
 * promise too much (Davis and Goadrich 2006). At recall 0 it is the precision at the first threshold that finds any
 * positive, not the 1 by which {@link precisionRecallCurve} ends. With few positives the band is too narrow.
 *
 * @param yTrue - labels 0 or 1, flat, with at least one 1
 * @param scores - finite numbers, same length; only their order matters
 * @throws {@link SingleClassError} if there is no positive; {@link MetricsError} on other bad input
 */
export function precisionRecallBand(yTrue: Column, scores: Column, options: BandOptions = {}): PrecisionRecallBand {
  const { labels, values, weights } = readOneLabel(yTrue, 'scores', scores, FINITE, options.sampleWeight);
  if (singleClass(labels, weights) === 0) requireBothClasses(labels, weights);
  const { at, curve, ...band } = bootstrapBand(groupByScore(labels, values, weights), precisions, options);
  return { recall: at, precision: curve, ...band };
}

function precisions(positives: Float64Array, negatives: Float64Array, at: Float64Array, heights: Float64Array): void {
  const allPositives = totalDownwards(positives);
  let [found, alarms, place] = [0, 0, 0];
  for (let group = positives.length - 1; group >= 0 && place < at.length; group--) {
    found += positives[group]!;
    alarms += negatives[group]!;
    if (positives[group] === 0) continue;
    const recall = found / allPositives;
    const precision = found / (found + alarms);
    for (; place < at.length && at[place]! <= recall; place++) heights[place] = precision;
  }
}
