import { averageDecisions, type DecisionFigure, type DecisionOptions } from './decision-average';
import { InvalidValueError } from './errors';
import type { Table } from './table';

/** Options of {@link fbeta}. */
export interface FbetaOptions extends DecisionOptions {
  /** How many times as much recall counts as precision: a finite number of at least 0. Default 1. */
  beta?: number;
}

/**
 * Weighted harmonic mean of precision and recall (van Rijsbergen 1979), as scikit-learn's `fbeta_score`:
 * (1 + β²) TP / ((1 + β²) TP + β² FN + FP).
 *
 * Where neither label nor decision is ever positive it is 0 / 0: see `zeroDivision`. Where only one of them is, it is 0.
 *
 * @param yTrue - labels 0 or 1, n × labels, or flat for one label
 * @param decisions - 0 or 1, same shape
 * @returns a number in [0, 1], or one a label with `average: null`
 * @throws {@link UndefinedMetricError} if `zeroDivision: 'omit'` leaves nothing; {@link MetricsError} on other bad input
 */
export function fbeta(yTrue: Table, decisions: Table, options: FbetaOptions & { average: null }): number[];
export function fbeta(
  yTrue: Table,
  decisions: Table,
  options?: FbetaOptions & { average?: 'macro' | 'micro' | 'weighted' | 'samples' },
): number;
export function fbeta(yTrue: Table, decisions: Table, options: FbetaOptions = {}): number | number[] {
  const { beta = 1, ...rest } = options;
  return averageDecisions(fbetaFigure(beta), yTrue, decisions, rest);
}

/**
 * {@link fbeta} with β = 1: the harmonic mean of precision and recall, as scikit-learn's `f1_score`.
 *
 * @param yTrue - labels 0 or 1, n × labels, or flat for one label
 * @param decisions - 0 or 1, same shape
 * @returns a number in [0, 1], or one a label with `average: null`
 * @throws {@link UndefinedMetricError} if `zeroDivision: 'omit'` leaves nothing; {@link MetricsError} on other bad input
 */
export function f1(yTrue: Table, decisions: Table, options: DecisionOptions & { average: null }): number[];
export function f1(
  yTrue: Table,
  decisions: Table,
  options?: DecisionOptions & { average?: 'macro' | 'micro' | 'weighted' | 'samples' },
): number;
export function f1(yTrue: Table, decisions: Table, options: DecisionOptions = {}): number | number[] {
  return fbeta(yTrue, decisions, { ...options, beta: 1 } as FbetaOptions & { average: null });
}

/** @throws {@link InvalidValueError} for a β that is not a finite number of at least 0 */
export function fbetaFigure(beta: number): DecisionFigure {
  if (!(beta >= 0 && beta < Infinity)) throw new InvalidValueError('beta', beta, 'a finite number of at least 0');
  const square = beta ** 2;
  return {
    name: 'fbeta',
    of: ({ truePositives, falseNegatives, falsePositives }) =>
      ((1 + square) * truePositives) / ((1 + square) * truePositives + square * falseNegatives + falsePositives),
  };
}
