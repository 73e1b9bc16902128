import type { Column } from './table';

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
