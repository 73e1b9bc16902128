import { type Cohort, type FollowUp, gather, readCohort } from './cohort';
import { InvalidValueError } from './errors';
import { productLimit, type StepCurve } from './product-limit';

/** The Kaplan–Meier estimate of not being censored, in each stratum. */
export function censoringByStratum({ time, event, weights, stratum, strata }: Cohort): StepCurve[] {
  if (strata.length === 1) return [productLimit({ time, event, weights }, 'censoring')];
  const rows: number[][] = strata.map(() => []);
  for (let row = 0; row < time.length; row++) rows[stratum[row]!]!.push(row);
  return rows.map((list) => {
    const places = Uint32Array.from(list);
    const pick = (values: ArrayLike<number>) => gather(places, (row) => values[row]!);
    const curve = { time: pick(time), event: Uint8Array.from(pick(event)), weights: weights && pick(weights) };
    return productLimit(curve, 'censoring');
  });
}

/** The estimate from follow-up that a user gives. @throws {@link SurvivalError} */
export function censoringIn(argument: string, followUp: FollowUp): StepCurve {
  if (typeof followUp !== 'object' || followUp === null || !('time' in followUp) || !('event' in followUp)) {
    throw new InvalidValueError(argument, followUp, '{ time, event }');
  }
  return productLimit(readCohort(followUp), 'censoring');
}
