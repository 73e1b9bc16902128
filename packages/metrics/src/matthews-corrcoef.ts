import { averageDecisions, type DecisionFigure, type DecisionOptions } from './decision-average';
import type { Table } from './table';

/**
 * Matthews correlation coefficient (the phi coefficient; Matthews 1975), as scikit-learn's `matthews_corrcoef`: 1 for
 * decisions that are all right, 0 for decisions that know nothing, −1 for all wrong. Honest for rare labels.
 *
 * Where the labels or the decisions are all the same it is 0 / 0: see `zeroDivision`; 0 is scikit-learn's answer.
 *
 * @param yTrue - labels 0 or 1, n × labels, or flat for one label
 * @param decisions - 0 or 1, same shape
 * @returns a number in [−1, 1], or one a label with `average: null`
 * @throws {@link UndefinedMetricError} if `zeroDivision: 'omit'` leaves nothing; {@link MetricsError} on other bad input
 */
export function matthewsCorrcoef(
  yTrue: Table,
  decisions: Table,
  options: DecisionOptions & { average: null },
): number[];
export function matthewsCorrcoef(
  yTrue: Table,
  decisions: Table,
  options?: DecisionOptions & { average?: 'macro' | 'micro' | 'weighted' | 'samples' },
): number;
export function matthewsCorrcoef(yTrue: Table, decisions: Table, options: DecisionOptions = {}): number | number[] {
  return averageDecisions(MATTHEWS_CORRCOEF, yTrue, decisions, options);
}

export const MATTHEWS_CORRCOEF: DecisionFigure = {
  name: 'matthewsCorrcoef',
  of: ({ trueNegatives: tn, falsePositives: fp, falseNegatives: fn, truePositives: tp }) =>
    (tp * tn - fp * fn) / (Math.sqrt((tp + fp) * (tp + fn)) * Math.sqrt((tn + fp) * (tn + fn))),
};
