import { InvalidValueError } from './errors';
import { bestCut } from './score-cuts';
import { columnMethod, type ThresholdMethod } from './threshold-method';

/** Options of {@link maxFbetaThreshold}. */
export interface MaxFbetaOptions {
  /** How many times more sensitivity counts than precision; above 0. Default 1, the F1. */
  beta?: number;
}

/**
 * The threshold with the largest Fβ = (1 + β²) TP / ((1 + β²) TP + β² FN + FP) on the fitting rows (van Rijsbergen,
 * Information Retrieval, 1979, ch. 7). Of equal cuts the highest. With F1 of calibrated probabilities the best
 * threshold is half the F1 it reaches (Lipton, Elkan and Naryanaswamy 2014), so it falls with a label's prevalence.
 *
 * Not defined for a label without positives: see {@link FitOptions}.
 *
 * @throws {@link InvalidValueError} if β is not a positive number
 */
export function maxFbetaThreshold(options: MaxFbetaOptions = {}): ThresholdMethod {
  const { beta = 1 } = options;
  if (!(beta > 0 && Number.isFinite(beta))) throw new InvalidValueError('beta', beta, 'a finite number above 0');
  const square = beta * beta;
  return columnMethod({
    name: 'maxFbeta',
    options: { beta },
    needsLabels: true,
    needs: [1],
    threshold: (column) =>
      bestCut(column, ({ truePositives, falsePositives, falseNegatives }) => {
        const weighted = (1 + square) * truePositives;
        return weighted / (weighted + square * falseNegatives + falsePositives);
      }),
  });
}
