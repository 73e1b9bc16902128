import { confusionPerLabel, errorShare } from './confusion';
import { type MeanOptions, meanOfLabels } from './mean';
import type { Table } from './table';

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
  const perLabel = confusionPerLabel(yTrue, decisions, options.sampleWeight).map(errorShare);
  return meanOfLabels(perLabel, options.average);
}
