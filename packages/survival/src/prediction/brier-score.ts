import { InvalidValueError } from '../errors';
import { productLimit, valueAt } from '../product-limit';
import {
  type Evaluation,
  type EvaluationOptions,
  eventWeights,
  hadEvent,
  readEvaluation,
  readPredictions,
  survivorWeight,
} from './evaluation';

/** Squared error of predicted survival. */
export interface BrierScore {
  readonly times: readonly number[];
  /** One a time: 0 is perfect. */
  readonly scores: readonly number[];
  /** Scores of the Kaplan–Meier curve of the rows, which knows no covariates: a useful model's are lower. */
  readonly kaplanMeier: readonly number[];
}

/** Mean of the Brier scores over a stretch of time. */
export interface IntegratedBrierScore {
  readonly score: number;
  /** That of the Kaplan–Meier curve of the rows. */
  readonly kaplanMeier: number;
}

/**
 * The Brier score at times: the mean squared difference between the predicted probability of being without the event,
 * and 1 or 0 for who is or is not. Who was censored before the time drops out, and the others stand for them: rows with
 * the event at T count 1 / G(T−), those that outlive t 1 / G(t), G being the Kaplan–Meier estimate of not being
 * censored (Graf et al. 1999).
 *
 * @param time - of the rows that are judged
 * @param survival - rows × times, from 0 to 1, such as `fit.predictSurvival(covariates, times)`; one number a row for a
 *   single time
 * @param times - above 0, ascending, below the end of follow-up
 * @throws {@link BeyondFollowUpError}; {@link UnobservableTimeError} where the given censoring leaves nobody observed;
 *   {@link SurvivalError} on other bad input
 */
export function brierScore(
  time: ArrayLike<number>,
  event: ArrayLike<number | boolean>,
  survival: ArrayLike<number> | ArrayLike<ArrayLike<number>>,
  times: ArrayLike<number>,
  options: EvaluationOptions = {},
): BrierScore {
  const evaluation = readEvaluation({ time, event }, times, options);
  if (times.length > 1 && survival?.length === time.length && typeof survival[0] !== 'object') {
    throw new InvalidValueError('survival', survival[0], `${times.length} probabilities a row, one a time`, 0);
  }
  const isProbability = (value: number) => value >= 0 && value <= 1;
  const predicted = readPredictions('survival', survival, evaluation, isProbability, 'a probability from 0 to 1');
  const curve = productLimit(evaluation.cohort, 'event');
  const standsFor = eventWeights(evaluation);
  return {
    times: evaluation.times,
    scores: evaluation.times.map((_, at) => scoreAt(evaluation, at, standsFor, (row) => predicted(row, at))),
    kaplanMeier: evaluation.times.map((when, at) => {
      const survived = valueAt(curve, when);
      return scoreAt(evaluation, at, standsFor, () => survived);
    }),
  };
}

/**
 * The mean of {@link brierScore} over the time between the first and the last of the times, by the trapezoidal rule.
 *
 * @param times - at least two
 * @throws as {@link brierScore}
 */
export function integratedBrierScore(
  time: ArrayLike<number>,
  event: ArrayLike<number | boolean>,
  survival: ArrayLike<ArrayLike<number>>,
  times: ArrayLike<number>,
  options: EvaluationOptions = {},
): IntegratedBrierScore {
  if (times?.length === 1) throw new InvalidValueError('times', `only ${times[0]}`, 'at least two times');
  const { scores, kaplanMeier, times: read } = brierScore(time, event, survival, times, options);
  return { score: mean(read, scores), kaplanMeier: mean(read, kaplanMeier) };
}

function scoreAt(
  evaluation: Evaluation,
  number: number,
  standsFor: Float64Array,
  predicted: (row: number) => number,
): number {
  const { cohort, times } = evaluation;
  const at = times[number]!;
  const survivor = survivorWeight(evaluation, at);
  let sum = 0;
  let total = 0;
  for (let row = 0; row < cohort.rows.length; row++) {
    const weight = cohort.weights?.[row] ?? 1;
    total += weight;
    if (hadEvent(cohort, row, at)) sum += weight * standsFor[row]! * predicted(row) ** 2;
    else if (cohort.time[row]! > at) sum += weight * survivor * (1 - predicted(row)) ** 2;
  }
  return sum / total;
}

function mean(times: readonly number[], values: readonly number[]): number {
  let area = 0;
  for (let i = 1; i < times.length; i++) area += ((values[i]! + values[i - 1]!) / 2) * (times[i]! - times[i - 1]!);
  return area / (times.at(-1)! - times[0]!);
}
