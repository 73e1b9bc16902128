import { meanPrecision } from './average-precision';
import { type BootstrapOptions, type Interval, noInterval, percentileInterval, readBootstrapOptions } from './interval';
import { resampleCounts } from './resample-counts';
import { groupByScore } from './score-groups';
import { requireBothClasses, singleClass } from './single-class';
import { type Column, FINITE, type Rows, readPair, readWeights, type Table } from './table';

/** Options of {@link averagePrecisionInterval}. */
export interface AveragePrecisionIntervalOptions extends BootstrapOptions {
  /** One weight a row, at least 0; a resampled row keeps its weight. */
  sampleWeight?: Column;
  /** As in {@link AveragePrecisionOptions}: `'omit'` gives NaN for a label without positives. Default `'throw'`. */
  singleClass?: 'throw' | 'omit';
}

/**
 * Average precision with a percentile bootstrap interval. The bootstrap is stratified: each replicate draws, with
 * replacement, as many positives as there are and as many negatives; the interval is that of the prevalence found.
 *
 * The figure is not linear in the rows: with few positives, which a replicate draws repeatedly and so ties, replicates lie
 * above the estimate in the mean, and the interval reaches further up than down; it then holds the true figure in fewer
 * than `level` of all samples. Where the classes are fully apart it has no width. Each label's interval is the one it would
 * get alone.
 *
 * @param yTrue - labels 0 or 1, n × labels, or flat for one label
 * @param scores - finite numbers, same shape
 * @returns the interval of a flat label, or one a label for rows
 * @throws {@link SingleClassError} for a label without positives (see `singleClass`); {@link MetricsError} on other bad
 *   input
 */
export function averagePrecisionInterval(
  yTrue: Column,
  scores: Column,
  options?: AveragePrecisionIntervalOptions,
): Interval;
export function averagePrecisionInterval(
  yTrue: Rows,
  scores: Rows,
  options?: AveragePrecisionIntervalOptions,
): Interval[];
export function averagePrecisionInterval(
  yTrue: Table,
  scores: Table,
  options: AveragePrecisionIntervalOptions = {},
): Interval | Interval[] {
  const { level, replicates, seed } = readBootstrapOptions(options);
  const { truth, other } = readPair(yTrue, 'scores', scores, FINITE);
  const weights = readWeights(options.sampleWeight, truth.rows);
  const intervals = truth.columns.map((labels, column): Interval => {
    if (singleClass(labels, weights) === 0) {
      if (options.singleClass === 'omit') return noInterval(level, replicates);
      requireBothClasses(labels, weights, truth.flat ? undefined : column);
    }
    const groups = groupByScore(labels, other.columns[column]!, weights);
    const figures = new Float64Array(replicates);
    resampleCounts(groups, replicates, seed, (positives, negatives, replicate) => {
      figures[replicate] = meanPrecision(positives, negatives);
    });
    return percentileInterval(meanPrecision(groups.positives, groups.negatives), figures, level);
  });
  return truth.flat ? intervals[0]! : intervals;
}
