import { meanOfDefined } from './average';
import { averageDecisions, type DecisionFigure, type DecisionOptions } from './decision-average';
import type { Table } from './table';

/** Options of {@link balancedAccuracy}. */
export type BalancedAccuracyOptions = Omit<DecisionOptions, 'zeroDivision'>;

/**
 * Mean of sensitivity and specificity, as scikit-learn's `balanced_accuracy_score`: 0.5 for decisions that are all 0, however
 * rare the label is.
 *
 * A label whose rows are all of one class gets the share of that class that is right, as in scikit-learn; so the figure
 * is always defined and there is no `zeroDivision`.
 *
 * @param yTrue - labels 0 or 1, n × labels, or flat for one label
 * @param decisions - 0 or 1, same shape
 * @returns a number in [0, 1], or one a label with `average: null`
 * @throws {@link MetricsError} on bad input
 */
export function balancedAccuracy(
  yTrue: Table,
  decisions: Table,
  options: BalancedAccuracyOptions & { average: null },
): number[];
export function balancedAccuracy(
  yTrue: Table,
  decisions: Table,
  options?: BalancedAccuracyOptions & { average?: 'macro' | 'micro' | 'weighted' | 'samples' },
): number;
export function balancedAccuracy(
  yTrue: Table,
  decisions: Table,
  options: BalancedAccuracyOptions = {},
): number | number[] {
  return averageDecisions(BALANCED_ACCURACY, yTrue, decisions, options);
}

export const BALANCED_ACCURACY: DecisionFigure = {
  name: 'balancedAccuracy',
  of: ({ trueNegatives, falsePositives, falseNegatives, truePositives }) =>
    meanOfDefined([truePositives / (truePositives + falseNegatives), trueNegatives / (trueNegatives + falsePositives)]),
};
