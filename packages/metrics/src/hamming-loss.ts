import { type MeanOptions, mean, weightedMean } from './mean';
import { BINARY, readPair, readWeights, type Table } from './table';

/**
 * Share of entries that are decided wrongly, as scikit-learn's `hamming_loss`: 1 − {@link binaryAccuracy}.
 *
 * @param yTrue - labels 0 or 1, n × labels, or flat for one label
 * @param decisions - 0 or 1, same shape
 * @returns a number in [0, 1], or one a label with `average: null`
 * @throws {@link MetricsError} on bad input
 */
export function hammingLoss(yTrue: Table, decisions: Table, options: MeanOptions & { average: null }): number[];
export function hammingLoss(
  yTrue: Table,
  decisions: Table,
  options?: MeanOptions & { average?: 'micro' | 'macro' },
): number;
export function hammingLoss(yTrue: Table, decisions: Table, options: MeanOptions = {}): number | number[] {
  const { truth, other } = readPair(yTrue, 'decisions', decisions, BINARY);
  const weights = readWeights(options.sampleWeight, truth.rows);
  const perLabel = truth.columns.map((labels, column) => {
    const decided = other.columns[column]!;
    return weightedMean(truth.rows, weights, (row) => (labels[row] === decided[row] ? 0 : 1));
  });
  return options.average === null ? perLabel : mean(perLabel);
}
