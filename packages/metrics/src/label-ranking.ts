import { ShapeMismatchError } from './errors';
import { weightedMean } from './mean';
import { type Column, FINITE, type Rows, readPair, readWeights, transpose } from './table';

/** Options of the metrics that rank each row's labels. */
export interface LabelRankingOptions {
  /** One weight a row, at least 0. */
  sampleWeight?: Column;
}

/**
 * Label ranking average precision, as scikit-learn's `label_ranking_average_precision_score`: of each of a row's
 * positive labels, the share of positive ones among the labels that score at least as high; the mean over the row's
 * positive labels and over rows. A row whose labels are all 0 or all 1 counts as 1.
 *
 * @param yTrue - labels 0 or 1, n × labels
 * @param scores - finite numbers, same shape; only their order within a row matters
 * @returns a number above 0, up to 1
 * @throws {@link MetricsError} on bad input
 */
export function labelRankingAveragePrecision(yTrue: Rows, scores: Rows, options: LabelRankingOptions = {}): number {
  return meanOverRows(yTrue, scores, options, LABEL_RANKINGS.labelRankingAveragePrecision);
}

/**
 * Coverage error, as scikit-learn's `coverage_error`: how far down a row's ranking one has to go to meet all its positive
 * labels, ties counting in full; the mean over rows. The best is the mean number of positives; a row without positives
 * counts 0.
 *
 * @param yTrue - labels 0 or 1, n × labels
 * @param scores - finite numbers, same shape; only their order within a row matters
 * @returns a number from 0 to the number of labels
 * @throws {@link MetricsError} on bad input
 */
export function coverageError(yTrue: Rows, scores: Rows, options: LabelRankingOptions = {}): number {
  return meanOverRows(yTrue, scores, options, LABEL_RANKINGS.coverageError);
}

/**
 * Label ranking loss, as scikit-learn's `label_ranking_loss`: the share of a row's pairs of a positive and a negative
 * label in which the negative scores at least as high; the mean over rows. A row whose labels are all 0 or all 1 counts 0.
 *
 * @param yTrue - labels 0 or 1, n × labels
 * @param scores - finite numbers, same shape; only their order within a row matters
 * @returns a number in [0, 1]; 0 is the best
 * @throws {@link MetricsError} on bad input
 */
export function labelRankingLoss(yTrue: Rows, scores: Rows, options: LabelRankingOptions = {}): number {
  return meanOverRows(yTrue, scores, options, LABEL_RANKINGS.labelRankingLoss);
}

/** The figure of one row's labels and scores. */
type RowFigure = (labels: Float64Array, values: Float64Array) => number;

/** What each of the metrics is the mean of. */
export const LABEL_RANKINGS = {
  labelRankingAveragePrecision: (labels, values) => {
    const positives = count(labels, (label) => label === 1);
    if (positives === 0 || positives === labels.length) return 1;
    let sum = 0;
    for (let own = 0; own < labels.length; own++) {
      if (labels[own] === 0) continue;
      const rank = count(values, (value) => value >= values[own]!);
      sum += count(values, (value, i) => labels[i] === 1 && value >= values[own]!) / rank;
    }
    return sum / positives;
  },
  coverageError: (labels, values) => {
    let lowest = Number.POSITIVE_INFINITY;
    for (let i = 0; i < labels.length; i++) if (labels[i] === 1) lowest = Math.min(lowest, values[i]!);
    return count(values, (value) => value >= lowest);
  },
  labelRankingLoss: (labels, values) => {
    const positives = count(labels, (label) => label === 1);
    const pairs = positives * (labels.length - positives);
    if (pairs === 0) return 0;
    let wrong = 0;
    for (let own = 0; own < labels.length; own++) {
      if (labels[own] === 1) wrong += count(values, (value, i) => labels[i] === 0 && value >= values[own]!);
    }
    return wrong / pairs;
  },
} satisfies Record<string, RowFigure>;

function meanOverRows(yTrue: Rows, scores: Rows, { sampleWeight }: LabelRankingOptions, figure: RowFigure): number {
  const { truth, other } = readPair(yTrue, 'scores', scores, FINITE);
  const weights = readWeights(sampleWeight, truth.rows);
  if (truth.flat) throw new ShapeMismatchError('yTrue', [truth.rows, 1], [truth.rows]);
  const [labels, values] = [transpose(truth.columns), transpose(other.columns)];
  return weightedMean(truth.rows, weights, (row) => figure(labels[row]!, values[row]!));
}

function count(values: Float64Array, accepts: (value: number, index: number) => boolean): number {
  let found = 0;
  for (let i = 0; i < values.length; i++) if (accepts(values[i]!, i)) found++;
  return found;
}
