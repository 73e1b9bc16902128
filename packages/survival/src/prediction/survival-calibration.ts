import { argsort } from '../argsort';
import { type Cohort, gather, number, readCohortWithEvents } from '../cohort';
import { coxPH } from '../cox/cox-ph';
import { normalQuantile } from '../distributions';
import { BeyondFollowUpError } from '../errors';
import { kaplanMeier } from '../nonparametric/kaplan-meier';
import { readPredictions } from './evaluation';

/** Options of {@link survivalCalibration}. */
export interface SurvivalCalibrationOptions {
  /** How often a row counts: finite, at least 0. Default 1 each. */
  weights?: ArrayLike<number>;
  /** Groups of about as many rows each, by predicted survival; rows of equal predictions stay together. Default 10. */
  groups?: number;
  /** Coverage of the limits. Default 0.95. */
  level?: number;
}

/** Predicted and observed survival of some rows, at one time. */
export interface CalibrationGroup {
  readonly rows: number;
  /** Weighted mean of the predictions. */
  readonly predicted: number;
  /** The Kaplan–Meier estimate. */
  readonly observed: number;
  /** Greenwood's, of `observed`; 0 where `observed` is 0 or 1. */
  readonly standardError: number;
  /** Limits of `observed`, log-log; where that is 0 or 1 there are none but itself. */
  readonly lower: number;
  readonly upper: number;
}

/** Whether predicted survival comes true. */
export interface SurvivalCalibration {
  readonly at: number;
  readonly overall: CalibrationGroup;
  /** From the lowest predicted survival to the highest. */
  readonly groups: readonly CalibrationGroup[];
  /**
   * The coefficient of log(−log(predicted survival)) in a Cox model of the whole follow-up: 1 if the predictions spread as they should, below 1
   * if they are too extreme (van Houwelingen 2000). Undefined if a prediction is 0 or 1, or all are equal.
   */
  readonly slope: CalibrationSlope | undefined;
}

/** See {@link SurvivalCalibration.slope}. */
export interface CalibrationSlope {
  readonly value: number;
  readonly standardError: number;
  readonly lower: number;
  readonly upper: number;
}

/**
 * Calibration at a time point: predicted survival against the Kaplan–Meier estimate in groups of similar predictions.
 *
 * @param survival - predicted probability of being without the event at `at`, one a row
 * @param at - above 0; every group must have somebody under observation beyond it, or nobody left to observe
 * @throws {@link BeyondFollowUpError} if the follow-up of a group ends before `at`; {@link SurvivalError} on other bad
 *   input
 */
export function survivalCalibration(
  time: ArrayLike<number>,
  event: ArrayLike<number | boolean>,
  survival: ArrayLike<number>,
  at: number,
  { weights, groups = 10, level = 0.95 }: SurvivalCalibrationOptions = {},
): SurvivalCalibration {
  number('at', at, (value) => value > 0, 'a finite number above 0');
  number('groups', groups, (value) => Number.isInteger(value) && value > 0, 'a whole number of at least 1');
  number('level', level, (value) => value > 0 && value < 1, 'a number between 0 and 1');
  const z = normalQuantile((1 + level) / 2);
  const cohort = readCohortWithEvents({ time, event }, { weights });
  const isProbability = (value: number) => value >= 0 && value <= 1;
  const rows = { cohort, given: time.length, times: [at] };
  const read = readPredictions('survival', survival, rows, isProbability, 'a probability from 0 to 1');
  const predicted = gather(cohort.rows, (_, place) => read(place, 0));
  const order = argsort(predicted);
  const groupOf = (places: Uint32Array) => calibrationGroup(cohort, predicted, places, at, level);
  return {
    at,
    overall: groupOf(order),
    groups: cut(predicted, order, groups).map(groupOf),
    slope: slopeOf(cohort, predicted, z),
  };
}

/** Rows by group: of n rows, those with r smaller predictions are in group ⌊r · groups / n⌋. */
function cut(predicted: Float64Array, order: Uint32Array, groups: number): Uint32Array[] {
  const parts: Uint32Array[] = [];
  let from = 0;
  let group = 0;
  for (let start = 0, end = 0; start < order.length; start = end) {
    while (end < order.length && predicted[order[end]!] === predicted[order[start]!]) end++;
    const here = Math.floor((start * groups) / order.length);
    if (here > group) {
      parts.push(order.subarray(from, start));
      from = start;
    }
    group = here;
  }
  return [...parts, order.subarray(from)];
}

function calibrationGroup(
  cohort: Cohort,
  predicted: Float64Array,
  rows: Uint32Array,
  at: number,
  level: number,
): CalibrationGroup {
  const pick = (values: ArrayLike<number>) => gather(rows, (row) => values[row]!);
  const weights = cohort.weights && pick(cohort.weights);
  const time = pick(cohort.time);
  const curve = kaplanMeier({ time, event: pick(cohort.event) }, { weights, level });
  const { survival: observed, standardError, lower, upper } = curve.survivalAt([at])[0]!;
  const last = curve.time.at(-1)!;
  if (last < at && observed > 0) throw new BeyondFollowUpError('at', at, last);
  let total = 0;
  let sum = 0;
  for (const row of rows) {
    const weight = cohort.weights?.[row] ?? 1;
    total += weight;
    sum += weight * predicted[row]!;
  }
  const ofGroup = { rows: rows.length, predicted: sum / total, observed };
  return observed === 0
    ? { ...ofGroup, standardError: 0, lower: 0, upper: 0 }
    : { ...ofGroup, standardError, lower, upper };
}

function slopeOf({ time, event, weights }: Cohort, predicted: Float64Array, z: number): CalibrationSlope | undefined {
  const x = predicted.map((survival) => Math.log(-Math.log(survival)));
  if (!x.every(Number.isFinite) || x.every((value) => value === x[0])) return undefined;
  const fit = coxPH({ time, event, covariates: { x } }, { weights });
  const [value, standardError] = [fit.coefficients[0]!, fit.standardErrors[0]!];
  return { value, standardError, lower: value - z * standardError, upper: value + z * standardError };
}
