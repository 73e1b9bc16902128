import { type Cohort, gather } from '../cohort';
import type { Design } from '../covariates';

/** How events at the same time are treated (Efron 1977; Breslow 1974). */
export type Ties = 'efron' | 'breslow';

/**
 * A cohort in the order in which risk sets grow: by stratum, within it from the latest time to the earliest.
 * Covariates are standardised, so that steps, tolerances and penalties mean the same whatever the units.
 */
export interface CoxProblem {
  readonly ties: Ties;
  readonly rows: number;
  readonly size: number;
  /** The cohort's row in each place. */
  readonly order: Uint32Array;
  /** Rows × covariates: (x − centre) / scale. */
  readonly x: Float64Array;
  /** Weighted mean of each covariate. */
  readonly centres: Float64Array;
  /** Standard deviation (n − 1) of each covariate; 1 where it is constant. */
  readonly scales: Float64Array;
  /** Which covariates are constant. */
  readonly constant: readonly boolean[];
  readonly time: Float64Array;
  readonly event: Uint8Array;
  readonly weight: Float64Array;
  readonly stratum: Uint32Array;
  readonly entry: Float64Array | undefined;
  /** Places by stratum, within it from the latest entry to the earliest: the order in which rows leave risk sets. */
  readonly leaving: Uint32Array | undefined;
}

export function coxProblem(cohort: Cohort, design: Design, ties: Ties): CoxProblem {
  const rows = cohort.time.length;
  const size = design.names.length;
  const { time, stratum, entry } = cohort;
  const order = places(rows).sort((a, b) => stratum[a]! - stratum[b]! || time[b]! - time[a]!);
  const weights = cohort.weights ?? new Float64Array(rows).fill(1);
  const { centres, scales, constant } = moments(design.values, weights, size);
  const x = new Float64Array(rows * size);
  for (let place = 0; place < rows; place++) {
    const from = order[place]! * size;
    for (let j = 0; j < size; j++) x[place * size + j] = (design.values[from + j]! - centres[j]!) / scales[j]!;
  }
  const ordered = (values: ArrayLike<number>) => gather(order, (row) => values[row]!);
  const entered = entry && ordered(entry);
  const stratumOf = Uint32Array.from(ordered(stratum));
  return {
    ...{ ties, rows, size, order, x, centres, scales, constant },
    time: ordered(time),
    event: Uint8Array.from(ordered(cohort.event)),
    weight: ordered(weights),
    stratum: stratumOf,
    entry: entered,
    leaving: entered && places(rows).sort((a, b) => stratumOf[a]! - stratumOf[b]! || entered[b]! - entered[a]!),
  };
}

function places(rows: number): Uint32Array {
  const all = new Uint32Array(rows);
  for (let i = 0; i < rows; i++) all[i] = i;
  return all;
}

function moments(values: Float64Array, weights: Float64Array, size: number) {
  const rows = weights.length;
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const centres = new Float64Array(size);
  const scales = new Float64Array(size);
  const constant: boolean[] = [];
  for (let j = 0; j < size; j++) {
    // Shifted by the first value, so that a large common offset costs no digits.
    const first = values[j]!;
    let sum = 0;
    for (let row = 0; row < rows; row++) sum += weights[row]! * (values[row * size + j]! - first);
    const shift = sum / total;
    let squares = 0;
    let differs = false;
    for (let row = 0; row < rows; row++) {
      const value = values[row * size + j]! - first;
      squares += weights[row]! * (value - shift) ** 2;
      differs ||= value !== 0;
    }
    const deviation = Math.sqrt(squares / Math.max(total - 1, 1));
    centres[j] = first + shift;
    constant.push(!differs);
    scales[j] = differs && deviation > 0 && Number.isFinite(deviation) ? deviation : 1;
  }
  return { centres, scales, constant };
}
