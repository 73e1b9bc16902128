import { Calibration, type CalibrationMethod, type PlattParameters, sigmoid } from './calibration';
import { NoOptimumError } from './errors';
import { classWeights, type FitColumn, labelledColumns } from './fit-data';

/**
 * Platt's sigmoid p = 1 / (1 + exp(a·score + b)), the maximum of the likelihood with Platt's smoothed targets
 * (N₊ + 1) / (N₊ + 2) for positives and 1 / (N₋ + 2) for negatives (Platt, Probabilistic outputs for support vector
 * machines, 1999, section 2.2), as in scikit-learn's `_SigmoidCalibration`. Found by Newton's method with backtracking
 * (Lin, Lin and Weng, A note on Platt's probabilistic outputs, 2007).
 *
 * The smoothing makes it defined for every label: of a single class it gives a = 0 and the constant (N₊ + 1) / (N₊ + 2)
 * or 1 / (N₋ + 2); for equal scores a = 0 and the targets' mean. `fit` throws {@link NoOptimumError} if the scores are
 * so large that no finite a and b describe the curve.
 */
export function plattCalibration(): CalibrationMethod {
  return {
    name: 'platt',
    fit(scores, labels, options = {}) {
      const columns = labelledColumns('platt', scores, labels, options.sampleWeight);
      return new Calibration({ kind: 'platt', labels: columns.map(fitPlatt) });
    },
  };
}

/** Below this share of the total weight the gradient is rounding. */
const GRADIENT_TOLERANCE = 1e-14;
const MAX_STEPS = 200;

function fitPlatt(column: FitColumn): PlattParameters {
  const { scores, labels, index } = column;
  const { positives, negatives } = classWeights(column);
  const weights = column.weights ?? new Float64Array(scores.length).fill(1);
  const total = positives + negatives;
  const high = (positives + 1) / (positives + 2);
  const low = 1 / (negatives + 2);
  const targets = Float64Array.from(labels!, (label) => (label === 1 ? high : low));
  const average = (values: (row: number) => number) =>
    weights.reduce((sum, weight, row) => sum + weight * values(row), 0) / total;
  const meanTarget = average((row) => targets[row]!);
  const flat = { a: 0, b: Math.log((1 - meanTarget) / meanTarget) };
  // In standard units the two directions of the likelihood are about equally curved, whatever the scores' scale.
  const mean = scores[0]! + average((row) => scores[row]! - scores[0]!);
  const deviation = Math.sqrt(average((row) => (scores[row]! - mean) ** 2));
  if (positives === 0 || negatives === 0 || scores.every((score) => score === scores[0])) return flat;
  const z = scores.map((score) => (score - mean) / deviation);

  // p = sigmoid(slope·z + intercept)
  let slope = 0;
  let intercept = -flat.b;
  let loss = lossAt(slope, intercept);
  for (let step = 0; step < MAX_STEPS; step++) {
    let [g0, g1, h00, h01, h11] = [0, 0, 0, 0, 0];
    for (let row = 0; row < z.length; row++) {
      const p = sigmoid(slope * z[row]! + intercept);
      const residual = weights[row]! * (p - targets[row]!);
      const curvature = weights[row]! * p * (1 - p);
      g0 += residual * z[row]!;
      g1 += residual;
      h00 += curvature * z[row]! * z[row]!;
      h01 += curvature * z[row]!;
      h11 += curvature;
    }
    if (Math.max(Math.abs(g0), Math.abs(g1)) <= GRADIENT_TOLERANCE * total) break;
    const determinant = h00 * h11 - h01 * h01;
    const d0 = (h11 * g0 - h01 * g1) / determinant;
    const d1 = (h00 * g1 - h01 * g0) / determinant;
    let size = 1;
    let next = lossAt(slope - d0, intercept - d1);
    while (!(next <= loss) && size > 1e-10) {
      size /= 2;
      next = lossAt(slope - size * d0, intercept - size * d1);
    }
    // Near the optimum the loss is flat to rounding and Newton's full step still gains digits.
    const small = Math.max(Math.abs(d0), Math.abs(d1)) <= 1e-6 * Math.max(1, Math.abs(slope), Math.abs(intercept));
    if (!(next <= loss)) size = small ? 1 : 0;
    slope -= size * d0;
    intercept -= size * d1;
    loss = next;
    if (size === 0 || Math.max(Math.abs(d0), Math.abs(d1)) <= 1e-15 * Math.max(Math.abs(slope), Math.abs(intercept))) {
      break;
    }
  }
  const a = -slope / deviation;
  const b = (slope * mean) / deviation - intercept;
  if (!Number.isFinite(a) || !Number.isFinite(b)) {
    throw new NoOptimumError('platt', index, 'no finite a and b', 'Scale the scores to moderate numbers first.');
  }
  return { a, b };

  function lossAt(alpha: number, beta: number): number {
    let sum = 0;
    for (let row = 0; row < z.length; row++) {
      const logit = alpha * z[row]! + beta;
      // log(1 + exp(logit)) − target·logit
      const softplus = Math.max(logit, 0) + Math.log1p(Math.exp(-Math.abs(logit)));
      sum += weights[row]! * (softplus - targets[row]! * logit);
    }
    return sum;
  }
}
