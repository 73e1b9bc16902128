/** A figure of a model corrected for having been computed on the patients that the model was fitted to. */
export interface CorrectedFigure {
  /** Of the model of all rows, on all rows. */
  readonly apparent: number;
  /** Mean over the replicates of training − original. */
  readonly optimism: number;
  /** apparent − optimism. */
  readonly corrected: number;
  /** The (1 − level) / 2 quantile of apparent − optimism of each replicate, by which Bello et al. (2019) gave intervals. */
  readonly lower: number;
  /** The (1 + level) / 2 quantile. */
  readonly upper: number;
  /** Standard deviation of the optimism (n − 1); NaN with one replicate. */
  readonly standardDeviation: number;
  /** Of each replicate's model on its own resample, in order of the replicates, without failed ones. */
  readonly training: readonly number[];
  /** Of each replicate's model on all rows. */
  readonly original: readonly number[];
}

/**
 * Harrell's correction (Harrell, Lee and Mark 1996; `rms::validate`): each replicate's model is better on its resample
 * than on all rows by about as much as the model is better on all rows than on new ones.
 */
export function correctedFigure(
  apparent: number,
  training: readonly number[],
  original: readonly number[],
  level: number,
): CorrectedFigure {
  const optimisms = Float64Array.from(training, (value, b) => value - original[b]!);
  const optimism = optimisms.reduce((sum, value) => sum + value, 0) / optimisms.length;
  const squares = optimisms.reduce((sum, value) => sum + (value - optimism) ** 2, 0);
  const each = optimisms.map((value) => apparent - value).sort();
  return {
    ...{ apparent, optimism, corrected: apparent - optimism, training, original },
    lower: quantile(each, (1 - level) / 2),
    upper: quantile(each, (1 + level) / 2),
    standardDeviation: Math.sqrt(squares / (optimisms.length - 1)),
  };
}

/** Quantile of sorted values with linear interpolation: R's and numpy's default, type 7 of Hyndman and Fan (1996). */
function quantile(sorted: Float64Array, share: number): number {
  const place = share * (sorted.length - 1);
  const low = sorted[Math.floor(place)]!;
  const high = sorted[Math.min(Math.floor(place) + 1, sorted.length - 1)]!;
  return low + (place - Math.floor(place)) * (high - low);
}
