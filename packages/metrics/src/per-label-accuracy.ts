import { type Confusion, confusionPerLabel } from './confusion';
import { ShapeMismatchError } from './errors';
import { type MeanOptions, meanOfLabels, weightedMean } from './mean';
import { BINARY, type Column, readTable, readWeights, type Table } from './table';

/** Options of {@link perLabelAccuracy}. */
export interface PerLabelAccuracyOptions {
  /** A name for each label, in the order of the columns. Default: `'0'`, `'1'`, … */
  labels?: readonly string[];
  /** One weight a row, at least 0; the counts become sums of weights. */
  sampleWeight?: Column;
}

/** One label's line of the table; ratios without a denominator are null, never NaN. */
export interface LabelAccuracy extends Confusion {
  label: string;
  /** Rows, or their total weight. */
  n: number;
  /** Rows with label 1. */
  positives: number;
  /** Rows with decision 1. */
  decided: number;
  /** Share of rows decided rightly. */
  accuracy: number;
  /** Accuracy of deciding 0 for every row: the figure to beat. */
  baseline: number;
  /** True positives among the positives; null if there is none. */
  sensitivity: number | null;
  /** True negatives among the negatives; null if there is none. */
  specificity: number | null;
  /** True positives among the rows decided 1 (positive predictive value); null if there is none. */
  precision: number | null;
}

/**
 * Accuracy of each label beside the accuracy of answering 0 everywhere, with the counts behind it.
 *
 * A label that 3 of 1,000 patients have gets 0.997 from a model that never finds it; the baseline column shows so.
 *
 * @param yTrue - labels 0 or 1, n × labels, or flat for one label
 * @param decisions - 0 or 1, same shape
 * @returns one object a label, in the order of the columns (an array of one for a flat label)
 * @throws {@link ShapeMismatchError} if `labels` has not one name a column; {@link MetricsError} on other bad input
 */
export function perLabelAccuracy(
  yTrue: Table,
  decisions: Table,
  options: PerLabelAccuracyOptions = {},
): LabelAccuracy[] {
  return describeLabels(confusionPerLabel(yTrue, decisions, options.sampleWeight), options.labels);
}

/**
 * The table's lines from the counts of each label.
 *
 * @throws {@link ShapeMismatchError} if there is not one name a label
 */
export function describeLabels(perLabel: readonly Confusion[], labels?: readonly string[]): LabelAccuracy[] {
  const names = labels ?? perLabel.map((_, column) => String(column));
  if (names.length !== perLabel.length) throw new ShapeMismatchError('labels', [perLabel.length], [names.length]);
  return perLabel.map((counts, column) => describe(names[column]!, counts));
}

/**
 * Accuracy of deciding 0 for every entry: 1 − the labels' prevalence. The figure that an accuracy has to beat.
 *
 * @param yTrue - labels 0 or 1, n × labels, or flat for one label
 * @returns a number in [0, 1], or one a label with `average: null`
 * @throws {@link MetricsError} on bad input
 */
export function allNegativeAccuracy(yTrue: Table, options: MeanOptions & { average: null }): number[];
export function allNegativeAccuracy(yTrue: Table, options?: MeanOptions & { average?: 'micro' | 'macro' }): number;
export function allNegativeAccuracy(yTrue: Table, options: MeanOptions = {}): number | number[] {
  const { rows, columns } = readTable('yTrue', yTrue, BINARY);
  const weights = readWeights(options.sampleWeight, rows);
  const perLabel = columns.map((labels) => weightedMean(rows, weights, (row) => 1 - labels[row]!));
  return meanOfLabels(perLabel, options.average);
}

function describe(label: string, counts: Confusion): LabelAccuracy {
  const { trueNegatives, falsePositives, falseNegatives, truePositives } = counts;
  const positives = truePositives + falseNegatives;
  const negatives = trueNegatives + falsePositives;
  const decided = truePositives + falsePositives;
  const n = positives + negatives;
  return {
    label,
    n,
    positives,
    decided,
    accuracy: (truePositives + trueNegatives) / n,
    baseline: negatives / n,
    sensitivity: ratio(truePositives, positives),
    specificity: ratio(trueNegatives, negatives),
    precision: ratio(truePositives, decided),
    ...counts,
  };
}

function ratio(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole;
}
