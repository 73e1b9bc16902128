import { EmptyInputError, InvalidValueError, ShapeMismatchError } from './errors';
import { type BootstrapOptions, type Interval, noInterval, percentileInterval, readBootstrapOptions } from './interval';
import { labelStrata } from './label-strata';
import { seededRandom } from './random';
import { type Column, isFlat, type Rows, type Table } from './table';

/** Options of {@link bootstrapInterval}. */
export interface BootstrapIntervalOptions extends BootstrapOptions {
  /**
   * The stratum of each row: a replicate draws as many rows of each stratum as there are. Default: the labels
   * themselves for one flat label; for rows a single stratum, that is, plain resampling. Pass e.g. a column of `yTrue`.
   *
   * `'labels'`: so that rare labels stay in every replicate. For rows, a row's stratum is its rarest label, by the order
   * of iterative stratification (Sechidis, Tsoumakas and Vlahavas 2011): the rows of the label that fewest have, then of
   * those left the rows of the label that fewest have, and so on; the rarer class counts, whether 1 or 0. So every
   * replicate has both classes of each label that has both. The count of the rarest label is then the one found, and those
   * of the others vary less: for figures that depend on prevalence the interval is narrower than plain resampling's.
   */
  strata?: ArrayLike<unknown> | 'labels';
}

/**
 * Any metric with a percentile bootstrap interval. Whole rows are resampled with replacement: a patient's labels and
 * scores stay together. A metric that gives a list, such as one with `average: null`, gets one interval for each of
 * its numbers, all from the same replicates. For the AUROC and average precision of one label {@link rocAucInterval} and
 * {@link averagePrecisionInterval} are much faster.
 *
 * @param metric - called with resampled labels and scores, `replicates` + 1 times; gives a number, or a list that is always
 *   of the same length. A place of the list that is NaN for the rows as they are gets an interval of NaN; no other NaN is
 *   accepted
 * @param yTrue - n × labels, or flat for one label
 * @param scores - same number of rows; scores or decisions, whatever the metric takes
 * @throws {@link InvalidValueError} if the metric returns NaN, e.g. for a replicate without positives (see `strata`), or
 *   no number; what the metric throws; {@link MetricsError} on other bad input
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
  metric: (yTrue: Column, scores: Column) => readonly number[],
  yTrue: Column,
  scores: Column,
  options?: BootstrapIntervalOptions,
): Interval[];
export function bootstrapInterval(
  metric: (yTrue: Rows, scores: Rows) => readonly number[],
  yTrue: Rows,
  scores: Rows,
  options?: BootstrapIntervalOptions,
): Interval[];
export function bootstrapInterval(
  metric: (yTrue: never, scores: never) => number | readonly number[],
  yTrue: Table,
  scores: Table,
  options: BootstrapIntervalOptions = {},
): Interval | Interval[] {
  const { level, replicates, seed } = readBootstrapOptions(options);
  if (yTrue.length === 0) throw new EmptyInputError('yTrue', 'no rows');
  if (scores.length !== yTrue.length) throw new ShapeMismatchError('scores', [yTrue.length], [scores.length]);
  const draw = resampler(yTrue, options.strata, seed);
  const whole = metric(yTrue as never, scores as never);
  const estimates = readResult(whole);
  if (typeof whole === 'number') requireNumber(whole);
  const perPlace = estimates.map(() => new Float64Array(replicates));
  for (let replicate = 0; replicate < replicates; replicate++) {
    const rows = draw();
    const values = readResult(metric(take(yTrue, rows) as never, take(scores, rows) as never));
    if (values.length !== estimates.length) {
      throw new InvalidValueError(
        RESULT,
        `${values.length} numbers`,
        `as many as of the whole data, ${estimates.length}`,
      );
    }
    for (const [place, estimate] of estimates.entries()) {
      if (Number.isNaN(estimate)) continue;
      requireNumber(values[place]!, typeof whole === 'number' ? undefined : place);
      perPlace[place]![replicate] = values[place]!;
    }
  }
  const intervals = estimates.map((estimate, place) =>
    Number.isNaN(estimate) ? noInterval(level, replicates) : percentileInterval(estimate, perPlace[place]!, level),
  );
  return typeof whole === 'number' ? intervals[0]! : intervals;
}

/** A function that draws the rows of the next replicate; it gives the same array every time. */
function resampler(yTrue: Table, strata: BootstrapIntervalOptions['strata'], seed: number): () => Uint32Array {
  const random = seededRandom(seed);
  const drawn = new Uint32Array(yTrue.length);
  const byLabels = strata === 'labels' && !isFlat(yTrue) ? labelStrata(yTrue) : undefined;
  const own = strata === undefined || strata === 'labels' ? undefined : strata;
  if (typeof own === 'string') throw new InvalidValueError('strata', own, "'labels', or one stratum a row");
  const members = readStrata(own ?? byLabels?.strata ?? (isFlat(yTrue) ? yTrue : new Uint8Array(yTrue.length)), drawn);
  const draw = () => {
    let place = 0;
    for (const rows of members) {
      const share = rows.length / 2 ** 32;
      for (let i = 0; i < rows.length; i++) drawn[place++] = rows[Math.floor(random() * share)]!;
    }
  };
  return () => {
    do draw();
    while (byLabels !== undefined && !byLabels.complete(drawn));
    return drawn;
  };
}

/** The rows of each stratum, strata in order of their first row. */
function readStrata(strata: ArrayLike<unknown>, { length: rows }: ArrayLike<number>): number[][] {
  if (strata.length !== rows) throw new ShapeMismatchError('strata', [rows], [strata.length]);
  const members = new Map<unknown, number[]>();
  for (let row = 0; row < rows; row++) {
    const known = members.get(strata[row]);
    if (known === undefined) members.set(strata[row], [row]);
    else known.push(row);
  }
  return [...members.values()];
}

const RESULT = "the metric's result";

/** The numbers that a metric gave; a function without `return`, or one that is async, gives none. */
function readResult(result: unknown): readonly number[] {
  if (typeof result === 'number') return [result];
  const list =
    Array.isArray(result) || ArrayBuffer.isView(result) ? Array.from(result as readonly unknown[]) : [result];
  const other = list.findIndex((value) => typeof value !== 'number');
  if (other < 0) return list as number[];
  throw new InvalidValueError(RESULT, list[other], 'a number, or a list of numbers');
}

function requireNumber(value: number, place?: number): void {
  if (!Number.isNaN(value)) return;
  const expected = "a number for every replicate; strata: 'labels' keeps rare labels in each";
  throw new InvalidValueError(RESULT, value, expected, undefined, place);
}

function take(table: Table, rows: Uint32Array): Table {
  const taken = isFlat(table) ? new Float64Array(rows.length) : new Array<ArrayLike<number>>(rows.length);
  for (let i = 0; i < rows.length; i++) taken[i] = table[rows[i]!]!;
  return taken as Table;
}
