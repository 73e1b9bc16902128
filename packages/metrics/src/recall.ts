import { averageDecisions, type DecisionFigure, type DecisionOptions } from './decision-average';
import type { Table } from './table';

/**
 * Share of the positives that are found (sensitivity), as scikit-learn's `recall_score`.
 *
 * A label that no row has has no recall: see `zeroDivision`.
 *
 * @param yTrue - labels 0 or 1, n × labels, or flat for one label
 * @param decisions - 0 or 1, same shape
 * @returns a number in [0, 1], or one a label with `average: null`
 * @throws {@link UndefinedMetricError} if `zeroDivision: 'omit'` leaves nothing; {@link MetricsError} on other bad input
 */
export function recall(yTrue: Table, decisions: Table, options: DecisionOptions & { average: null }): number[];
export function recall(
  yTrue: Table,
  decisions: Table,
  options?: DecisionOptions & { average?: 'macro' | 'micro' | 'weighted' | 'samples' },
): number;
export function recall(yTrue: Table, decisions: Table, options: DecisionOptions = {}): number | number[] {
  return averageDecisions(RECALL, yTrue, decisions, options);
}

export const RECALL: DecisionFigure = {
  name: 'recall',
  of: ({ truePositives, falseNegatives }) => truePositives / (truePositives + falseNegatives),
};
