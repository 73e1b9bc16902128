import { InvalidValueError } from './errors';
import { type BootstrapOptions, quantile, readBootstrapOptions } from './interval';
import { resampleCounts } from './resample-counts';
import type { ScoreGroups } from './score-groups';
import type { Column } from './table';

/** Options of the bands around curves. */
export interface BandOptions extends BootstrapOptions {
  /** Where on the horizontal axis the band is computed: ascending numbers in [0, 1]. Default 0, 0.01, …, 1. */
  at?: Column;
  /** One weight a row, at least 0; a resampled row keeps its weight. */
  sampleWeight?: Column;
}

/** The heights of a curve at the places `at`, written to `heights`, from the weight of each class in each group. */
export type CurveHeights = (
  positives: Float64Array,
  negatives: Float64Array,
  at: Float64Array,
  heights: Float64Array,
) => void;

/** A curve with its band, before its axes have names. */
export interface Band {
  at: number[];
  curve: number[];
  lower: number[];
  upper: number[];
  level: number;
  replicates: number;
}

const DEFAULT_PLACES = 101;

/**
 * Pointwise percentile bootstrap band of a curve: at each place the quantiles of the replicates' heights there.
 *
 * @throws {@link InvalidValueError}
 */
export function bootstrapBand(groups: ScoreGroups, heightsOf: CurveHeights, options: BandOptions): Band {
  const { level, replicates, seed } = readBootstrapOptions(options);
  const at = readPlaces(options.at);
  const curve = new Float64Array(at.length);
  heightsOf(groups.positives, groups.negatives, at, curve);
  const heights = new Float64Array(at.length);
  const perPlace = Array.from(at, () => new Float64Array(replicates));
  resampleCounts(groups, replicates, seed, (positives, negatives, replicate) => {
    heightsOf(positives, negatives, at, heights);
    for (let place = 0; place < at.length; place++) perPlace[place]![replicate] = heights[place]!;
  });
  for (const values of perPlace) values.sort();
  return {
    at: Array.from(at),
    curve: Array.from(curve),
    lower: perPlace.map((values) => quantile(values, (1 - level) / 2)),
    upper: perPlace.map((values) => quantile(values, (1 + level) / 2)),
    level,
    replicates,
  };
}

/** Total of an array of counts or weights, in the order in which the curves add them up. */
export function totalDownwards(counts: Float64Array): number {
  let sum = 0;
  for (let group = counts.length - 1; group >= 0; group--) sum += counts[group]!;
  return sum;
}

function readPlaces(at: Column | undefined): Float64Array {
  if (at === undefined) return Float64Array.from({ length: DEFAULT_PLACES }, (_, i) => i / (DEFAULT_PLACES - 1));
  if (at.length === 0) throw new InvalidValueError('at', 'no number', 'ascending numbers in [0, 1]');
  const places = new Float64Array(at.length);
  for (let i = 0; i < places.length; i++) {
    const value: unknown = at[i];
    const from = i === 0 ? 0 : places[i - 1]!;
    if (typeof value !== 'number' || !(value >= from && value <= 1)) {
      throw new InvalidValueError('at', value, `ascending numbers in [0, 1], here from ${from}`, i);
    }
    places[i] = value;
  }
  return places;
}
