import { type Average, meanOfDefined, readAverage } from './average';
import { type Confusion, countLabel, totalOf } from './confusion';
import { InvalidValueError, UndefinedMetricError } from './errors';
import { BINARY, type Column, readPair, readWeights, type Table, transpose } from './table';

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

/** The counts of all rows, label by label and row by row. */
export interface DecisionTally {
  readonly perLabel: readonly Confusion[];
  /** One object a row of positive weight, or one for several rows of the same counts, with their weight. */
  perRow(): readonly Confusion[];
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
  readDecisionOptions(options);
  const { truth, other } = readPair(yTrue, 'decisions', decisions, BINARY);
  const weights = readWeights(options.sampleWeight, truth.rows);
  const tally = {
    perLabel: truth.columns.map((column, i) => countLabel(column, other.columns[i]!, weights)),
    perRow: () => countRows(truth.columns, other.columns, weights),
  };
  return averageTally(figure, tally, options);
}

/** {@link averageDecisions} of labels and decisions that are counted already. */
export function averageTally(
  figure: DecisionFigure,
  tally: DecisionTally,
  options: Omit<DecisionOptions, 'sampleWeight'>,
): number | number[] {
  const { average, zeroDivision } = readDecisionOptions(options);
  const counts = countsBy(average, tally);
  const figures = counts.map((each) => {
    const value = figure.of(each);
    return Number.isNaN(value) && zeroDivision !== 'omit' ? zeroDivision : value;
  });
  if (average === null) return figures;

  const support = figure.support ?? (({ truePositives, falseNegatives }) => truePositives + falseNegatives);
  const shares = { weighted: () => counts.map(support), samples: () => counts.map(totalOf) };
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

function readDecisionOptions({ average, zeroDivision = 0 }: Omit<DecisionOptions, 'sampleWeight'>) {
  if (zeroDivision !== 0 && zeroDivision !== 1 && zeroDivision !== 'omit') {
    throw new InvalidValueError('zeroDivision', zeroDivision, "0, 1 or 'omit'");
  }
  return { average: readAverage(average), zeroDivision };
}

/** The counts that a figure is computed from: each label's, all entries', or each row's. */
function countsBy(average: Average, { perLabel, perRow }: DecisionTally): readonly Confusion[] {
  if (average === 'samples') return perRow();
  if (average !== 'micro') return perLabel;
  const sum = (part: keyof Confusion) => perLabel.reduce((total, counts) => total + counts[part], 0);
  return [
    {
      trueNegatives: sum('trueNegatives'),
      falsePositives: sum('falsePositives'),
      falseNegatives: sum('falseNegatives'),
      truePositives: sum('truePositives'),
    },
  ];
}

function countRows(
  labels: readonly Float64Array[],
  decisions: readonly Float64Array[],
  weights: Float64Array | undefined,
): Confusion[] {
  const decidedRows = transpose(decisions);
  return transpose(labels)
    .map((row, i) => countLabel(row, decidedRows[i]!, weights && new Float64Array(row.length).fill(weights[i]!)))
    .filter((counts) => totalOf(counts) > 0);
}
