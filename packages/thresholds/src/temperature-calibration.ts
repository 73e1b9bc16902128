import { Calibration, type CalibrationMethod, sigmoid } from './calibration';
import { NoOptimumError } from './errors';
import { type FitColumn, labelledColumns, pooledColumn } from './fit-data';

/** Options of {@link temperatureCalibration}. */
export interface TemperatureOptions {
  /** One temperature for all labels together instead of one a label. Default false. */
  shared?: boolean;
}

/**
 * p = 1 / (1 + exp(−logit / T)), with the T > 0 of the greatest likelihood (Guo et al., On calibration of modern neural
 * networks, ICML 2017, section 4.2). The order of the scores and every decision at p = 0.5 stay; only the confidence
 * changes. Scores are **logits**; of a probability p it is log(p / (1 − p)).
 *
 * `fit` throws {@link NoOptimumError} if the sign of the logit is right for all rows (the best T is 0), or if the
 * logits, on the whole, contradict the labels or are all 0 (it is infinite).
 */
export function temperatureCalibration(options: TemperatureOptions = {}): CalibrationMethod {
  const { shared = false } = options;
  return {
    name: 'temperature',
    fit(scores, labels, fitOptions = {}) {
      const columns = labelledColumns('temperature', scores, labels, fitOptions.sampleWeight);
      const common = shared ? fitTemperature(pooledColumn(columns), undefined) : undefined;
      const temperatures = columns.map((column) => common ?? fitTemperature(column, column.index));
      return new Calibration({ kind: 'temperature', labels: temperatures.map((temperature) => ({ temperature })) });
    },
  };
}

const MAX_STEPS = 2000;

/** The root in β = 1 / T of the likelihood's slope, which rises with β: Newton's method kept within a bracket. */
function fitTemperature({ scores, labels, weights }: FitColumn, index: number | undefined): number {
  const remedy = 'Fit on more rows, with shared: true, or use plattCalibration.';
  // Signed logits: positive where the sign is right.
  const margins = scores.map((logit, row) => (labels![row] === 1 ? logit : -logit));
  const slope = (beta: number): { value: number; derivative: number } => {
    let value = 0;
    let derivative = 0;
    for (let row = 0; row < margins.length; row++) {
      const wrong = sigmoid(-beta * margins[row]!);
      const weight = weights?.[row] ?? 1;
      value -= weight * margins[row]! * wrong;
      derivative += weight * margins[row]! ** 2 * wrong * (1 - wrong);
    }
    return { value, derivative };
  };
  if (slope(0).value >= 0) {
    throw new NoOptimumError('temperature', index, 'the logits do not go with the labels, so T is infinite', remedy);
  }
  if (margins.every((margin) => margin >= 0)) {
    throw new NoOptimumError('temperature', index, 'the sign of every logit is right, so T is 0', remedy);
  }
  let low = 0;
  let high = 1;
  while (slope(high).value < 0) {
    low = high;
    high *= 2;
    if (!Number.isFinite(high)) throw new NoOptimumError('temperature', index, 'T is 0 to rounding', remedy);
  }
  let beta = (low + high) / 2;
  for (let step = 0; step < MAX_STEPS; step++) {
    const { value, derivative } = slope(beta);
    if (value === 0) break;
    if (value < 0) low = beta;
    else high = beta;
    const newton = beta - value / derivative;
    const next = newton > low && newton < high ? newton : (low + high) / 2;
    if (Math.abs(next - beta) <= 2 ** -52 * beta) break;
    beta = next;
  }
  return 1 / beta;
}
