/** What can be wrong with the arguments of this package; each tag belongs to one class below. */
export type SurvivalErrorTag =
  | 'empty'
  | 'invalid-value'
  | 'shape-mismatch'
  | 'no-events'
  | 'unknown-column'
  | 'no-comparable-pairs'
  | 'beyond-follow-up'
  | 'unobservable-time'
  | 'replicate-failed'
  | 'worker-failed'
  | 'stopped';

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

/** No row is known to have had the event while another was under observation and outlived it. */
export class NoComparablePairsError extends SurvivalError {
  readonly tag = 'no-comparable-pairs';
  override readonly name = 'NoComparablePairsError';

  constructor(
    /** The time up to which there is none; undefined if there is none at all. */
    readonly time?: number,
  ) {
    const where = time === undefined ? '' : ` at time ${time}`;
    super(
      `There is no pair to compare${where}: no event that another row outlived under observation. Are there too few ` +
        'rows or events, too small strata, or times of interest before the first event?',
    );
  }
}

/** A time of interest at which nobody was under observation any more. */
export class BeyondFollowUpError extends SurvivalError {
  readonly tag = 'beyond-follow-up';
  override readonly name = 'BeyondFollowUpError';

  constructor(
    readonly argument: string,
    readonly time: number,
    /** The end of the longest follow-up. */
    readonly last: number,
  ) {
    super(
      `${argument}: nobody was under observation after ${time}; follow-up ends at ${last}. Choose a time below it.`,
    );
  }
}

/** A row was seen at a time until which, by the estimate of the censoring, everybody is censored: its weight is infinite. */
export class UnobservableTimeError extends SurvivalError {
  readonly tag = 'unobservable-time';
  override readonly name = 'UnobservableTimeError';

  constructor(readonly time: number) {
    super(
      `By the follow-up given as censoring, nobody is still under observation at time ${time}, where there is a row: its ` +
        'weight would be infinite. Choose earlier times (tau, times), or follow-up that lasts as long.',
    );
  }
}

/** The model of a resample could not be fitted, or a figure of it is not a number. */
export class ReplicateFailedError extends SurvivalError {
  readonly tag = 'replicate-failed';
  override readonly name = 'ReplicateFailedError';

  constructor(
    /** 0 for the model of all rows. */
    readonly replicate: number,
    cause: unknown,
  ) {
    const reason = cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause);
    const remedy =
      replicate === 0 ? '' : " onFailure: 'count' leaves such replicates out; stratify keeps events in all.";
    super(`Replicate ${replicate} failed: ${reason}${remedy}`, { cause });
  }
}

/** Workers can't be started, can't load the module of the fit, or died. */
export class WorkerFailedError extends SurvivalError {
  readonly tag = 'worker-failed';
  override readonly name = 'WorkerFailedError';

  constructor(
    readonly reason: string,
    cause?: unknown,
  ) {
    super(`A worker failed: ${reason.replace(/\.$/, '')}.`, { cause });
  }
}

/** The caller's signal was aborted. */
export class StoppedError extends SurvivalError {
  readonly tag = 'stopped';
  override readonly name = 'StoppedError';

  constructor(
    /** Replicates that were done, and how many there were to be. */
    readonly done: number,
    readonly total: number,
    cause: unknown,
  ) {
    super(`Stopped after ${done} of ${total} replicates: pass those that onProgress gave as finished to go on.`, {
      cause,
    });
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
