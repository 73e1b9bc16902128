/** What can be wrong with the arguments of this package; each tag belongs to one class below. */
export type SurvivalErrorTag = 'empty' | 'invalid-value' | 'shape-mismatch' | 'no-events' | 'unknown-column';

/** Base of every error this package throws; tell them apart by `tag` or with {@link isSurvivalError}. */
export abstract class SurvivalError extends Error {
  abstract readonly tag: SurvivalErrorTag;
}

/** There is nothing to compute on: no rows, no covariates, or no row of positive weight. */
export class EmptyInputError extends SurvivalError {
  readonly tag = 'empty';
  override readonly name = 'EmptyInputError';

  constructor(
    /** Name of the argument. */
    readonly argument: string,
    readonly found: string,
  ) {
    super(`${argument}: ${found}. Were the rows filtered away, or is a column named wrongly?`);
  }
}

/** A value with which nothing can be computed: a missing time, text in a column of numbers, an unknown option. */
export class InvalidValueError extends SurvivalError {
  readonly tag = 'invalid-value';
  override readonly name = 'InvalidValueError';

  constructor(
    /** Name of the argument, column or option. */
    readonly argument: string,
    readonly found: unknown,
    readonly expected: string,
    /** Row of the value, from 0, if the argument has rows. */
    readonly row?: number,
  ) {
    const place = row === undefined ? argument : `${argument}, row ${row}`;
    super(`${place}: found ${describe(found)}, expected ${expected}.`);
  }
}

/** Arguments that belong together have different lengths. */
export class ShapeMismatchError extends SurvivalError {
  readonly tag = 'shape-mismatch';
  override readonly name = 'ShapeMismatchError';

  constructor(
    readonly argument: string,
    readonly expected: number,
    readonly found: number,
  ) {
    super(`${argument} has length ${found}, expected ${expected}: one value a row, in the order of time.`);
  }
}

/** Nobody had the event, so that nothing can be learnt about when it comes. */
export class NoEventsError extends SurvivalError {
  readonly tag = 'no-events';
  override readonly name = 'NoEventsError';

  constructor(readonly rows: number) {
    super(
      `All ${rows} rows are censored: this needs at least one event. event is 1 where it was seen, 0 where follow-up ` +
        'ended without it; are they the wrong way round?',
    );
  }
}

/** Rows lack a column that is asked for. */
export class UnknownColumnError extends SurvivalError {
  readonly tag = 'unknown-column';
  override readonly name = 'UnknownColumnError';

  constructor(
    readonly column: string,
    readonly columns: readonly string[],
  ) {
    super(
      `There is no column ${JSON.stringify(column)}; there are ${columns.map((name) => JSON.stringify(name)).join(', ')}.`,
    );
  }
}

/**
 * Whether `error` was thrown by this package, and with this tag if one is given.
 *
 * @param error - anything caught
 * @param tag - the tag to look for; without it, any error of this package
 */
export function isSurvivalError(error: unknown, tag?: SurvivalErrorTag): error is SurvivalError {
  return error instanceof SurvivalError && (tag === undefined || error.tag === tag);
}

function describe(value: unknown): string {
  return typeof value === 'string' ? JSON.stringify(value) : String(value);
}
