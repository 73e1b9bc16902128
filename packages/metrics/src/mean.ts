import { InvalidValueError } from './errors';
import { type Column, type Domain, readPair, readWeights, type Table } from './table';

/** Options of the metrics that are a mean over every entry. */
export interface MeanOptions {
  /**
   * `'micro'` (default) is the mean over all entries; `'macro'`, the mean of the labels' means, is the same number,
   * since every label has every row. `null` gives one number a label.
   */
  average?: 'micro' | 'macro' | null;
  /** One weight a row, at least 0; the mean is the weighted mean. */
  sampleWeight?: Column;
}

/** A figure of every entry, of which a metric is the mean. */
export interface EntryFigure {
  /** Name of the argument that the labels are compared with. */
  readonly argument: string;
  readonly domain: Domain;
  of(label: number, value: number): number;
}

/** The mean of a figure over every entry, or one mean a label with `average: null`. */
export function meanOfEntries(
  figure: EntryFigure,
  yTrue: Table,
  other: Table,
  { average, sampleWeight }: MeanOptions,
): number | number[] {
  const { truth, other: read } = readPair(yTrue, figure.argument, other, figure.domain);
  const weights = readWeights(sampleWeight, truth.rows);
  const perLabel = truth.columns.map((labels, column) => {
    const values = read.columns[column]!;
    return weightedMean(truth.rows, weights, (row) => figure.of(labels[row]!, values[row]!));
  });
  return meanOfLabels(perLabel, average);
}

/**
 * The mean of figures of labels that all have every row, or the figures themselves with `average: null`.
 *
 * @throws {@link InvalidValueError} for another average: one would think that it had been taken
 */
export function meanOfLabels(perLabel: number[], average: MeanOptions['average'] = 'micro'): number | number[] {
  if (average === null) return perLabel;
  if (average === 'micro' || average === 'macro') return mean(perLabel);
  throw new InvalidValueError('average', average, "'micro', 'macro' (which are the same here) or null");
}

/** Weighted mean of `value(row)` over the rows; weights have a positive sum. */
export function weightedMean(rows: number, weights: Float64Array | undefined, value: (row: number) => number): number {
  let sum = 0;
  let total = 0;
  for (let row = 0; row < rows; row++) {
    const weight = weights === undefined ? 1 : weights[row]!;
    // Not multiplied when 0, so that an infinite value of an ignored row leaves no NaN.
    if (weight === 0) continue;
    sum += weight * value(row);
    total += weight;
  }
  return sum / total;
}

/** Mean of numbers that all count the same. */
export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
