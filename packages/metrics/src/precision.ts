import { averageDecisions, type DecisionFigure, type DecisionOptions } from './decision-average';
import type { Table } from './table';

/**
 * Share of the positive decisions that are right (positive predictive value), as scikit-learn's `precision_score`.
 *
 * A label that no row is decided to have has no precision: see `zeroDivision`.
 *
 * @param yTrue - labels 0 or 1, n × labels, or flat for one label
 * @param decisions - 0 or 1, same shape
 * @returns a number in [0, 1], or one a label with `average: null`
 * @throws {@link UndefinedMetricError} if `zeroDivision: 'omit'` leaves nothing; {@link MetricsError} on other bad input
 */
export function precision(yTrue: Table, decisions: Table, options: DecisionOptions & { average: null }): number[];
export function precision(
  yTrue: Table,
  decisions: Table,
  options?: DecisionOptions & { average?: 'macro' | 'micro' | 'weighted' | 'samples' },
): number;
export function precision(yTrue: Table, decisions: Table, options: DecisionOptions = {}): number | number[] {
  return averageDecisions(PRECISION, yTrue, decisions, options);
}

export const PRECISION: DecisionFigure = {
  name: 'precision',
  of: ({ truePositives, falsePositives }) => truePositives / (truePositives + falsePositives),
};
