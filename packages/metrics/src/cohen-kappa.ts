import { averageDecisions, type DecisionFigure, type DecisionOptions } from './decision-average';
import type { Table } from './table';

/**
 * Cohen's κ (Cohen 1960), as scikit-learn's `cohen_kappa_score`: agreement beyond what the two shares of positives would
 * give by chance. 1 is full agreement, 0 that of chance. Labels and decisions may be two readers: κ is symmetric.
 *
 * Where labels and decisions are all of one and the same class it is 0 / 0: see `zeroDivision`; scikit-learn gives NaN.
 *
 * @param yTrue - labels 0 or 1, n × labels, or flat for one label
 * @param decisions - 0 or 1, same shape
 * @returns a number in [−1, 1], or one a label with `average: null`
 * @throws {@link UndefinedMetricError} if `zeroDivision: 'omit'` leaves nothing; {@link MetricsError} on other bad input
 */
export function cohenKappa(yTrue: Table, decisions: Table, options: DecisionOptions & { average: null }): number[];
export function cohenKappa(
  yTrue: Table,
  decisions: Table,
  options?: DecisionOptions & { average?: 'macro' | 'micro' | 'weighted' | 'samples' },
): number;
export function cohenKappa(yTrue: Table, decisions: Table, options: DecisionOptions = {}): number | number[] {
  return averageDecisions(COHEN_KAPPA, yTrue, decisions, options);
}

export const COHEN_KAPPA: DecisionFigure = {
  name: 'cohenKappa',
  // (p_o − p_e) / (1 − p_e), multiplied out, so that 0 / 0 is met exactly.
  of: ({ trueNegatives: tn, falsePositives: fp, falseNegatives: fn, truePositives: tp }) =>
    (2 * (tp * tn - fp * fn)) / ((tp + fp) * (fp + tn) + (tp + fn) * (fn + tn)),
};
