import { averageRankings, type RankingOptions } from './score-average';
import { groupByScore } from './score-groups';
import type { Table } from './table';

/** Options of {@link averagePrecision}. */
export interface AveragePrecisionOptions extends RankingOptions {
  /**
   * A label (for `'samples'`: a row) without positives has no precision to average. `'throw'` (default) is a
   * {@link SingleClassError}; `'omit'` leaves it out of the mean and gives NaN in its place with `average: null`.
   */
  singleClass?: 'throw' | 'omit';
}

/**
 * Average precision: the mean of the precision at each positive, Σ (Rₙ − Rₙ₋₁) Pₙ over the distinct scores, without
 * interpolation, as scikit-learn's `average_precision_score`. Chance is the share of positives, not 0.5: the figure to
 * beat is the label's prevalence.
 *
 * A label whose rows are all positive has 1, as in scikit-learn; one without positives is an error, where scikit-learn
 * warns and gives 0.
 *
 * @param yTrue - labels 0 or 1, n × labels, or flat for one label
 * @param scores - finite numbers, same shape; only their order matters
 * @returns a number in [0, 1], or one a label with `average: null`
 * @throws {@link SingleClassError} for a label without positives (see `singleClass`); {@link MetricsError} on other bad
 *   input
 */
export function averagePrecision(
  yTrue: Table,
  scores: Table,
  options: AveragePrecisionOptions & { average: null },
): number[];
export function averagePrecision(
  yTrue: Table,
  scores: Table,
  options?: AveragePrecisionOptions & { average?: 'macro' | 'micro' | 'weighted' | 'samples' },
): number;
export function averagePrecision(
  yTrue: Table,
  scores: Table,
  options: AveragePrecisionOptions = {},
): number | number[] {
  return averageRankings({ of: precisionOfRanking, withoutNegatives: true }, yTrue, scores, options);
}

function precisionOfRanking(labels: Float64Array, scores: Float64Array, weights: Float64Array | undefined): number {
  const { positives, negatives } = groupByScore(labels, scores, weights);
  return meanPrecision(positives, negatives);
}

/** Average precision from the weight of the positives and of the negatives at each score, ascending; 0 is allowed. */
export function meanPrecision(positives: Float64Array, negatives: Float64Array): number {
  let [found, decided, sum] = [0, 0, 0];
  for (let group = positives.length - 1; group >= 0; group--) {
    const positive = positives[group]!;
    found += positive;
    decided += positive + negatives[group]!;
    // A resampled score may be gone: without this, 0 / 0 at the top.
    if (positive > 0) sum += positive * (found / decided);
  }
  return sum / found;
}
