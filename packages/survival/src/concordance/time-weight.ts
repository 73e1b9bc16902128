import { censoringByStratum, censoringIn } from '../censoring';
import { type Cohort, number } from '../cohort';
import { InvalidValueError, UnobservableTimeError } from '../errors';
import { valueBefore } from '../product-limit';
import type { ConcordanceOptions } from './concordance';
import type { TimeWeight } from './sum-pairs';

/** What the pairs of an event count. @throws {@link SurvivalError} */
export function timeWeightOf(
  cohort: Cohort,
  { timeWeight = 'harrell', tau, censoring }: ConcordanceOptions,
): TimeWeight {
  const last = tau === undefined ? Infinity : number('tau', tau, (time) => time > 0, 'a finite number above 0');
  if (timeWeight === 'harrell') {
    if (censoring !== undefined) {
      throw new InvalidValueError('timeWeight', timeWeight, "'uno' with censoring, or no censoring");
    }
    return (_, time) => (time <= last ? 1 : 0);
  }
  if (timeWeight !== 'uno') throw new InvalidValueError('timeWeight', timeWeight, "'harrell' or 'uno'");
  if (cohort.entry !== undefined) {
    const expected = "'harrell' where there are entry times: they leave the censoring distribution undefined";
    throw new InvalidValueError('timeWeight', timeWeight, expected);
  }
  const common = censoring && censoringIn('censoring', censoring);
  const curves = common === undefined ? censoringByStratum(cohort) : [];
  return (stratum, time) => {
    if (time > last) return 0;
    const observed = valueBefore(common ?? curves[stratum]!, time);
    if (observed === 0) throw new UnobservableTimeError(time);
    return 1 / observed ** 2;
  };
}
