import { type Average, meanOfDefined, readAverage } from './average';
import { type Confusion, countLabel } from './confusion';
import { InvalidValueError, UndefinedMetricError } from './errors';
import { BINARY, type Column, flatten, readPair, readWeights, type Table, transpose } from './table';

/** Options of the metrics of decisions that are computed from the confusion of each label. */
export interface DecisionOptions {
  /**
   * How several labels become one number, as in scikit-learn: `'macro'` (default) the mean over labels, `'weighted'`
   * the mean weighted by the labels' positives, `'micro'` the figure of all entries together, `'samples'` the mean of
   * one figure a row, `null` one number a label. With one label `'macro'`, `'micro'` and `'weighted'` are the same.
   */
  average?: Average;
  /** One weight a row, at least 0. */
  sampleWeight?: Column;
  /**
   * What a label (or row, or all entries) stands for whose figure is 0 / 0: 0 (default, as scikit-learn's, which also
   * warns), 1, or `'omit'`, which leaves it out of the mean and gives NaN in its place with `average: null`.
   */
  zeroDivision?: 0 | 1 | 'omit';
}

/** A metric of decisions, as a function of the counts. */
export interface DecisionFigure {
  readonly name: string;
  /** The figure; NaN where its denominator is 0. */
  of(counts: Confusion): number;
  /** What `'weighted'` weighs a label by; its positives if left out. */
  support?(counts: Confusion): number;
}

/**
 * The figure of labels and decisions, averaged as the options say.
 *
 * @throws {@link UndefinedMetricError} if `'omit'` leaves nothing to average; {@link MetricsError} on other bad input
 */
export function averageDecisions(
  figure: DecisionFigure,
  yTrue: Table,
  decisions: Table,
  options: DecisionOptions,
): number | number[] {
  const average = readAverage(options.average);
  const zeroDivision = options.zeroDivision ?? 0;
  if (zeroDivision !== 0 && zeroDivision !== 1 && zeroDivision !== 'omit') {
    throw new InvalidValueError('zeroDivision', zeroDivision, "0, 1 or 'omit'");
  }
  const { truth, other } = readPair(yTrue, 'decisions', decisions, BINARY);
  const weights = readWeights(options.sampleWeight, truth.rows);
  const counts = countBy(average, truth.columns, other.columns, weights);
  const figures = counts.map((each) => {
    const value = figure.of(each);
    return Number.isNaN(value) && zeroDivision !== 'omit' ? zeroDivision : value;
  });
  if (average === null) return figures;

  const support = figure.support ?? (({ truePositives, falseNegatives }) => truePositives + falseNegatives);
  const shares = { weighted: () => counts.map(support), samples: () => counts.map(rowWeight) };
  const result = meanOfDefined(
    figures,
    average === 'weighted' || average === 'samples' ? shares[average]() : undefined,
  );
  if (!Number.isNaN(result)) return result;
  throw new UndefinedMetricError(
    figure.name,
    'a denominator of 0 everywhere',
    'at least one that is not',
    'Evaluate on rows that have positives and negatives in labels and decisions, or pass zeroDivision 0 or 1.',
  );
}

/** The counts that a figure is computed from: each label's, all entries', or each row's of positive weight. */
function countBy(
  average: Average,
  labels: readonly Float64Array[],
  decisions: readonly Float64Array[],
  weights: Float64Array | undefined,
): Confusion[] {
  if (average === 'micro') {
    return [countLabel(flatten(labels), flatten(decisions), weights && flatten(labels.map(() => weights)))];
  }
  if (average !== 'samples') return labels.map((column, i) => countLabel(column, decisions[i]!, weights));
  const decidedRows = transpose(decisions);
  return transpose(labels)
    .map((row, i) => countLabel(row, decidedRows[i]!, weights && new Float64Array(row.length).fill(weights[i]!)))
    .filter((counts) => rowWeight(counts) > 0);
}

/** Weight of the entries counted; all rows have the same number of them. */
function rowWeight(counts: Confusion): number {
  return counts.trueNegatives + counts.falsePositives + counts.falseNegatives + counts.truePositives;
}
