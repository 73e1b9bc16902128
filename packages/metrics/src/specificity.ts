import { averageDecisions, type DecisionFigure, type DecisionOptions } from './decision-average';
import type { Table } from './table';

/**
 * Share of the negatives that are left alone: {@link recall} of the negative class, so that `'weighted'` weighs a label
 * by its negatives.
 *
 * A label that all rows have has no specificity: see `zeroDivision`.
 *
 * @param yTrue - labels 0 or 1, n × labels, or flat for one label
 * @param decisions - 0 or 1, same shape
 * @returns a number in [0, 1], or one a label with `average: null`
 * @throws {@link UndefinedMetricError} if `zeroDivision: 'omit'` leaves nothing; {@link MetricsError} on other bad input
 */
export function specificity(yTrue: Table, decisions: Table, options: DecisionOptions & { average: null }): number[];
export function specificity(
  yTrue: Table,
  decisions: Table,
  options?: DecisionOptions & { average?: 'macro' | 'micro' | 'weighted' | 'samples' },
): number;
export function specificity(yTrue: Table, decisions: Table, options: DecisionOptions = {}): number | number[] {
  return averageDecisions(SPECIFICITY, yTrue, decisions, options);
}

export const SPECIFICITY: DecisionFigure = {
  name: 'specificity',
  of: ({ trueNegatives, falsePositives }) => trueNegatives / (trueNegatives + falsePositives),
  support: ({ trueNegatives, falsePositives }) => trueNegatives + falsePositives,
};
