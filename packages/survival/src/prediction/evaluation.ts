import { censoringByStratum, censoringIn } from '../censoring';
import { type Cohort, type FollowUp, number, readCohortWithEvents } from '../cohort';
import {
  BeyondFollowUpError,
  EmptyInputError,
  InvalidValueError,
  ShapeMismatchError,
  UnobservableTimeError,
} from '../errors';
import { type StepCurve, valueAt, valueBefore } from '../product-limit';

/** Options of the measures at fixed times. */
export interface EvaluationOptions {
  /** How often a row counts: finite, at least 0. Default 1 each. */
  weights?: ArrayLike<number>;
  /**
   * Follow-up of which the distribution of the censoring is estimated, such as that of the training cohort. Default: the
   * rows themselves.
   */
  censoring?: FollowUp;
}

/** Rows and times at which predictions for them are judged. */
export interface Evaluation {
  readonly cohort: Cohort;
  /** Below the end of follow-up. */
  readonly times: readonly number[];
  /** Rows that were given, those of weight 0 too. */
  readonly given: number;
  /** The Kaplan–Meier estimate of not being censored. */
  readonly censoring: StepCurve;
}

/** @throws {@link SurvivalError} */
export function readEvaluation(followUp: FollowUp, times: ArrayLike<number>, options: EvaluationOptions): Evaluation {
  const { weights, censoring } = options;
  const cohort = readCohortWithEvents(followUp, { weights });
  const given = followUp.time.length;
  const curve = censoring === undefined ? censoringByStratum(cohort)[0]! : censoringIn('censoring', censoring);
  return { cohort, given, censoring: curve, times: readTimes(times, cohort) };
}

/** Whether the row is known to have had the event by `at`; if not, and it was still observed then, it outlived it. */
export function hadEvent({ time, event }: Cohort, row: number, at: number): boolean {
  return event[row] === 1 && time[row]! <= at;
}

/** 1 / G(T−) of a row with the event at T: how many such rows it stands for. @throws {@link UnobservableTimeError} */
export function eventWeights({ cohort: { time, event }, censoring }: Evaluation): Float64Array {
  const weights = new Float64Array(time.length);
  for (let row = 0; row < time.length; row++) {
    if (event[row] === 1) weights[row] = inverse(valueBefore(censoring, time[row]!), time[row]!);
  }
  return weights;
}

/** 1 / G(t) of a row that is observed beyond t. @throws {@link UnobservableTimeError} */
export function survivorWeight({ censoring }: Evaluation, at: number): number {
  return inverse(valueAt(censoring, at), at);
}

/** Predictions of the cohort's rows by time: one number a row for all times, or one a row and time. */
export function readPredictions(
  argument: string,
  predictions: ArrayLike<number> | ArrayLike<ArrayLike<number>>,
  { cohort, given, times }: Pick<Evaluation, 'cohort' | 'given' | 'times'>,
  accepts: (value: number) => boolean,
  expected: string,
): (row: number, time: number) => number {
  if (typeof predictions !== 'object' || predictions === null || !('length' in predictions)) {
    throw new InvalidValueError(argument, predictions, 'an array with one value a row');
  }
  if (predictions.length !== given) throw new ShapeMismatchError(argument, given, predictions.length);
  const width = typeof predictions[0] === 'object' ? times.length : 1;
  const values = new Float64Array(cohort.rows.length * width);
  for (let place = 0; place < cohort.rows.length; place++) {
    const row = cohort.rows[place]!;
    const found = predictions[row];
    if (typeof found !== 'object') {
      values[place * width] = number(argument, found, accepts, expected, row);
      continue;
    }
    if (found?.length !== width) {
      const length = found === null ? null : `length ${found.length}`;
      throw new InvalidValueError(argument, length, `${width} numbers, one a time`, row);
    }
    for (let at = 0; at < width; at++) values[place * width + at] = number(argument, found[at], accepts, expected, row);
  }
  return width === 1 ? (row) => values[row]! : (row, time) => values[row * width + time]!;
}

function readTimes(times: ArrayLike<number>, { time }: Cohort): number[] {
  if (typeof times !== 'object' || times === null || !('length' in times)) {
    throw new InvalidValueError('times', times, 'an array of times');
  }
  if (times.length === 0) throw new EmptyInputError('times', 'no times');
  let last = 0;
  for (let row = 0; row < time.length; row++) last = Math.max(last, time[row]!);
  return Array.from({ length: times.length }, (_, place) => {
    const above = place === 0 ? 0 : times[place - 1]!;
    const expected = 'finite numbers above 0, ascending';
    const at = number('times', times[place], (value) => value > above, expected, place);
    if (at >= last) throw new BeyondFollowUpError('times', at, last);
    return at;
  });
}

function inverse(observed: number, time: number): number {
  if (observed === 0) throw new UnobservableTimeError(time);
  return 1 / observed;
}
