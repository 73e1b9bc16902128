/** What can be wrong with the arguments of this package; each tag belongs to one class below. */
export type ThresholdsErrorTag =
  | 'empty'
  | 'ragged-rows'
  | 'invalid-value'
  | 'shape-mismatch'
  | 'too-few-rows'
  | 'labels-required'
  | 'single-class'
  | 'no-optimum'
  | 'invalid-json';

/** Base of every error this package throws; tell them apart by `tag` or with {@link isThresholdsError}. */
export abstract class ThresholdsError extends Error {
  abstract readonly tag: ThresholdsErrorTag;
}

/** There are no rows, the rows have no columns, or no row has a positive weight. */
export class EmptyScoresError extends ThresholdsError {
  readonly tag = 'empty';
  override readonly name = 'EmptyScoresError';

  constructor(
    readonly found: 'no rows' | 'no columns' | 'no positive weight',
    readonly argument: string = 'scores',
  ) {
    super(`${argument} has ${found}; a threshold needs at least one row and one label. Were any patients predicted?`);
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
    readonly argument: string = 'scores',
  ) {
    super(
      `${argument}, row ${row}: found ${found}, expected ${expected}, as in row 0. ` +
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

/** There is not one threshold for each column of the scores, or not one label, weight or fold for each row. */
export class ShapeMismatchError extends ThresholdsError {
  readonly tag = 'shape-mismatch';
  override readonly name = 'ShapeMismatchError';

  constructor(
    readonly expected: number,
    readonly found: number,
    readonly argument: string = 'thresholds',
    /** What was counted. */
    readonly unit: 'columns' | 'rows' = 'columns',
  ) {
    super(
      argument === 'thresholds'
        ? `thresholds has length ${found}, but scores has ${expected} column(s). ` +
            'Pass one threshold a column in the same order, or a single number for all.'
        : `${argument} has ${found} ${unit}, expected ${expected}. ` +
            'Every argument needs the same patients and labels in the same order.',
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

/** A method that looks at labels was given none. */
export class LabelsRequiredError extends ThresholdsError {
  readonly tag = 'labels-required';
  override readonly name = 'LabelsRequiredError';

  constructor(readonly method: string) {
    super(`${method} needs labels, found none. Pass the 0/1 labels of the same rows as the second argument of fit.`);
  }
}

/** A label's rows of positive weight are all 0 or all 1, so that the method is not defined for it. */
export class SingleClassError extends ThresholdsError {
  readonly tag = 'single-class';
  override readonly name = 'SingleClassError';

  constructor(
    readonly method: string,
    /** Column of the labels, from 0. */
    readonly column: number,
    /** The only class found. */
    readonly found: 0 | 1,
    remedy = "Fit on rows of both classes, pass fit's option singleClass a threshold to use instead (Infinity: never " +
      'positive), or use shrunkenThreshold, which takes the global threshold there.',
  ) {
    super(`labels, column ${column}: every label is ${found}, so ${method} is not defined. ${remedy}`);
  }
}

/** A calibration's likelihood has no maximum at a finite, positive parameter. */
export class NoOptimumError extends ThresholdsError {
  readonly tag = 'no-optimum';
  override readonly name = 'NoOptimumError';

  constructor(
    readonly method: string,
    /** Column of the scores, from 0; undefined if all columns share the parameter. */
    readonly column: number | undefined,
    readonly reason: string,
    remedy: string,
  ) {
    super(`${method}${column === undefined ? '' : `, column ${column}`}: ${reason}. ${remedy}`);
  }
}

/** What was to be read back is not what this package writes as JSON. */
export class InvalidJsonError extends ThresholdsError {
  readonly tag = 'invalid-json';
  override readonly name = 'InvalidJsonError';

  constructor(
    /** Where in the object, e.g. `thresholds[2]`. */
    readonly path: string,
    readonly expected: string,
    readonly found: unknown,
  ) {
    super(
      `${path}: found ${typeof found === 'object' ? JSON.stringify(found) : String(found)}, expected ${expected}. ` +
        'Pass what JSON.parse gives for the text that JSON.stringify made of a fitted object.',
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
