import { InvalidValueError, TooFewRowsError } from './errors';
import { checkWeights } from './sample-weight';
import { type CheckedScores, checkScores, type Scores } from './scores';

/** Options of {@link meanPlusSigma}. */
export interface MeanPlusSigmaOptions {
  /** How many standard deviations above the mean the threshold lies; may be 0 or negative. Default 1. */
  sigmas?: number;
  /** Delta degrees of freedom: the variance divides by n − ddof. 0 (default) as numpy's `std`, 1 for the sample's. */
  ddof?: number;
  /**
   * One weight a row, finite and at least 0, as if the row were there that many times: the variance divides by
   * Σw − ddof. Default 1 each.
   */
  sampleWeight?: ArrayLike<number>;
}

/**
 * One threshold a label: the mean of the label's scores plus `sigmas` standard deviations.
 *
 * The rule of the K-ium 2023 pipeline. It looks at scores only, never at labels: it calls positive what stands out
 * among the scores given, so the share of positives is set by the shape of their distribution, not by the prevalence.
 * A label whose scores are all equal gets exactly that score as its threshold, and, since a decision needs a score
 * *above* the threshold ({@link applyThresholds}), no positive.
 *
 * @param scores - n × labels, or flat for one label; finite numbers
 * @returns one threshold a column, in the scores' unit (length 1 for flat scores); may lie above 1
 * @throws {@link EmptyScoresError}, {@link RaggedRowsError}, {@link InvalidValueError} on bad input;
 *   {@link TooFewRowsError} if n ≤ ddof
 */
export function meanPlusSigma(scores: Scores, options: MeanPlusSigmaOptions = {}): number[] {
  const { sigmas = 1, ddof = 0 } = options;
  if (!Number.isFinite(sigmas)) throw new InvalidValueError('sigmas', sigmas, 'a finite number');
  if (!Number.isFinite(ddof) || ddof < 0) throw new InvalidValueError('ddof', ddof, 'a number of at least 0');
  const table = checkScores(scores);
  const weights = checkWeights(options.sampleWeight, table.rows);
  const total = weights === undefined ? table.rows : weights.reduce((sum, weight) => sum + weight, 0);
  if (total <= ddof) throw new TooFewRowsError(total, ddof);
  return Array.from({ length: table.columns }, (_, column) => {
    const { mean, sumOfSquares } = moments(table, column, total, weights);
    return mean + sigmas * Math.sqrt(sumOfSquares / (total - ddof));
  });
}

/** Mean and sum of squared deviations of a column. */
function moments(
  table: CheckedScores,
  column: number,
  total: number,
  weights?: Float64Array,
): { mean: number; sumOfSquares: number } {
  const { rows } = table;
  // Differences from the first score keep the digits that a large common offset would swallow, and make the mean of
  // equal scores exact: a mean one rounding too low would turn a constant column into all positives.
  const first = weights?.findIndex((weight) => weight > 0) ?? 0;
  const origin = table.at(first, column);
  let sum = 0;
  for (let row = first + 1; row < rows; row++) sum += (weights?.[row] ?? 1) * (table.at(row, column) - origin);
  const shift = sum / total;
  // Second pass with the correction of Chan, Golub and LeVeque (1983), eq. 1.7: `residual` is 0 but for rounding.
  let squares = 0;
  let residual = 0;
  for (let row = 0; row < rows; row++) {
    const deviation = table.at(row, column) - origin - shift;
    const weight = weights?.[row] ?? 1;
    squares += weight * deviation * deviation;
    residual += weight * deviation;
  }
  return { mean: origin + shift, sumOfSquares: Math.max(0, squares - (residual * residual) / total) };
}
