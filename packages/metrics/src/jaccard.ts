import { averageDecisions, type DecisionFigure, type DecisionOptions } from './decision-average';
import type { Table } from './table';

/**
 * Jaccard index, as scikit-learn's `jaccard_score`: true positives among all that are positive in label or decision.
 *
 * Where neither label nor decision is ever positive it is 0 / 0: see `zeroDivision`. That is common with
 * `average: 'samples'`, for which a patient without any label, rightly told, is such a row.
 *
 * @param yTrue - labels 0 or 1, n × labels, or flat for one label
 * @param decisions - 0 or 1, same shape
 * @returns a number in [0, 1], or one a label with `average: null`
 * @throws {@link UndefinedMetricError} if `zeroDivision: 'omit'` leaves nothing; {@link MetricsError} on other bad input
 */
export function jaccard(yTrue: Table, decisions: Table, options: DecisionOptions & { average: null }): number[];
export function jaccard(
  yTrue: Table,
  decisions: Table,
  options?: DecisionOptions & { average?: 'macro' | 'micro' | 'weighted' | 'samples' },
): number;
export function jaccard(yTrue: Table, decisions: Table, options: DecisionOptions = {}): number | number[] {
  return averageDecisions(JACCARD, yTrue, decisions, options);
}

export const JACCARD: DecisionFigure = {
  name: 'jaccard',
  of: ({ truePositives, falsePositives, falseNegatives }) =>
    truePositives / (truePositives + falsePositives + falseNegatives),
};
