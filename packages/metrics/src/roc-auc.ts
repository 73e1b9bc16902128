import { SingleClassError } from './errors';
import { areaUnderRoc, groupByScore } from './score-groups';
import { requireBothClasses, singleClass } from './single-class';
import { type Column, type Columns, FINITE, flatten, readPair, readWeights, type Table } from './table';

/** Options of {@link rocAuc}. */
export interface RocAucOptions {
  /**
   * How several labels become one number, as in scikit-learn: `'macro'` (default) the mean over labels, `'weighted'`
   * the mean weighted by the labels' positives, `'micro'` one ranking of all entries, `null` one number a label.
   */
  average?: 'macro' | 'micro' | 'weighted' | null;
  /** One weight a row, at least 0. */
  sampleWeight?: Column;
  /**
   * A label whose rows are all 0 or all 1 has no AUROC. `'throw'` (default) is a {@link SingleClassError};
   * `'omit'` leaves the label out of the mean and gives NaN in its place with `average: null`.
   */
  singleClass?: 'throw' | 'omit';
}

/**
 * Area under the ROC curve: the chance that a positive scores above a negative, ties counting one half.
 *
 * Exact, from ranks (Mann–Whitney U; Hanley and McNeil 1982), in linear time; equal to scikit-learn's `roc_auc_score`.
 *
 * @param yTrue - labels 0 or 1, n × labels, or flat for one label
 * @param scores - finite numbers, same shape; only their order matters
 * @returns a number in [0, 1], or one a label with `average: null`
 * @throws {@link SingleClassError} for a label of one class (see `singleClass`; always if no label has both);
 *   {@link MetricsError} on other bad input
 */
export function rocAuc(yTrue: Table, scores: Table, options: RocAucOptions & { average: null }): number[];
export function rocAuc(
  yTrue: Table,
  scores: Table,
  options?: RocAucOptions & { average?: 'macro' | 'micro' | 'weighted' },
): number;
export function rocAuc(yTrue: Table, scores: Table, options: RocAucOptions = {}): number | number[] {
  const { average = 'macro' } = options;
  const { truth, other } = readPair(yTrue, 'scores', scores, FINITE);
  const weights = readWeights(options.sampleWeight, truth.rows);
  if (average === 'micro') return microAuc(truth, other, weights);

  const areas = truth.columns.map((labels, column) => {
    if (options.singleClass === 'omit' && singleClass(labels, weights) !== undefined) return Number.NaN;
    requireBothClasses(labels, weights, truth.flat ? undefined : column);
    const { positives, negatives } = groupByScore(labels, other.columns[column]!, weights);
    return areaUnderRoc(positives, negatives);
  });
  if (average === null) return areas;

  let sum = 0;
  let total = 0;
  for (const [column, area] of areas.entries()) {
    if (Number.isNaN(area)) continue;
    const weight = average === 'weighted' ? positiveWeight(truth.columns[column]!, weights) : 1;
    sum += weight * area;
    total += weight;
  }
  if (total === 0) throw new SingleClassError(undefined, singleClass(truth.columns[0]!, weights) ?? 0, truth.rows);
  return sum / total;
}

function microAuc(truth: Columns, scores: Columns, weights: Float64Array | undefined): number {
  const labels = flatten(truth.columns);
  const repeated = weights && flatten(truth.columns.map(() => weights));
  requireBothClasses(labels, repeated);
  const { positives, negatives } = groupByScore(labels, flatten(scores.columns), repeated);
  return areaUnderRoc(positives, negatives);
}

function positiveWeight(labels: Float64Array, weights: Float64Array | undefined): number {
  let sum = 0;
  for (let row = 0; row < labels.length; row++) sum += labels[row]! * (weights === undefined ? 1 : weights[row]!);
  return sum;
}
