import { argsort } from '../argsort';
import { NoComparablePairsError } from '../errors';
import { productLimit, valueAt } from '../product-limit';
import { type EvaluationOptions, eventWeights, hadEvent, readEvaluation, readPredictions } from './evaluation';

/** How well a risk score tells who has the event by a time. */
export interface CumulativeDynamicAuc {
  readonly times: readonly number[];
  /** One a time. */
  readonly auc: readonly number[];
  /** Mean over the times, each weighted by the events since the time before it (Lambert and Chevret 2016). */
  readonly mean: number;
}

/**
 * The cumulative/dynamic AUC: the probability that a patient who has the event by t has a higher risk than one who
 * outlives t; equal risks count half. Rows with the event count 1 / G(T−), G being the Kaplan–Meier estimate of not
 * being censored, which makes up for those who were censored before t (Uno et al. 2007; Hung and Chiang 2010).
 *
 * scikit-survival takes G(T) in place of G(T−), which differs where rows with the event and censored ones share a time.
 *
 * @param time - of the rows that are judged
 * @param risk - one number a row, or one a row and time; higher for a shorter survival
 * @param times - above 0, ascending, below the end of follow-up
 * @throws {@link BeyondFollowUpError}; {@link NoComparablePairsError} at a time by which nobody had the event;
 *   {@link UnobservableTimeError} where the given censoring leaves nobody observed; {@link SurvivalError} on other bad input
 */
export function cumulativeDynamicAuc(
  time: ArrayLike<number>,
  event: ArrayLike<number | boolean>,
  risk: ArrayLike<number> | ArrayLike<ArrayLike<number>>,
  times: ArrayLike<number>,
  options: EvaluationOptions = {},
): CumulativeDynamicAuc {
  const evaluation = readEvaluation({ time, event }, times, options);
  const { cohort } = evaluation;
  const riskOf = readPredictions(
    'risk',
    risk,
    evaluation,
    Number.isFinite,
    'a finite number, higher for a shorter survival',
  );
  const standsFor = eventWeights(evaluation);
  const perTime = typeof risk[0] === 'object';
  const risks = new Float64Array(cohort.rows.length);
  let order: Uint32Array = new Uint32Array(0);
  const auc = evaluation.times.map((at, number) => {
    if (number === 0 || perTime) {
      for (let row = 0; row < risks.length; row++) risks[row] = riskOf(row, number);
      order = argsort(risks);
    }
    let cases = 0;
    let controls = 0;
    let ordered = 0;
    for (let start = 0, end = 0; start < order.length; start = end) {
      let casesHere = 0;
      let controlsHere = 0;
      for (; end < order.length && risks[order[end]!] === risks[order[start]!]; end++) {
        const row = order[end]!;
        const weight = cohort.weights?.[row] ?? 1;
        if (hadEvent(cohort, row, at)) casesHere += weight * standsFor[row]!;
        else if (cohort.time[row]! > at) controlsHere += weight;
      }
      ordered += casesHere * (controls + controlsHere / 2);
      cases += casesHere;
      controls += controlsHere;
    }
    if (cases === 0) throw new NoComparablePairsError(at);
    return ordered / (cases * controls);
  });
  const survival = productLimit(cohort, 'event');
  let weighted = 0;
  let before = 1;
  for (const [number, at] of evaluation.times.entries()) {
    const here = valueAt(survival, at);
    weighted += auc[number]! * (before - here);
    before = here;
  }
  return { times: evaluation.times, auc, mean: weighted / (1 - before) };
}
