/** What can be wrong with the arguments of this package; each tag belongs to one class below. */
export type ChartsErrorTag = 'empty' | 'invalid-value' | 'length-mismatch' | 'interval-order' | 'log-axis';

/** Base of every error this package throws; tell them apart by `tag` or with {@link isChartsError}. */
export abstract class ChartsError extends Error {
  abstract readonly tag: ChartsErrorTag;
}

/** There is nothing to draw: no curve, no row, no point. */
export class EmptyDataError extends ChartsError {
  readonly tag = 'empty';
  override readonly name = 'EmptyDataError';

  constructor(
    /** Where in the arguments, e.g. `curves[1].fpr`. */
    readonly argument: string,
    /** What is needed at least, e.g. `one point`. */
    readonly expected: string,
  ) {
    super(`${argument} is empty; the chart needs at least ${expected}. Leave out what has no data.`);
  }
}

/** A number, a name or an option has a value that can't be drawn. */
export class InvalidValueError extends ChartsError {
  readonly tag = 'invalid-value';
  override readonly name = 'InvalidValueError';

  constructor(
    /** Where in the arguments, e.g. `curves[1].fpr` or `theme`. */
    readonly argument: string,
    readonly found: unknown,
    readonly expected: string,
    /** Place in the array, from 0, if the argument is one. */
    readonly index?: number,
  ) {
    super(`${placeOf(argument, index)}: found ${describe(found)}, expected ${expected}.`);
  }
}

/** Arrays that belong together differ in length. */
export class LengthMismatchError extends ChartsError {
  readonly tag = 'length-mismatch';
  override readonly name = 'LengthMismatchError';

  constructor(
    readonly argument: string,
    readonly found: number,
    /** The argument whose length was expected. */
    readonly reference: string,
    readonly expected: number,
  ) {
    super(
      `${argument} has length ${found}, but ${reference} has ${expected}. ` +
        'Pass one value for each; null where one is missing and the docstring allows it.',
    );
  }
}

/** The ends of an interval are the wrong way round, or only one of them is there. */
export class IntervalOrderError extends ChartsError {
  readonly tag = 'interval-order';
  override readonly name = 'IntervalOrderError';

  constructor(
    readonly argument: string,
    readonly lower: number | null,
    readonly upper: number | null,
    /** Place in the array, from 0, if the argument is one. */
    readonly index?: number,
  ) {
    super(
      `${placeOf(argument, index)}: found lower ${lower} and upper ${upper}, expected two numbers with ` +
        'lower ≤ upper, or null for both. Were the ends swapped?',
    );
  }
}

/** A logarithmic axis was to show zero or a negative number. */
export class LogAxisError extends ChartsError {
  readonly tag = 'log-axis';
  override readonly name = 'LogAxisError';

  constructor(
    readonly argument: string,
    readonly found: number,
    /** Place in the array, from 0, if the argument is one. */
    readonly index?: number,
  ) {
    super(
      `${placeOf(argument, index)}: found ${found}, expected a number above 0, as the axis is logarithmic. ` +
        "Choose scale: 'linear', or null for what can't be shown.",
    );
  }
}

/**
 * Whether `error` was thrown by this package, and with this tag if one is given.
 *
 * @param error - anything caught
 * @param tag - the tag to look for; without it, any error of this package
 */
export function isChartsError(error: unknown, tag?: ChartsErrorTag): error is ChartsError {
  return error instanceof ChartsError && (tag === undefined || error.tag === tag);
}

function placeOf(argument: string, index: number | undefined): string {
  return index === undefined ? argument : `${argument}[${index}]`;
}

function describe(value: unknown): string {
  if (typeof value === 'string') return `'${value}'`;
  if (Array.isArray(value)) return 'an array';
  return typeof value === 'object' && value !== null ? 'an object' : String(value);
}
