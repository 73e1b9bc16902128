import { EmptyInputError, InvalidValueError, NoEventsError, ShapeMismatchError } from './errors';

/** Follow-up of n patients: how long each was observed, and whether that ended with the event. */
export interface FollowUp {
  /** Finite, at least 0, in any unit. */
  time: ArrayLike<number>;
  /** 1 or true: the event was seen at `time`; 0 or false: censored, nothing had happened until `time`. */
  event: ArrayLike<number | boolean>;
}

/** What the rows may come with, one value a row. */
export interface CohortOptions {
  /** How often a row counts: finite, at least 0; rows of weight 0 are left out. Default 1 each. */
  weights?: ArrayLike<number>;
  /** When observation began (delayed entry, left truncation): below `time`. Default: before every event. */
  entry?: ArrayLike<number>;
  /** Patients of different strata are never compared. Any values: equal ones are one stratum. */
  strata?: ArrayLike<unknown>;
}

/** Checked follow-up, rows of weight 0 left out. */
export interface Cohort {
  /** Position of each row in the arguments. */
  readonly rows: Uint32Array;
  readonly time: Float64Array;
  /** 0 or 1. */
  readonly event: Uint8Array;
  /** Above 0; undefined if every row counts once. */
  readonly weights: Float64Array | undefined;
  readonly entry: Float64Array | undefined;
  /** Number of each row's stratum, from 0. */
  readonly stratum: Uint32Array;
  /** The strata's values, in order of their first row; one, undefined, if there are no strata. */
  readonly strata: readonly unknown[];
}

/**
 * Checks and copies follow-up.
 *
 * @throws {@link EmptyInputError}, {@link InvalidValueError}, {@link ShapeMismatchError}
 */
export function readCohort({ time, event }: FollowUp, options: CohortOptions = {}): Cohort {
  const n = requireLength('time', time);
  if (n === 0) throw new EmptyInputError('time', 'no rows');
  const { weights, entry, strata } = options;
  for (const [argument, values] of Object.entries({ event, weights, entry, strata })) {
    if (values !== undefined) requireRows(argument, values, n);
  }
  const used = usedRows(n, weights);
  const times = gather(used, (row) => number('time', time[row], (t) => t >= 0, 'a finite number of at least 0', row));
  return {
    rows: used,
    time: times,
    event: Uint8Array.from(gather(used, (row) => readEvent(event[row], row))),
    weights: weights && gather(used, (row) => weights[row]!),
    entry: entry && gather(used, (row, place) => readEntry(entry[row], times[place]!, row)),
    ...readStrata(used, strata),
  };
}

/** {@link readCohort} of what can't be computed without an event. @throws {@link NoEventsError} too */
export function readCohortWithEvents(followUp: FollowUp, options: CohortOptions = {}): Cohort {
  const cohort = readCohort(followUp, options);
  if (!cohort.event.includes(1)) throw new NoEventsError(cohort.time.length);
  return cohort;
}

/** Numbers of the rows, in their order: `Float64Array.from` with a function takes many times as long. */
export function gather(rows: Uint32Array, value: (row: number, place: number) => number): Float64Array {
  const values = new Float64Array(rows.length);
  for (let place = 0; place < rows.length; place++) values[place] = value(rows[place]!, place);
  return values;
}

/** One finite number that fulfils a condition. @throws {@link InvalidValueError} */
export function number(
  argument: string,
  value: unknown,
  accepts: (value: number) => boolean,
  expected: string,
  row?: number,
): number {
  if (typeof value === 'number' && Number.isFinite(value) && accepts(value)) return value;
  throw new InvalidValueError(argument, value, expected, row);
}

/** Throws unless there is one value a row. @throws {@link InvalidValueError}, {@link ShapeMismatchError} */
export function requireRows(argument: string, values: unknown, n: number): void {
  const length = requireLength(argument, values);
  if (length !== n) throw new ShapeMismatchError(argument, n, length);
}

/** A column of names: equal values are one level. */
export interface Levels {
  /** Number of each row's level, from 0. */
  readonly number: Uint32Array;
  /** The levels, in order of their first row. */
  readonly values: readonly unknown[];
}

/** Levels of the rows asked for. @throws {@link InvalidValueError} where a value is missing */
export function numberLevels(
  argument: string,
  values: ArrayLike<unknown>,
  rows: Uint32Array,
  expected: string,
): Levels {
  const number = new Uint32Array(rows.length);
  const numbers = new Map<unknown, number>();
  for (let place = 0; place < rows.length; place++) {
    const value = values[rows[place]!];
    if (value === null || value === undefined || Number.isNaN(value)) {
      throw new InvalidValueError(argument, value, expected, rows[place]!);
    }
    let found = numbers.get(value);
    if (found === undefined) {
      found = numbers.size;
      numbers.set(value, found);
    }
    number[place] = found;
  }
  return { number, values: [...numbers.keys()] };
}

function requireLength(argument: string, values: unknown): number {
  if (typeof values === 'object' && values !== null && 'length' in values) return Number(values.length);
  throw new InvalidValueError(argument, values, 'an array with one value a row');
}

function usedRows(n: number, weights: ArrayLike<number> | undefined): Uint32Array {
  const used = new Uint32Array(n);
  let count = 0;
  for (let row = 0; row < n; row++) {
    const isUsed =
      weights === undefined || number('weights', weights[row], (w) => w >= 0, 'a finite number of at least 0', row) > 0;
    if (isUsed) used[count++] = row;
  }
  if (count === 0) throw new EmptyInputError('weights', 'no positive weight');
  return used.slice(0, count);
}

function readEvent(value: unknown, row: number): number {
  if (value === 0 || value === false) return 0;
  if (value === 1 || value === true) return 1;
  throw new InvalidValueError('event', value, '1 or true (seen), or 0 or false (censored)', row);
}

function readEntry(value: unknown, time: number, row: number): number {
  return number('entry', value, (entry) => entry < time, `a finite number below the row's time ${time}`, row);
}

function readStrata(used: Uint32Array, values: ArrayLike<unknown> | undefined): Pick<Cohort, 'stratum' | 'strata'> {
  if (values === undefined) return { stratum: new Uint32Array(used.length), strata: [undefined] };
  const { number: stratum, values: strata } = numberLevels('strata', values, used, 'the name or number of a stratum');
  return { stratum, strata };
}
