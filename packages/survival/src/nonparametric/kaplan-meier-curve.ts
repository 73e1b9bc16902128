import { number } from '../cohort';
import { countUpTo } from '../count-times';
import { type SurvivalConfidence, survivalLimits } from './confidence';
import type { EventTable } from './event-table';
import { readTimes } from './read-times';

/** A time by which a share of the group has had the event, with confidence limits; Infinity where it isn't reached. */
export interface QuantileEstimate {
  readonly time: number;
  readonly lower: number;
  readonly upper: number;
}

/** Survival at one time, with Greenwood's standard error and pointwise confidence limits. */
export interface SurvivalEstimate {
  readonly time: number;
  readonly survival: number;
  /** NaN, as are the limits, if survival is 0: then nothing is known about the error. */
  readonly standardError: number;
  readonly lower: number;
  readonly upper: number;
}

/** Numbers (sums of weights) to print below a survival curve. */
export interface AtRiskTable {
  readonly time: number[];
  /** Under observation just before the curve's first time that is not before this one. */
  readonly atRisk: number[];
  /** Events up to and with each time. */
  readonly events: number[];
  /** Censored up to and with each time. */
  readonly censored: number[];
}

/** Survival that is this close to a quantile's is equal to it: R's `tolerance`, the root of the machine's precision. */
const TOLERANCE = Math.sqrt(Number.EPSILON);

/** One group's Kaplan–Meier estimate: columns with one entry a distinct time, those with censoring only too. */
export class KaplanMeierCurve {
  /** The group's value; undefined without groups. */
  readonly group: unknown;
  /** Rows of positive weight. */
  readonly rows: number;
  /** Ascending. Survival holds from its time until the next; before the first it is 1. */
  readonly time: readonly number[];
  /** Weight under observation just before each time. */
  readonly atRisk: readonly number[];
  /** Weight of the events at each time. */
  readonly events: readonly number[];
  /** Weight of those censored at each time; they count as at risk there. */
  readonly censored: readonly number[];
  readonly survival: readonly number[];
  /** Greenwood's, of the survival: S · √Σ d / (n (n − d)); NaN, as are the limits, where survival is 0. */
  readonly standardError: readonly number[];
  /** Pointwise confidence limits. */
  readonly lower: readonly number[];
  readonly upper: readonly number[];
  /** Nelson and Aalen's: Σ d / n. {@link nelsonAalen} gives its error. */
  readonly cumulativeHazard: readonly number[];
  readonly confidence: SurvivalConfidence;
  /** Coverage of the limits. */
  readonly level: number;
  /** The 0.5 quantile. */
  readonly median: QuantileEstimate;

  /** @internal */
  constructor(group: unknown, table: EventTable, confidence: SurvivalConfidence, level: number, z: number) {
    const { time, atRisk, events, censored, rows } = table;
    const survival: number[] = [];
    const standardError: number[] = [];
    const lower: number[] = [];
    const upper: number[] = [];
    const cumulativeHazard: number[] = [];
    let share = 1;
    let greenwood = 0;
    let hazard = 0;
    for (let at = 0; at < time.length; at++) {
      const n = atRisk[at]!;
      const d = events[at]!;
      if (d > 0) {
        share *= (n - d) / n;
        greenwood += d / (n * (n - d));
        hazard += d / n;
      }
      const sigma = Math.sqrt(greenwood);
      const [low, high] = survivalLimits(confidence, share, sigma, z);
      survival.push(share);
      standardError.push(share === 0 ? Number.NaN : share * sigma);
      lower.push(low);
      upper.push(high);
      cumulativeHazard.push(hazard);
    }
    this.group = group;
    this.rows = rows;
    this.time = Array.from(time);
    this.atRisk = Array.from(atRisk);
    this.events = Array.from(events);
    this.censored = Array.from(censored);
    this.survival = survival;
    this.standardError = standardError;
    this.lower = lower;
    this.upper = upper;
    this.cumulativeHazard = cumulativeHazard;
    this.confidence = confidence;
    this.level = level;
    this.median = this.quantile(0.5);
  }

  /**
   * The first time at which survival is at most 1 − p; if survival stays at exactly that for a stretch of time, the
   * middle of the stretch, as in R. The limits are Brookmeyer and Crowley's (1982): the same of the limits of survival.
   *
   * @param p - share that has had the event: above 0, below 1
   */
  quantile(p: number): QuantileEstimate {
    const target = 1 - number('p', p, (value) => value > 0 && value < 1, 'a number above 0 and below 1');
    return {
      time: firstAtMost(this.time, this.survival, target),
      // Where survival is 0 there is no lower limit, but the quantile's is surely reached.
      lower: firstAtMost(this.time, this.lower.map(orZero), target),
      upper: firstAtMost(this.time, this.upper, target),
    };
  }

  /**
   * Survival at any times, one entry each. After the last time of the curve it stays as it was.
   *
   * @throws {@link InvalidValueError} if a time is not a number
   */
  survivalAt(times: ArrayLike<number>): SurvivalEstimate[] {
    return readTimes(times).map((time) => {
      const at = countUpTo(this.time, time) - 1;
      const of = (column: readonly number[], before: number) => (at < 0 ? before : column[at]!);
      return {
        time,
        survival: of(this.survival, 1),
        standardError: of(this.standardError, 0),
        lower: of(this.lower, 1),
        upper: of(this.upper, 1),
      };
    });
  }

  /** The table below a plot: at risk, events and censored at some times. @throws {@link InvalidValueError} */
  atRiskTable(times: ArrayLike<number>): AtRiskTable {
    const table: AtRiskTable = { time: readTimes(times), atRisk: [], events: [], censored: [] };
    const events = sums(this.events);
    const censored = sums(this.censored);
    for (const time of table.time) {
      const at = countUpTo(this.time, time) - 1;
      const next = at >= 0 && this.time[at] === time ? at : at + 1;
      table.atRisk.push(this.atRisk[next] ?? 0);
      table.events.push(events[at] ?? 0);
      table.censored.push(censored[at] ?? 0);
    }
    return table;
  }
}

function firstAtMost(time: readonly number[], curve: readonly number[], target: number): number {
  const first = curve.findIndex((value) => value <= target + TOLERANCE);
  if (first < 0) return Infinity;
  const next = curve.findIndex((value) => value < target - TOLERANCE);
  const last = time.length - 1;
  return (time[first]! + time[next < 0 ? last : next]!) / 2;
}

const orZero = (value: number) => (Number.isNaN(value) ? 0 : value);

function sums(values: readonly number[]): number[] {
  let sum = 0;
  return values.map((value) => {
    sum += value;
    return sum;
  });
}
