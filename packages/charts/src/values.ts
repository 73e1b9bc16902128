import { EmptyDataError, IntervalOrderError, InvalidValueError, LengthMismatchError } from './errors';

/** Finite numbers: an array or a typed array. */
export type Values = ArrayLike<number>;

/** Finite numbers; `null` or `undefined` where one is missing. */
export type ValuesOrMissing = ArrayLike<number | null | undefined>;

/** An interval of a figure. The results of the bootstrap and DeLong functions of `@kium/metrics` fit. */
export interface IntervalData {
  /** Lower end, at most `upper`. */
  lower: number;
  /** Upper end. */
  upper: number;
}

/** A figure with its interval. */
export interface EstimateData extends IntervalData {
  /** The figure. It may lie outside its interval, as some bootstrap intervals do. */
  estimate: number;
}

/** A band around a curve: at each `x` from `lower` to `upper`. */
export interface BandData {
  /** Finite, never falling or never rising. */
  x: Values;
  /** Same length; missing at both ends where there is no interval. */
  lower: ValuesOrMissing;
  /** Same length, at least `lower`. */
  upper: ValuesOrMissing;
}

/** What numbers are allowed. */
export interface Range {
  min?: number;
  max?: number;
}

/** Finite numbers of an array, `null` where one is missing and that is allowed. */
export function readValues(
  argument: string,
  values: ValuesOrMissing,
  missing: 'missing',
  range?: Range,
): (number | null)[];
export function readValues(argument: string, values: Values, missing?: 'none', range?: Range): number[];
export function readValues(
  argument: string,
  values: ValuesOrMissing,
  missing: 'missing' | 'none' = 'none',
  range: Range = {},
): (number | null)[] {
  requireArray(argument, values);
  return Array.from(values, (value, index) => {
    if (missing === 'missing' && (value === null || value === undefined)) return null;
    return readNumber(argument, value, range, index, missing === 'missing');
  });
}

/** A finite number within the range. */
export function readNumber(
  argument: string,
  value: unknown,
  range: Range = {},
  index?: number,
  orNull = false,
): number {
  const { min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY } = range;
  if (typeof value === 'number' && Number.isFinite(value) && value >= min && value <= max) return value;
  const bounds = [
    ...(range.min === undefined ? [] : [`at least ${range.min}`]),
    ...(range.max === undefined ? [] : [`at most ${range.max}`]),
  ];
  const expected = `a finite number${bounds.length > 0 ? ` of ${bounds.join(' and ')}` : ''}${orNull ? ', or null' : ''}`;
  throw new InvalidValueError(argument, value, expected, index);
}

/** Throws unless the argument is an array or a typed array. */
export function requireArray(argument: string, values: unknown): void {
  const isArray = Array.isArray(values) || (ArrayBuffer.isView(values) && !(values instanceof DataView));
  if (!isArray) throw new InvalidValueError(argument, values, 'an array');
}

/** Throws if there is nothing in it. */
export function requireSome(argument: string, values: ArrayLike<unknown>, expected: string): void {
  requireArray(argument, values);
  if (values.length === 0) throw new EmptyDataError(argument, expected);
}

/** Throws unless both have the same length. */
export function requireSameLength(
  argument: string,
  values: ArrayLike<unknown>,
  reference: string,
  others: ArrayLike<unknown>,
): void {
  if (values.length !== others.length) {
    throw new LengthMismatchError(argument, values.length, reference, others.length);
  }
}

/** Intervals, one a point: both ends or neither. */
export interface Intervals {
  lower: (number | null)[];
  upper: (number | null)[];
}

/** Lower and upper ends, of the length of `x`; both or neither at each place, in order. */
export function readIntervals(
  argument: string,
  data: { lower: ValuesOrMissing; upper: ValuesOrMissing },
  reference: string,
  x: ArrayLike<unknown>,
  range?: Range,
): Intervals {
  const lower = readValues(`${argument}.lower`, data.lower, 'missing', range);
  const upper = readValues(`${argument}.upper`, data.upper, 'missing', range);
  requireSameLength(`${argument}.lower`, lower, reference, x);
  requireSameLength(`${argument}.upper`, upper, reference, x);
  for (const [index, low] of lower.entries()) {
    const high = upper[index]!;
    if ((low === null) !== (high === null) || (low !== null && high !== null && low > high)) {
      throw new IntervalOrderError(argument, low, high, index);
    }
  }
  return { lower, upper };
}

/** A figure with or without interval; undefined stays undefined. */
export function readEstimate(argument: string, data: number | EstimateData, range?: Range): number | EstimateData {
  if (typeof data === 'number') return readNumber(argument, data, range);
  if (typeof data !== 'object' || data === null) {
    throw new InvalidValueError(argument, data, 'a number, or an object with estimate, lower and upper');
  }
  const [estimate, lower, upper] = (['estimate', 'lower', 'upper'] as const).map((key) =>
    readNumber(`${argument}.${key}`, data[key], range),
  ) as [number, number, number];
  if (lower > upper) throw new IntervalOrderError(argument, lower, upper);
  return { estimate, lower, upper };
}

/** A band with its x; missing where both ends are. */
export interface Band extends Intervals {
  x: number[];
}

/** A band whose x never turns round. */
export function readBand(argument: string, band: BandData, range?: Range): Band {
  requireSome(`${argument}.x`, band.x, 'one point');
  const x = readValues(`${argument}.x`, band.x, 'none', range);
  requireMonotone(`${argument}.x`, x);
  return { x, ...readIntervals(argument, band, `${argument}.x`, x, range) };
}

/** Throws if the numbers both rise and fall. */
export function requireMonotone(argument: string, x: readonly number[]): void {
  const falls = x.at(-1)! < x[0]!;
  for (let i = 1; i < x.length; i++) {
    if (falls ? x[i]! > x[i - 1]! : x[i]! < x[i - 1]!) {
      throw new InvalidValueError(
        argument,
        x[i],
        `${falls ? 'at most' : 'at least'} the value before it, ${x[i - 1]}`,
        i,
      );
    }
  }
}
