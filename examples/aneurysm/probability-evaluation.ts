import {
  brier,
  type CalibrationCurve,
  calibrationCurve,
  expectedCalibrationError,
  logLoss,
  rocAuc,
} from '@kium/metrics';

/** Whether scores can be taken as probabilities: of the patients given 0.2, is a fifth positive? */
export interface ProbabilityEvaluation {
  /**
   * The order of the patients; one calibration leaves it as it is. The held-out patients have one a fold, which can move
   * patients of different folds past each other. Null for a single class.
   */
  auroc: number | null;
  /** Mean squared distance of score and truth. */
  brier: number;
  /** In nats. */
  logLoss: number;
  /** Mean distance of the bins' scores and shares of positives, over ten bins of equal counts. */
  expectedCalibrationError: number;
  /** The same ten bins. */
  calibration: CalibrationCurve;
}

/** Bins of equal counts: those of equal width are nearly all empty where scores crowd together. */
const BINS = { bins: 10, strategy: 'quantile' } as const;

/**
 * @param truth - 0 or 1 a patient
 * @param probabilities - in [0, 1], one a patient
 */
export function evaluateProbabilities(
  truth: readonly number[],
  probabilities: readonly number[],
): ProbabilityEvaluation {
  return {
    auroc: new Set(truth).size < 2 ? null : rocAuc(truth, probabilities),
    brier: brier(truth, probabilities),
    logLoss: logLoss(truth, probabilities),
    expectedCalibrationError: expectedCalibrationError(truth, probabilities, BINS),
    calibration: calibrationCurve(truth, probabilities, BINS),
  };
}
