import { InvalidValueError } from './errors';
import { type FitColumn, fitColumns, gather, type Labels } from './fit-data';
import { takeRows } from './out-of-fold';
import { seededRandom } from './random';
import type { Scores } from './scores';
import type { FitOptions, ThresholdMethod } from './threshold-method';

/** Options of {@link thresholdIntervals}. */
export interface ThresholdIntervalOptions extends FitOptions {
  /** Share of replicates that the interval covers, between 0 and 1. Default 0.95. */
  level?: number;
  /** How many times the rows are resampled; at least 2. Default 1000. */
  replicates?: number;
  /** Integer that fixes the resampling: the same seed gives the same interval. Default 0. */
  seed?: number;
}

/** A label's threshold with its bootstrap interval. */
export interface ThresholdInterval {
  /** The threshold fitted on the rows as they are. */
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
 * How much each threshold would move with other patients: percentile bootstrap intervals (Efron 1979).
 *
 * A separable method is refitted label by label on as many positives and as many negatives as the label has, drawn
 * with replacement (on rows drawn from all if there are no labels). A method that is not separable
 * ({@link shrunkenThreshold}) is refitted on whole rows, drawn from all: a replicate can then lack a label's positives.
 * A row's weight goes with it. With few positives the interval shows the scatter of these positives only; three
 * patients can't tell how the fourth would score.
 *
 * @param scores - n × labels, or flat for one label
 * @param labels - 0 or 1, same shape; needed if the method needs them
 * @returns one interval a label
 * @throws {@link InvalidValueError} on bad options; what `method.fit` throws
 */
export function thresholdIntervals(
  method: ThresholdMethod,
  scores: Scores,
  labels?: Labels,
  options: ThresholdIntervalOptions = {},
): ThresholdInterval[] {
  const { level = 0.95, replicates = 1000, seed = 0, ...fitOptions } = options;
  if (!(level > 0 && level < 1)) throw new InvalidValueError('level', level, 'a number between 0 and 1');
  if (!Number.isSafeInteger(replicates) || replicates < 2) {
    throw new InvalidValueError('replicates', replicates, 'an integer of at least 2');
  }
  const random = seededRandom(seed);
  const { thresholds } = method.fit(scores, labels, fitOptions);
  const draws = method.separable
    ? fitColumns(scores, labels, fitOptions.sampleWeight).map((column) =>
        columnReplicates(method, column, fitOptions, replicates, random),
      )
    : wholeRowReplicates(method, scores, labels, fitOptions, replicates, random);
  return thresholds.map((estimate, column) => percentileInterval(estimate, draws[column]!, level));
}

function columnReplicates(
  method: ThresholdMethod,
  column: FitColumn,
  options: FitOptions,
  replicates: number,
  random: () => number,
): Float64Array {
  const { scores, labels, weights } = column;
  const n = scores.length;
  // Places in the order of the scores: a replicate is put in this order too, so that methods need not sort it again.
  const order = Uint32Array.from(scores.keys()).sort((a, b) => scores[b]! - scores[a]!);
  const strata: number[][] = [[], []];
  for (const [place, row] of order.entries()) strata[labels?.[row] ?? 0]!.push(place);
  const places = new Uint32Array(n);
  const drawnTimes = new Uint32Array(n);
  const rows = new Uint32Array(n);
  return Float64Array.from({ length: replicates }, () => {
    let drawn = 0;
    for (const stratum of strata) drawn = draw(stratum, places, drawn, random);
    drawnTimes.fill(0);
    for (let i = 0; i < n; i++) drawnTimes[places[i]!]!++;
    for (let place = 0, at = 0; place < n; place++) {
      for (let times = drawnTimes[place]!; times > 0; times--) rows[at++] = order[place]!;
    }
    return method.fit(
      gather(new Float64Array(n), rows, (row) => scores[row]!),
      labels && gather(new Uint8Array(n), rows, (row) => labels[row]!),
      { ...options, sampleWeight: weights && gather(new Float64Array(n), rows, (row) => weights[row]!) },
    ).thresholds[0]!;
  });
}

function wholeRowReplicates(
  method: ThresholdMethod,
  scores: Scores,
  labels: Labels | undefined,
  options: FitOptions,
  replicates: number,
  random: () => number,
): Float64Array[] {
  const { sampleWeight } = options;
  const all: number[] = [];
  for (let row = 0; row < scores.length; row++) if (sampleWeight === undefined || sampleWeight[row]! > 0) all.push(row);
  const rows = new Uint32Array(all.length);
  const fits = Array.from({ length: replicates }, () => {
    draw(all, rows, 0, random);
    return method.fit(takeRows(scores, rows), labels && takeRows(labels, rows), {
      ...options,
      sampleWeight: sampleWeight && gather(new Float64Array(rows.length), rows, (row) => sampleWeight[row]!),
    }).thresholds;
  });
  return fits[0]!.map((_, column) => Float64Array.from(fits, (thresholds) => thresholds[column]!));
}

/** Draws as many members as there are, with replacement, into `target` from `start` on; returns where it ended. */
function draw(members: readonly number[], target: Uint32Array, start: number, random: () => number): number {
  const share = members.length / 2 ** 32;
  for (let place = start; place < start + members.length; place++) {
    target[place] = members[Math.floor(random() * share)]!;
  }
  return start + members.length;
}

function percentileInterval(estimate: number, values: Float64Array, level: number): ThresholdInterval {
  values.sort();
  const replicates = values.length;
  return {
    estimate,
    lower: quantile(values, (1 - level) / 2),
    upper: quantile(values, (1 + level) / 2),
    standardError: standardDeviation(values),
    level,
    replicates,
  };
}

/** Quantile of sorted values with linear interpolation: numpy's default, type 7 of Hyndman and Fan (1996). */
function quantile(sorted: Float64Array, share: number): number {
  const place = share * (sorted.length - 1);
  const below = Math.floor(place);
  const low = sorted[below]!;
  const high = sorted[Math.min(below + 1, sorted.length - 1)]!;
  // Equal or infinite, so that ∞ − ∞ does not come up.
  if (low === high || place === below || low === Number.NEGATIVE_INFINITY) return low;
  return low + (place - below) * (high - low);
}

function standardDeviation(sorted: Float64Array): number {
  if (sorted[0] === sorted.at(-1)) return 0;
  if (!Number.isFinite(sorted[0]) || !Number.isFinite(sorted.at(-1))) return Number.POSITIVE_INFINITY;
  const mean = sorted.reduce((sum, value) => sum + value, 0) / sorted.length;
  const squares = sorted.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return Math.sqrt(squares / (sorted.length - 1));
}
