import { InvalidValueError } from './errors';
import { readOneLabel } from './one-label';
import { type Column, PROBABILITY } from './table';

/** Options of {@link calibrationCurve} and {@link expectedCalibrationError}. */
export interface CalibrationOptions {
  /** How many bins: a whole number of at least 1. Default 5 for the curve, as scikit-learn's, and 10 for the error. */
  bins?: number;
  /**
   * `'uniform'` (default): bins of the same width over [0, 1]. `'quantile'`: edges at the quantiles of the probabilities
   * of the rows of positive weight, so that bins hold about as many rows each; for rare labels.
   */
  strategy?: 'uniform' | 'quantile';
  /** One weight a row, at least 0. */
  sampleWeight?: Column;
}

/** The bins that hold rows, in ascending order. */
export interface CalibrationCurve {
  /** Share of positives in each bin. */
  observed: number[];
  /** Mean probability in each bin. */
  predicted: number[];
  /** Rows in each bin, or their total weight. */
  weights: number[];
}

/**
 * Calibration (reliability) curve of one label, as scikit-learn's `calibration_curve`: what share of the rows that were
 * given about this probability is positive. A bin holds its upper edge, not its lower one; empty bins are left out.
 *
 * @param yTrue - labels 0 or 1, flat
 * @param probabilities - in [0, 1], same length
 * @throws {@link MetricsError} on bad input
 */
export function calibrationCurve(
  yTrue: Column,
  probabilities: Column,
  { bins = 5, strategy = 'uniform', sampleWeight }: CalibrationOptions = {},
): CalibrationCurve {
  requireBins(bins);
  if (strategy !== 'uniform' && strategy !== 'quantile') {
    throw new InvalidValueError('strategy', strategy, "'uniform' or 'quantile'");
  }
  const { labels, values, weights } = readOneLabel(yTrue, 'probabilities', probabilities, PROBABILITY, sampleWeight);
  const edges = innerEdges(bins, strategy === 'quantile' ? values.filter((_, row) => weights?.[row] !== 0) : undefined);
  const totals = new Float64Array(bins);
  const positives = new Float64Array(bins);
  const sums = new Float64Array(bins);
  for (let row = 0; row < labels.length; row++) {
    const bin = edgesBelow(edges, values[row]!);
    const weight = weights === undefined ? 1 : weights[row]!;
    totals[bin]! += weight;
    positives[bin]! += weight * labels[row]!;
    sums[bin]! += weight * values[row]!;
  }
  return curveOfBins(totals, positives, sums);
}

/** @throws {@link InvalidValueError} */
export function requireBins(bins: number): void {
  if (Number.isSafeInteger(bins) && bins >= 1) return;
  throw new InvalidValueError('bins', bins, 'a whole number of at least 1');
}

/** The curve from each bin's weight, weight of positives, and sum of weighted probabilities. */
export function curveOfBins(totals: Float64Array, positives: Float64Array, sums: Float64Array): CalibrationCurve {
  const filled = Array.from(totals.keys()).filter((bin) => totals[bin]! > 0);
  return {
    observed: filled.map((bin) => positives[bin]! / totals[bin]!),
    predicted: filled.map((bin) => sums[bin]! / totals[bin]!),
    weights: filled.map((bin) => totals[bin]!),
  };
}

/**
 * Expected calibration error of one label: the mean distance, over rows, of a bin's share of positives and its mean
 * probability (Naeini et al. 2015), over the bins of {@link calibrationCurve}. It depends on the bins, and few rows a bin
 * make it larger: compare it only between figures of the same bins and rows.
 *
 * @param yTrue - labels 0 or 1, flat
 * @param probabilities - in [0, 1], same length
 * @returns a number in [0, 1]; 0 is the best
 * @throws {@link MetricsError} on bad input
 */
export function expectedCalibrationError(
  yTrue: Column,
  probabilities: Column,
  options: CalibrationOptions = {},
): number {
  return errorOfCurve(calibrationCurve(yTrue, probabilities, { bins: 10, ...options }));
}

/** Mean distance of the curve from the diagonal, by the bins' weights. */
export function errorOfCurve({ observed, predicted, weights }: CalibrationCurve): number {
  let [sum, total] = [0, 0];
  for (const [bin, weight] of weights.entries()) {
    sum += weight * Math.abs(observed[bin]! - predicted[bin]!);
    total += weight;
  }
  return sum / total;
}

/** The edges between bins: of equal width, or quantiles (numpy's default, type 7 of Hyndman and Fan 1996). */
export function innerEdges(bins: number, values?: Float64Array): number[] {
  // Multiples of the step, as numpy's linspace has them, to the last digit: probabilities often lie on an edge.
  const shares = Array.from({ length: bins - 1 }, (_, i) => (i + 1) * (1 / bins));
  if (values === undefined) return shares;
  values.sort();
  return shares.map((share) => {
    const place = share * (values.length - 1);
    const below = Math.floor(place);
    const [low, high] = [values[below]!, values[Math.min(below + 1, values.length - 1)]!];
    const part = place - below;
    // From the nearer end, as numpy does, so that equal ends give exactly themselves.
    return part < 0.5 ? low + (high - low) * part : high - (high - low) * (1 - part);
  });
}

/** How many edges lie below the value: its bin. */
export function edgesBelow(edges: readonly number[], value: number): number {
  let below = 0;
  while (below < edges.length && edges[below]! < value) below++;
  return below;
}
