import { number } from '../cohort';
import type { ChiSquareTest } from '../cox/significance';
import { chiSquareUpper } from '../distributions';
import { BeyondFollowUpError, InvalidValueError } from '../errors';
import { zOfLevel } from './confidence';
import type { KaplanMeierCurve, SurvivalEstimate } from './kaplan-meier-curve';

/** Survival of two groups at one time. */
export interface SurvivalDifference extends ChiSquareTest {
  readonly time: number;
  /** Of the two curves. */
  readonly survival: readonly [SurvivalEstimate, SurvivalEstimate];
  /** The first curve's survival minus the second's. */
  readonly difference: number;
  readonly standardError: number;
  readonly lower: number;
  readonly upper: number;
}

/**
 * Compares two independent survival curves at one time: the difference with normal limits, and the test of Klein et al.
 * (Statistics in Medicine 2007, 26:4505) on log(−log S), which holds its level best in small cohorts.
 *
 * @param options - `time`: chosen before looking at the curves; `level`: coverage of the limits, default 0.95
 * @throws {@link BeyondFollowUpError} if the time lies beyond a curve's last one; {@link InvalidValueError} if a survival
 * is 0 or 1 there: it has no log(−log)
 */
export function survivalDifference(
  curve: KaplanMeierCurve,
  other: KaplanMeierCurve,
  { time, level = 0.95 }: { time: number; level?: number },
): SurvivalDifference {
  number('time', time, (value) => value > 0, 'a finite number above 0');
  const survival = [at(curve, time), at(other, time)] as const;
  const [a, b] = survival;
  const standardError = Math.hypot(a.standardError, b.standardError);
  const difference = a.survival - b.survival;
  const margin = zOfLevel(level) * standardError;
  const [first, second] = survival.map(onLogLog) as [LogLog, LogLog];
  const statistic = (first.value - second.value) ** 2 / (first.variance + second.variance);
  return {
    ...{ time, survival, difference, standardError },
    lower: difference - margin,
    upper: difference + margin,
    ...{ statistic, degreesOfFreedom: 1, pValue: chiSquareUpper(statistic, 1) },
  };
}

interface LogLog {
  readonly value: number;
  readonly variance: number;
}

function at(curve: KaplanMeierCurve, time: number): SurvivalEstimate {
  const last = curve.time.at(-1)!;
  if (time > last) throw new BeyondFollowUpError('time', time, last);
  const [estimate] = curve.survivalAt([time]) as [SurvivalEstimate];
  if (estimate.survival > 0 && estimate.survival < 1) return estimate;
  const whose = curve.group === undefined ? 'a curve' : `the curve of group ${JSON.stringify(curve.group)}`;
  const expected = `a time at which survival is between 0 and 1; that of ${whose} is ${estimate.survival}`;
  throw new InvalidValueError('time', time, expected);
}

/** log(−log S) and, by the delta method, its variance. */
function onLogLog({ survival, standardError }: SurvivalEstimate): LogLog {
  const log = Math.log(survival);
  return { value: Math.log(-log), variance: (standardError / (survival * log)) ** 2 };
}
