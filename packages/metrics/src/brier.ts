import { type EntryFigure, type MeanOptions, meanOfEntries } from './mean';
import { PROBABILITY, type Table } from './table';

/**
 * Brier score: the mean squared distance of probability and label (Brier 1950), as scikit-learn's `brier_score_loss` of
 * each label. Answering the prevalence π everywhere gives π (1 − π): the figure to beat.
 *
 * @param yTrue - labels 0 or 1, n × labels, or flat for one label
 * @param probabilities - in [0, 1], same shape
 * @returns a number in [0, 1], 0 being the best, or one a label with `average: null`
 * @throws {@link MetricsError} on bad input
 */
export function brier(yTrue: Table, probabilities: Table, options: MeanOptions & { average: null }): number[];
export function brier(
  yTrue: Table,
  probabilities: Table,
  options?: MeanOptions & { average?: 'micro' | 'macro' },
): number;
export function brier(yTrue: Table, probabilities: Table, options: MeanOptions = {}): number | number[] {
  return meanOfEntries(BRIER, yTrue, probabilities, options);
}

export const BRIER: EntryFigure = {
  argument: 'probabilities',
  domain: PROBABILITY,
  of: (label, probability) => (probability - label) ** 2,
};
