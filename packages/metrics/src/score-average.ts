import { type Average, meanOfDefined, readAverage } from './average';
import { SingleClassError } from './errors';
import { requireBothClasses, singleClass } from './single-class';
import { type Column, type Columns, FINITE, flatten, readPair, readWeights, type Table, transpose } from './table';

/** Options of the metrics that rank the scores of each label. */
export interface RankingOptions {
  /**
   * How several labels become one number, as in scikit-learn: `'macro'` (default) the mean over labels, `'weighted'`
   * the mean weighted by the labels' positives, `'micro'` one ranking of all entries, `'samples'` the mean of one
   * ranking of the labels a row, `null` one number a label.
   */
  average?: Average;
  /** One weight a row, at least 0. */
  sampleWeight?: Column;
  /**
   * A label (for `'samples'`: a row) of one class has nothing to rank. `'throw'` (default) is a
   * {@link SingleClassError}; `'omit'` leaves it out of the mean and gives NaN in its place with `average: null`.
   */
  singleClass?: 'throw' | 'omit';
}

/** A figure of one ranking. */
export interface RankingFigure {
  of(labels: Float64Array, scores: Float64Array, weights: Float64Array | undefined): number;
  /** Whether labels that are all 1 have the figure too; default false. */
  withoutNegatives?: boolean;
}

/**
 * The figure of labels and scores, averaged as the options say.
 *
 * @throws {@link SingleClassError} (see `singleClass`; always if nothing is left); {@link MetricsError} on other bad input
 */
export function averageRankings(
  figure: RankingFigure,
  yTrue: Table,
  scores: Table,
  options: RankingOptions,
): number | number[] {
  const average = readAverage(options.average);
  const { truth, other } = readPair(yTrue, 'scores', scores, FINITE);
  const weights = readWeights(options.sampleWeight, truth.rows);
  const ranked = rankings(average, truth, other, weights);
  const omit = options.singleClass === 'omit' && average !== 'micro';
  const figures = ranked.map(({ labels, values, weights, column }) => {
    const only = singleClass(labels, weights);
    if (only === undefined || (only === 1 && figure.withoutNegatives)) return figure.of(labels, values, weights);
    if (omit) return Number.NaN;
    requireBothClasses(labels, weights, column);
    return Number.NaN;
  });
  if (average === null) return figures;

  const shares = average === 'weighted' ? ranked.map(positiveWeight) : ranked.map(({ share }) => share);
  const result = meanOfDefined(figures, shares);
  if (!Number.isNaN(result)) return result;
  const first = ranked[0]!;
  throw new SingleClassError(undefined, singleClass(first.labels, first.weights) ?? 0, truth.rows);
}

/** One list of labels and scores to rank. */
interface Ranking {
  readonly labels: Float64Array;
  readonly values: Float64Array;
  readonly weights: Float64Array | undefined;
  /** The column it is, of several. */
  readonly column: number | undefined;
  /** How much its figure counts in the mean. */
  readonly share: number;
}

/** Each label's ranking, the one of all entries, or that of each row of positive weight. */
function rankings(average: Average, truth: Columns, scores: Columns, weights: Float64Array | undefined): Ranking[] {
  if (average === 'micro') {
    const repeated = weights && flatten(truth.columns.map(() => weights));
    const [labels, values] = [flatten(truth.columns), flatten(scores.columns)];
    return [{ labels, values, weights: repeated, column: undefined, share: 1 }];
  }
  if (average === 'samples') {
    const scoreRows = transpose(scores.columns);
    return transpose(truth.columns)
      .map((labels, row) => {
        const share = weights === undefined ? 1 : weights[row]!;
        return { labels, values: scoreRows[row]!, weights: undefined, column: undefined, share };
      })
      .filter(({ share }) => share > 0);
  }
  return truth.columns.map((labels, index) => {
    const column = truth.flat ? undefined : index;
    return { labels, values: scores.columns[index]!, weights, column, share: 1 };
  });
}

function positiveWeight({ labels, weights }: Ranking): number {
  let sum = 0;
  for (let row = 0; row < labels.length; row++) sum += labels[row]! * (weights === undefined ? 1 : weights[row]!);
  return sum;
}
