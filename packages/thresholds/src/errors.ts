/** What can be wrong with the arguments of this package; each tag belongs to one class below. */
export type ThresholdsErrorTag = 'empty' | 'ragged-rows' | 'invalid-value' | 'shape-mismatch' | 'too-few-rows';

/** Base of every error this package throws; tell them apart by `tag` or with {@link isThresholdsError}. */
export abstract class ThresholdsError extends Error {
  abstract readonly tag: ThresholdsErrorTag;
}

/** There are no rows, or the rows have no columns. */
export class EmptyScoresError extends ThresholdsError {
  readonly tag = 'empty';
  override readonly name = 'EmptyScoresError';

  constructor(readonly found: 'no rows' | 'no columns') {
    super(`scores has ${found}; a threshold needs at least one row and one label. Were any patients predicted?`);
  }
}

/** A row is not as long as the first one, or rows and bare numbers are mixed. */
export class RaggedRowsError extends ThresholdsError {
  readonly tag = 'ragged-rows';
  override readonly name = 'RaggedRowsError';

  constructor(
    readonly row: number,
    readonly expected: string,
    readonly found: string,
  ) {
    super(
      `scores, row ${row}: found ${found}, expected ${expected}, as in row 0. ` +
        'Pass one row a patient with one score a label, or one flat array for a single label.',
    );
  }
}

/** A score, a threshold or an option has a value with which no threshold can be computed. */
export class InvalidValueError extends ThresholdsError {
  readonly tag = 'invalid-value';
  override readonly name = 'InvalidValueError';

  constructor(
    /** Name of the argument or option. */
    readonly argument: string,
    readonly found: unknown,
    readonly expected: string,
    /** Row of the value, from 0, if the argument has rows. */
    readonly row?: number,
    /** Column of the value, from 0, if the argument has columns. */
    readonly column?: number,
  ) {
    const place = [argument, row === undefined ? '' : `row ${row}`, column === undefined ? '' : `column ${column}`];
    super(`${place.filter(Boolean).join(', ')}: found ${String(found)}, expected ${expected}.`);
  }
}

/** There is not one threshold for each column of the scores. */
export class ShapeMismatchError extends ThresholdsError {
  readonly tag = 'shape-mismatch';
  override readonly name = 'ShapeMismatchError';

  constructor(
    readonly expected: number,
    readonly found: number,
  ) {
    super(
      `thresholds has length ${found}, but scores has ${expected} column(s). ` +
        'Pass one threshold a column in the same order, or a single number for all.',
    );
  }
}

/** The standard deviation divides by n − ddof, which is not positive. */
export class TooFewRowsError extends ThresholdsError {
  readonly tag = 'too-few-rows';
  override readonly name = 'TooFewRowsError';

  constructor(
    readonly rows: number,
    readonly ddof: number,
  ) {
    super(
      `${rows} row(s) of scores with ddof ${ddof}: the standard deviation needs more than ${ddof} row(s). ` +
        'Pass more rows, or ddof 0 for the population value.',
    );
  }
}

/**
 * Whether `error` was thrown by this package, and with this tag if one is given.
 *
 * @param error - anything caught
 * @param tag - the tag to look for; without it, any error of this package
 */
export function isThresholdsError(error: unknown, tag?: ThresholdsErrorTag): error is ThresholdsError {
  return error instanceof ThresholdsError && (tag === undefined || error.tag === tag);
}
