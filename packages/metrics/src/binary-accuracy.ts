import { InvalidValueError, ShapeMismatchError } from './errors';
import { type MeanOptions, meanOfLabels, weightedMean } from './mean';
import { type Column, FINITE, readPair, readWeights, type Table } from './table';

/** Options of {@link binaryAccuracy}. */
export interface BinaryAccuracyOptions extends MeanOptions {
  /** A score above it is a positive decision: one number for all labels (default 0.5), or one a label. */
  threshold?: number | Column;
}

/**
 * Share of entries that the thresholded scores get right, as Keras's `binary_accuracy`: every label of every row
 * counts the same, and a score equal to the threshold is a negative decision.
 *
 * With rare labels this figure is high for a model that answers 0 everywhere: show {@link allNegativeAccuracy} beside
 * it, or use {@link perLabelAccuracy}.
 *
 * @param yTrue - labels 0 or 1, n × labels, or flat for one label
 * @param scores - finite numbers, same shape
 * @returns a number in [0, 1], or one a label with `average: null`
 * @throws {@link MetricsError} on bad input
 */
export function binaryAccuracy(
  yTrue: Table,
  scores: Table,
  options: BinaryAccuracyOptions & { average: null },
): number[];
export function binaryAccuracy(
  yTrue: Table,
  scores: Table,
  options?: BinaryAccuracyOptions & { average?: 'micro' | 'macro' },
): number;
export function binaryAccuracy(yTrue: Table, scores: Table, options: BinaryAccuracyOptions = {}): number | number[] {
  const { truth, other } = readPair(yTrue, 'scores', scores, FINITE);
  const thresholds = readThresholds(options.threshold ?? 0.5, truth.columns.length);
  const weights = readWeights(options.sampleWeight, truth.rows);
  const perLabel = truth.columns.map((labels, column) => {
    const values = other.columns[column]!;
    const threshold = thresholds[column]!;
    return weightedMean(truth.rows, weights, (row) => (values[row]! > threshold === (labels[row] === 1) ? 1 : 0));
  });
  return meanOfLabels(perLabel, options.average);
}

/**
 * One threshold a label.
 *
 * @throws {@link ShapeMismatchError} if there are not as many as labels; {@link InvalidValueError}
 */
export function readThresholds(threshold: number | Column, labels: number): Column {
  const thresholds = typeof threshold === 'number' ? Array<number>(labels).fill(threshold) : threshold;
  if (thresholds.length !== labels) throw new ShapeMismatchError('threshold', [labels], [thresholds.length]);
  for (let column = 0; column < labels; column++) {
    const value: unknown = thresholds[column];
    if (typeof value !== 'number' || Number.isNaN(value)) {
      throw new InvalidValueError('threshold', value, 'a number', undefined, column);
    }
  }
  return thresholds;
}
