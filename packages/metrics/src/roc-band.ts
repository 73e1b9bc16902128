import { type BandOptions, bootstrapBand, totalDownwards } from './band';
import { readOneLabel } from './one-label';
import { groupByScore } from './score-groups';
import { requireBothClasses } from './single-class';
import { type Column, FINITE } from './table';

/** A ROC curve on a grid of false positive rates, with its band. */
export interface RocBand {
  /** The grid: false positive rates, ascending. */
  fpr: number[];
  /** True positive rate of the rows as they are, at each of them. */
  tpr: number[];
  /** The (1 − level) / 2 quantile of the replicates' true positive rates, at each. */
  lower: number[];
  /** The (1 + level) / 2 quantile. */
  upper: number[];
  level: number;
  replicates: number;
}

/**
 * ROC curve of one label with a pointwise percentile bootstrap band, by vertical averaging (Fawcett 2006, algorithm 4;
 * Macskassy and Provost 2004): at each false positive rate of the grid, the spread of the replicates' true positive rates.
 * The bootstrap is stratified: each replicate has as many positives as there are, and as many negatives.
 *
 * Pointwise: each place on the grid is covered in `level` of all samples, the whole curve at once in fewer. It says what
 * sensitivity is to be expected at a false positive rate fixed beforehand, not where the curve lies.
 *
 * Between two points of a curve its height is interpolated linearly, across a tie of both classes too; where the curve
 * rises vertically, the upper end counts, so that at 0 it is the share of positives above every negative. With few
 * positives, or classes that are fully apart, the band is too narrow, as {@link rocAucInterval} is.
 *
 * @param yTrue - labels 0 or 1, flat
 * @param scores - finite numbers, same length; only their order matters
 * @throws {@link SingleClassError} if all labels are the same; {@link MetricsError} on other bad input
 */
export function rocBand(yTrue: Column, scores: Column, options: BandOptions = {}): RocBand {
  const { labels, values, weights } = readOneLabel(yTrue, 'scores', scores, FINITE, options.sampleWeight);
  requireBothClasses(labels, weights);
  const { at, curve, ...band } = bootstrapBand(groupByScore(labels, values, weights), truePositiveRates, options);
  return { fpr: at, tpr: curve, ...band };
}

function truePositiveRates(
  positives: Float64Array,
  negatives: Float64Array,
  at: Float64Array,
  heights: Float64Array,
): void {
  const [allPositives, allNegatives] = [totalDownwards(positives), totalDownwards(negatives)];
  let [found, alarms, fpr, place] = [0, 0, 0, 0];
  for (let group = positives.length - 1; group >= 0 && place < at.length; group--) {
    const next = (alarms + negatives[group]!) / allNegatives;
    for (; place < at.length && at[place]! < next; place++) {
      const part = (at[place]! - fpr) / (next - fpr);
      heights[place] = (found + part * positives[group]!) / allPositives;
    }
    found += positives[group]!;
    alarms += negatives[group]!;
    fpr = next;
  }
  heights.fill(1, place);
}
