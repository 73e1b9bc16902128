import { weightedMean } from './mean';
import { BINARY, type Column, readPair, readWeights, type Table } from './table';

/** Options of {@link accuracy}. */
export interface AccuracyOptions {
  /** One weight a row, at least 0. */
  sampleWeight?: Column;
}

/**
 * Share of rows that are decided rightly, as scikit-learn's `accuracy_score`. With several labels a row is right only if
 * all its labels are (exact match, subset accuracy); {@link hammingLoss} and {@link binaryAccuracy} count single entries.
 *
 * @param yTrue - labels 0 or 1, n × labels, or flat for one label
 * @param decisions - 0 or 1, same shape
 * @returns a number in [0, 1]
 * @throws {@link MetricsError} on bad input
 */
export function accuracy(yTrue: Table, decisions: Table, options: AccuracyOptions = {}): number {
  const { truth, other } = readPair(yTrue, 'decisions', decisions, BINARY);
  const weights = readWeights(options.sampleWeight, truth.rows);
  return weightedMean(truth.rows, weights, (row) =>
    truth.columns.every((labels, column) => labels[row] === other.columns[column]![row]) ? 1 : 0,
  );
}
