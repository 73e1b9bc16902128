import { InvalidValueError } from './errors';

/** Options of the bootstrap intervals. */
export interface BootstrapOptions {
  /** Share of replicates that the interval covers, between 0 and 1. Default 0.95. */
  level?: number;
  /** How many times the rows are resampled; at least 2. Default 2000. */
  replicates?: number;
  /** Integer that fixes the resampling: the same seed gives the same interval. Default 0. */
  seed?: number;
}

/** A figure with its bootstrap interval. */
export interface Interval {
  /** The metric on the rows as they are. */
  estimate: number;
  /** The (1 − level) / 2 quantile of the replicates. */
  lower: number;
  /** The (1 + level) / 2 quantile of the replicates. */
  upper: number;
  /** Standard deviation of the replicates (n − 1); Infinity if only some of them are infinite. */
  standardError: number;
  level: number;
  replicates: number;
}

/**
 * Defaults and checks of the bootstrap's options.
 *
 * @throws {@link InvalidValueError}
 */
export function readBootstrapOptions(options: BootstrapOptions): Required<BootstrapOptions> {
  const { level = 0.95, replicates = 2000, seed = 0 } = options;
  if (!(level > 0 && level < 1)) throw new InvalidValueError('level', level, 'a number between 0 and 1');
  if (!Number.isSafeInteger(replicates) || replicates < 2) {
    throw new InvalidValueError('replicates', replicates, 'an integer of at least 2');
  }
  if (!Number.isSafeInteger(seed)) throw new InvalidValueError('seed', seed, 'an integer');
  return { level, replicates, seed };
}

/** The interval of a figure that is not defined on the rows as they are. */
export function noInterval(level: number, replicates: number): Interval {
  const nothing = Number.NaN;
  return { estimate: nothing, lower: nothing, upper: nothing, standardError: nothing, level, replicates };
}

/** Percentile interval (Efron 1979) of the replicates, which are sorted in place. */
export function percentileInterval(estimate: number, values: Float64Array, level: number): Interval {
  values.sort();
  return {
    estimate,
    lower: quantile(values, (1 - level) / 2),
    upper: quantile(values, (1 + level) / 2),
    standardError: standardDeviation(values),
    level,
    replicates: values.length,
  };
}

/** Quantile of sorted values with linear interpolation: numpy's default, type 7 of Hyndman and Fan (1996). */
export function quantile(sorted: Float64Array, share: number): number {
  const place = share * (sorted.length - 1);
  const below = Math.floor(place);
  const low = sorted[below]!;
  const high = sorted[Math.min(below + 1, sorted.length - 1)]!;
  // Equal or infinite, so that neither ∞ − ∞ nor 0 · ∞ comes up.
  if (low === high || place === below || low === Number.NEGATIVE_INFINITY) return low;
  return low + (place - below) * (high - low);
}

function standardDeviation(sorted: Float64Array): number {
  const last = sorted[sorted.length - 1]!;
  if (sorted[0] === last) return 0;
  if (!Number.isFinite(sorted[0]) || !Number.isFinite(last)) return Number.POSITIVE_INFINITY;
  const mean = sorted.reduce((sum, value) => sum + value, 0) / sorted.length;
  const squares = sorted.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return Math.sqrt(squares / (sorted.length - 1));
}
