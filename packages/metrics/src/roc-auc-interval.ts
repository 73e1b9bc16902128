import { type BootstrapOptions, type Interval, noInterval, percentileInterval, readBootstrapOptions } from './interval';
import { resampleCounts } from './resample-counts';
import { areaUnderRoc, groupByScore } from './score-groups';
import { requireBothClasses, singleClass } from './single-class';
import { type Column, FINITE, type Rows, readPair, readWeights, type Table } from './table';

/** Options of {@link rocAucInterval}. */
export interface RocAucIntervalOptions extends BootstrapOptions {
  /** One weight a row, at least 0; a resampled row keeps its weight. */
  sampleWeight?: Column;
  /** As in {@link RocAucOptions}: `'omit'` gives NaN for a label of one class. Default `'throw'`. */
  singleClass?: 'throw' | 'omit';
}

/**
 * AUROC with a percentile bootstrap interval. The bootstrap is stratified: each replicate draws, with replacement, as
 * many positives as there are and as many negatives, so that no replicate lacks a class.
 *
 * With few positives the interval is too narrow, and where positives and negatives are fully apart it has no width:
 * the resampled rows are all the evidence it has. Each label's interval is the one it would get alone.
 *
 * @param yTrue - labels 0 or 1, n × labels, or flat for one label
 * @param scores - finite numbers, same shape
 * @returns the interval of a flat label, or one a label for rows
 * @throws {@link SingleClassError} for a label of one class (see `singleClass`); {@link MetricsError} on other bad input
 */
export function rocAucInterval(yTrue: Column, scores: Column, options?: RocAucIntervalOptions): Interval;
export function rocAucInterval(yTrue: Rows, scores: Rows, options?: RocAucIntervalOptions): Interval[];
export function rocAucInterval(
  yTrue: Table,
  scores: Table,
  options: RocAucIntervalOptions = {},
): Interval | Interval[] {
  const { level, replicates, seed } = readBootstrapOptions(options);
  const { truth, other } = readPair(yTrue, 'scores', scores, FINITE);
  const weights = readWeights(options.sampleWeight, truth.rows);
  const intervals = truth.columns.map((labels, column): Interval => {
    if (options.singleClass === 'omit' && singleClass(labels, weights) !== undefined) {
      return noInterval(level, replicates);
    }
    requireBothClasses(labels, weights, truth.flat ? undefined : column);
    const groups = groupByScore(labels, other.columns[column]!, weights);
    const areas = new Float64Array(replicates);
    resampleCounts(groups, replicates, seed, (positives, negatives, replicate) => {
      areas[replicate] = areaUnderRoc(positives, negatives);
    });
    return percentileInterval(areaUnderRoc(groups.positives, groups.negatives), areas, level);
  });
  return truth.flat ? intervals[0]! : intervals;
}
