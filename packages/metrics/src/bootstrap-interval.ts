import { EmptyInputError, InvalidValueError, ShapeMismatchError } from './errors';
import { type BootstrapOptions, type Interval, percentileInterval, readBootstrapOptions } from './interval';
import { seededRandom } from './random';
import { type Column, isFlat, type Rows, type Table } from './table';

/** Options of {@link bootstrapInterval}. */
export interface BootstrapIntervalOptions extends BootstrapOptions {
  /**
   * The stratum of each row: a replicate draws as many rows of each stratum as there are. Default: the labels
   * themselves for one flat label; for rows a single stratum, that is, plain resampling. Pass e.g. a column of `yTrue`.
   */
  strata?: ArrayLike<unknown>;
}

/**
 * Any metric with a percentile bootstrap interval. Whole rows are resampled with replacement: a patient's labels and
 * scores stay together. For the AUROC of one label {@link rocAucInterval} is much faster.
 *
 * @param metric - called with resampled labels and scores, `replicates` + 1 times; must not return NaN
 * @param yTrue - n × labels, or flat for one label
 * @param scores - same number of rows; scores or decisions, whatever the metric takes
 * @throws {@link InvalidValueError} if the metric returns NaN, e.g. for a replicate without positives; what the
 *   metric throws; {@link MetricsError} on other bad input
 */
export function bootstrapInterval(
  metric: (yTrue: Column, scores: Column) => number,
  yTrue: Column,
  scores: Column,
  options?: BootstrapIntervalOptions,
): Interval;
export function bootstrapInterval(
  metric: (yTrue: Rows, scores: Rows) => number,
  yTrue: Rows,
  scores: Rows,
  options?: BootstrapIntervalOptions,
): Interval;
export function bootstrapInterval(
  metric: (yTrue: never, scores: never) => number,
  yTrue: Table,
  scores: Table,
  options: BootstrapIntervalOptions = {},
): Interval {
  const { level, replicates, seed } = readBootstrapOptions(options);
  const rows = yTrue.length;
  if (rows === 0) throw new EmptyInputError('yTrue', 'no rows');
  if (scores.length !== rows) throw new ShapeMismatchError('scores', [rows], [scores.length]);
  const strata = readStrata(options.strata ?? (isFlat(yTrue) ? yTrue : new Uint8Array(rows)), rows);
  const compute = (labels: Table, values: Table) => {
    const value = metric(labels as never, values as never);
    if (Number.isNaN(value)) throw new InvalidValueError("the metric's result", value, 'a number for every replicate');
    return value;
  };
  const random = seededRandom(seed);
  const drawn = new Uint32Array(rows);
  const values = Float64Array.from({ length: replicates }, () => {
    let place = 0;
    for (const members of strata) {
      const share = members.length / 2 ** 32;
      for (let draw = 0; draw < members.length; draw++) drawn[place++] = members[Math.floor(random() * share)]!;
    }
    return compute(take(yTrue, drawn), take(scores, drawn));
  });
  return percentileInterval(compute(yTrue, scores), values, level);
}

/** The rows of each stratum, strata in order of their first row. */
function readStrata(strata: ArrayLike<unknown>, rows: number): number[][] {
  if (strata.length !== rows) throw new ShapeMismatchError('strata', [rows], [strata.length]);
  const members = new Map<unknown, number[]>();
  for (let row = 0; row < rows; row++) {
    const known = members.get(strata[row]);
    if (known === undefined) members.set(strata[row], [row]);
    else known.push(row);
  }
  return [...members.values()];
}

function take(table: Table, rows: Uint32Array): Table {
  if (isFlat(table)) return Float64Array.from(rows, (row) => table[row]!);
  return Array.from(rows, (row) => table[row]!);
}
