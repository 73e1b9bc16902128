import { crossentropyFigure } from './binary-crossentropy';
import { type EntryFigure, type MeanOptions, meanOfEntries } from './mean';
import type { Table } from './table';

/**
 * Log loss in nats, mean over every entry: −y ln p − (1 − y) ln(1 − p), as scikit-learn's `log_loss` of each label.
 * Probabilities are clipped to [ε, 1 − ε], ε = 2⁻⁵², so that a wrong answer of full confidence costs 36.04 at most;
 * {@link binaryCrossentropy} is the same figure with Keras's clip, 1e-7.
 *
 * @param yTrue - labels 0 or 1, n × labels, or flat for one label
 * @param probabilities - in [0, 1], same shape
 * @returns a number of at least 0, or one a label with `average: null`
 * @throws {@link MetricsError} on bad input
 */
export function logLoss(yTrue: Table, probabilities: Table, options: MeanOptions & { average: null }): number[];
export function logLoss(
  yTrue: Table,
  probabilities: Table,
  options?: MeanOptions & { average?: 'micro' | 'macro' },
): number;
export function logLoss(yTrue: Table, probabilities: Table, options: MeanOptions = {}): number | number[] {
  return meanOfEntries(LOG_LOSS, yTrue, probabilities, options);
}

export const LOG_LOSS: EntryFigure = {
  ...crossentropyFigure({ epsilon: Number.EPSILON }),
  argument: 'probabilities',
};
