/** What can be wrong with the arguments of this package; each tag belongs to one class below. */
export type MetricsErrorTag =
  | 'empty'
  | 'ragged-rows'
  | 'invalid-value'
  | 'shape-mismatch'
  | 'single-class'
  | 'undefined-metric'
  | 'unlike-accumulators';

/** Base of every error this package throws; tell them apart by `tag` or with {@link isMetricsError}. */
export abstract class MetricsError extends Error {
  abstract readonly tag: MetricsErrorTag;
}

/** An argument has no rows, its rows have no columns, or no row has a positive weight. */
export class EmptyInputError extends MetricsError {
  readonly tag = 'empty';
  override readonly name = 'EmptyInputError';

  constructor(
    readonly argument: string,
    readonly found: 'no rows' | 'no columns' | 'no positive weight',
  ) {
    super(`${argument} has ${found}; a metric needs at least one row, one label and one weight above 0.`);
  }
}

/** A row is not as long as the first one, or rows and bare numbers are mixed. */
export class RaggedRowsError extends MetricsError {
  readonly tag = 'ragged-rows';
  override readonly name = 'RaggedRowsError';

  constructor(
    readonly argument: string,
    readonly row: number,
    readonly expected: string,
    readonly found: string,
  ) {
    super(
      `${argument}, row ${row}: found ${found}, expected ${expected}, as in row 0. ` +
        'Pass one row a patient with one number a label, or one flat array for a single label.',
    );
  }
}

/** A label, score, decision, weight or option has a value with which the metric is not defined. */
export class InvalidValueError extends MetricsError {
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

/** Two arguments that belong together differ in length or in the number of labels. */
export class ShapeMismatchError extends MetricsError {
  readonly tag = 'shape-mismatch';
  override readonly name = 'ShapeMismatchError';

  constructor(
    readonly argument: string,
    /** Rows, or rows × columns. */
    readonly expected: readonly number[],
    readonly found: readonly number[],
  ) {
    super(
      `${argument} has shape ${found.join(' × ')}, expected ${expected.join(' × ')}. ` +
        'Every argument needs the same patients and labels in the same order.',
    );
  }
}

/** All labels of a column are 0, or all are 1, so that positives can't be ranked against negatives. */
export class SingleClassError extends MetricsError {
  readonly tag = 'single-class';
  override readonly name = 'SingleClassError';

  constructor(
    /** Column of `yTrue`, from 0, or undefined if all columns together have one class. */
    readonly column: number | undefined,
    /** The only class found, among rows with a positive weight. */
    readonly found: 0 | 1,
    readonly rows: number,
    /** Where it was found, and what follows; by default what it means for a ranking. */
    context: { argument?: string; remedy?: string } = {},
  ) {
    const {
      argument = 'yTrue',
      remedy = 'a ranking of positives against negatives is not defined. Evaluate on rows of both classes, or, where the ' +
        "metric has the option singleClass, pass 'omit'.",
    } = context;
    const state = rows === 0 ? 'no label is known' : `every label is ${found} (${rows} rows)`;
    super(`${argument}${column === undefined ? '' : `, column ${column}`}: ${state}, so ${remedy}`);
  }
}

/** A metric is a ratio that has no denominator on these rows, or a variance of too few. */
export class UndefinedMetricError extends MetricsError {
  readonly tag = 'undefined-metric';
  override readonly name = 'UndefinedMetricError';

  constructor(
    /** Name of the metric. */
    readonly metric: string,
    readonly found: string,
    readonly expected: string,
    remedy: string,
  ) {
    super(`${metric} is not defined: found ${found}, expected ${expected}. ${remedy}`);
  }
}

/** Two accumulators that were to be merged are of different kinds, options or numbers of labels. */
export class UnlikeAccumulatorsError extends MetricsError {
  readonly tag = 'unlike-accumulators';
  override readonly name = 'UnlikeAccumulatorsError';

  constructor(
    /** In what they differ. */
    readonly differsIn: string,
    readonly expected: string,
    readonly found: string,
  ) {
    super(
      `The accumulators differ in ${differsIn}: found ${found}, expected ${expected}. ` +
        'Only accumulators made alike, of the same labels, can be merged.',
    );
  }
}

/**
 * Whether `error` was thrown by this package, and with this tag if one is given.
 *
 * @param error - anything caught
 * @param tag - the tag to look for; without it, any error of this package
 */
export function isMetricsError(error: unknown, tag?: MetricsErrorTag): error is MetricsError {
  return error instanceof MetricsError && (tag === undefined || error.tag === tag);
}
