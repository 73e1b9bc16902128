import { InvalidValueError, ShapeMismatchError } from '../errors';
import { below, seededRandom } from '../random';

/** What a resample is drawn from. */
export interface ResampleOptions {
  /** Integer that fixes the resamples. Default 0. */
  seed?: number;
  /** One value a row: a resample has as many patients of each value as there are, such as of those with an event. */
  stratify?: ArrayLike<unknown>;
  /** Which rows belong together, one value a row, such as patients with several rows: they are drawn together. */
  cluster?: ArrayLike<unknown>;
}

/** One replicate of the bootstrap. */
export interface Resample {
  /** From 1; 0 is the data as they are. */
  readonly replicate: number;
  /** The replicate's own seed, for a fit that draws at random. */
  readonly seed: number;
  /** Rows that were drawn, some several times, others not at all. */
  readonly rows: readonly number[];
}

/**
 * Rows drawn with replacement, as {@link bootstrapOptimism} draws them: any replicate by its number, the same whatever
 * other replicates are drawn.
 *
 * @param rows - how many rows the data have
 * @param replicate - from 1; 0 gives every row once
 * @throws {@link InvalidValueError}, {@link ShapeMismatchError}
 */
export function bootstrapRows(rows: number, replicate: number, options: ResampleOptions = {}): Resample {
  return resampler(rows, options)(replicate);
}

/** {@link bootstrapRows} of many replicates: what they share is worked out once. */
export function resampler(rows: number, { seed = 0, stratify, cluster }: ResampleOptions) {
  const strata = groupRows(rows, stratify, cluster);
  // A generator of seeds: replicate r has the r-th, so that it does not depend on how many there are.
  const seeds: number[] = [];
  const nextSeed = seededRandom(seed);
  return (replicate: number): Resample => {
    if (!Number.isSafeInteger(replicate) || replicate < 0) {
      throw new InvalidValueError('replicate', replicate, 'a whole number of at least 0');
    }
    while (seeds.length <= replicate) seeds.push((nextSeed() % 2 ** 21) * 2 ** 32 + nextSeed());
    const own = seeds[replicate]!;
    if (replicate === 0) return { replicate, seed: own, rows: allRows(rows) };
    const random = seededRandom(own);
    const drawn: number[] = [];
    for (const units of strata) {
      for (let draw = 0; draw < units.length; draw++) drawn.push(...units[below(random, units.length)]!);
    }
    return { replicate, seed: own, rows: drawn };
  };
}

/** Strata → units that are drawn as one → rows, all in the order of the data. */
function groupRows(
  rows: number,
  stratify: ArrayLike<unknown> | undefined,
  cluster: ArrayLike<unknown> | undefined,
): number[][][] {
  for (const [argument, values] of Object.entries({ stratify, cluster })) {
    if (values !== undefined && values.length !== rows) throw new ShapeMismatchError(argument, rows, values.length);
  }
  const units = new Map<unknown, number[]>();
  for (let row = 0; row < rows; row++) {
    const key = cluster === undefined ? row : cluster[row];
    const unit = units.get(key);
    if (unit === undefined) units.set(key, [row]);
    else unit.push(row);
  }
  const strata = new Map<unknown, number[][]>();
  for (const unit of units.values()) {
    const value = stratify?.[unit[0]!];
    const other = unit.find((row) => stratify?.[row] !== value);
    if (other !== undefined) {
      throw new InvalidValueError(
        'stratify',
        stratify![other],
        `${String(value)}, as in its cluster's other rows`,
        other,
      );
    }
    const stratum = strata.get(value);
    if (stratum === undefined) strata.set(value, [unit]);
    else stratum.push(unit);
  }
  return [...strata.values()];
}

function allRows(n: number): number[] {
  return Array.from({ length: n }, (_, row) => row);
}
