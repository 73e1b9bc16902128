import { number } from '../cohort';
import { twoSidedP } from '../distributions';
import { BeyondFollowUpError, InvalidValueError } from '../errors';
import { zOfLevel } from './confidence';
import type { KaplanMeierCurve } from './kaplan-meier-curve';

/** Options of {@link restrictedMean} and {@link restrictedMeanDifference}. */
export interface RestrictedMeanOptions {
  /** Until when time is counted. Default: the last time of the curve; of two, the earlier one. */
  tau?: number;
  /** Coverage of the limits. Default 0.95. */
  level?: number;
}

/** Mean time without the event until `tau`. */
export interface RestrictedMean {
  readonly tau: number;
  /** Area under the survival curve from 0 to tau, in the unit of time. */
  readonly mean: number;
  readonly standardError: number;
  readonly lower: number;
  readonly upper: number;
}

/** Difference of two restricted means: the first curve's minus the second's. */
export interface RestrictedMeanDifference {
  readonly tau: number;
  /** Of the two curves. */
  readonly means: readonly [RestrictedMean, RestrictedMean];
  readonly difference: number;
  readonly standardError: number;
  readonly lower: number;
  readonly upper: number;
  /** Difference / standard error. */
  readonly z: number;
  /** Two-sided, of "there is no difference". */
  readonly pValue: number;
}

/**
 * Restricted mean survival time: the area under a Kaplan–Meier curve until tau, with the variance Σ over event times of
 * (area from there to tau)² · d / (n (n − d)) and normal limits (Klein and Moeschberger 2003, section 4.5), as R's
 * `print(survfit, rmean = tau)`.
 *
 * @throws {@link BeyondFollowUpError} if tau lies beyond the last time of a curve that has not reached 0 by then
 */
export function restrictedMean(
  curve: KaplanMeierCurve,
  { tau = lastTime(curve), level = 0.95 }: RestrictedMeanOptions = {},
): RestrictedMean {
  const z = zOfLevel(level);
  requireTau(tau, [curve]);
  const { time, survival, atRisk, events } = curve;
  let mean = 0;
  let variance = 0;
  let until = tau;
  for (let at = time.length - 1; at >= 0; at--) {
    if (time[at]! >= until) continue;
    mean += survival[at]! * (until - time[at]!);
    until = time[at]!;
    const left = atRisk[at]! - events[at]!;
    if (left > 0) variance += (mean * mean * events[at]!) / (atRisk[at]! * left);
  }
  mean += until;
  const standardError = Math.sqrt(variance);
  return { tau, mean, standardError, lower: mean - z * standardError, upper: mean + z * standardError };
}

/**
 * Compares the restricted means of two independent curves, with normal limits and test (Uno et al. 2014), as R's
 * `survRM2::rmst2`.
 *
 * @throws {@link BeyondFollowUpError} if tau lies beyond the last time of a curve that has not reached 0 by then;
 * {@link InvalidValueError} if neither curve has a variance until tau
 */
export function restrictedMeanDifference(
  curve: KaplanMeierCurve,
  other: KaplanMeierCurve,
  { tau = Math.min(lastTime(curve), lastTime(other)), level = 0.95 }: RestrictedMeanOptions = {},
): RestrictedMeanDifference {
  requireTau(tau, [curve, other]);
  const means = [restrictedMean(curve, { tau, level }), restrictedMean(other, { tau, level })] as const;
  const standardError = Math.hypot(means[0].standardError, means[1].standardError);
  if (standardError === 0) {
    throw new InvalidValueError('tau', tau, 'a time by which some, but not all, of a group have had the event');
  }
  const difference = means[0].mean - means[1].mean;
  const margin = zOfLevel(level) * standardError;
  const z = difference / standardError;
  const limits = { lower: difference - margin, upper: difference + margin };
  return { tau, means, difference, standardError, ...limits, z, pValue: twoSidedP(z) };
}

const lastTime = ({ time }: KaplanMeierCurve) => time.at(-1)!;

function requireTau(tau: number, curves: readonly KaplanMeierCurve[]): void {
  number('tau', tau, (value) => value > 0, 'a finite number above 0');
  for (const curve of curves) {
    if (tau <= lastTime(curve) || curve.survival.at(-1) === 0) continue;
    throw new BeyondFollowUpError('tau', tau, lastTime(curve));
  }
}
