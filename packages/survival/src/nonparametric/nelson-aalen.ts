import { type CohortOptions, type FollowUp, readCohort } from '../cohort';
import { type HazardConfidence, hazardLimits, requireOneOf, zOfLevel } from './confidence';
import { type EventTable, eventTables } from './event-table';
import { readGroups } from './groups';

/** Options of {@link nelsonAalen}. */
export interface NelsonAalenOptions extends Pick<CohortOptions, 'weights' | 'entry'> {
  /**
   * Events at the same time: `'nelson-aalen'` (default) takes d / n, `'fleming-harrington'` lets them come one after the
   * other, 1 / n + 1 / (n − 1) + … (R's `ctype = 1` and `ctype = 2`).
   */
  ties?: 'nelson-aalen' | 'fleming-harrington';
  /** Scale of the pointwise limits: `'log'` (default, as lifelines) or `'plain'`. */
  confidence?: HazardConfidence;
  /** Coverage of the limits. Default 0.95. */
  level?: number;
}

/** One group's cumulative hazard: columns with one entry a distinct time, those with censoring only too. */
export interface NelsonAalenCurve {
  /** The group's value; undefined without groups. */
  readonly group: unknown;
  /** Rows of positive weight. */
  readonly rows: number;
  /** Ascending. The cumulative hazard holds from its time until the next; before the first it is 0. */
  readonly time: readonly number[];
  /** Weight under observation just before each time. */
  readonly atRisk: readonly number[];
  readonly events: readonly number[];
  readonly censored: readonly number[];
  readonly cumulativeHazard: readonly number[];
  readonly variance: readonly number[];
  /** Pointwise confidence limits. */
  readonly lower: readonly number[];
  readonly upper: readonly number[];
  /** exp(−cumulative hazard). */
  readonly survival: readonly number[];
  readonly level: number;
}

/**
 * Nelson and Aalen's estimate of the cumulative hazard, H(t) = Σ over times up to t of events / at risk, with the
 * variance Σ events / at risk² (Aalen 1978); or Fleming and Harrington's for ties (1984).
 *
 * @param followUp - one row a patient (or a stretch of a patient's time, with `entry`); all may be censored
 * @param options - with `groups`, one value a row, there is one curve a group, in order of the groups' first rows
 * @throws {@link SurvivalError} on bad input
 */
export function nelsonAalen(
  followUp: FollowUp,
  options: NelsonAalenOptions & { groups: ArrayLike<unknown> },
): NelsonAalenCurve[];
export function nelsonAalen(
  followUp: FollowUp,
  options?: NelsonAalenOptions & { groups?: undefined },
): NelsonAalenCurve;
export function nelsonAalen(
  followUp: FollowUp,
  options: NelsonAalenOptions & { groups?: ArrayLike<unknown> | undefined } = {},
): NelsonAalenCurve | NelsonAalenCurve[] {
  const { weights, entry, groups, ties = 'nelson-aalen', confidence = 'log', level = 0.95 } = options;
  requireOneOf('ties', ties, ['nelson-aalen', 'fleming-harrington']);
  requireOneOf('confidence', confidence, ['log', 'plain']);
  const z = zOfLevel(level);
  const cohort = readCohort(followUp, { weights, entry });
  const levels = readGroups(cohort, groups, followUp.time.length);
  const curves = eventTables(cohort, levels).map((table, number): NelsonAalenCurve => {
    const { cumulativeHazard, variance } = hazards(table, ties);
    const limits = cumulativeHazard.map((hazard, at) => hazardLimits(confidence, hazard, Math.sqrt(variance[at]!), z));
    return {
      group: levels.values[number],
      rows: table.rows,
      time: Array.from(table.time),
      atRisk: Array.from(table.atRisk),
      events: Array.from(table.events),
      censored: Array.from(table.censored),
      cumulativeHazard,
      variance,
      lower: limits.map(([lower]) => lower),
      upper: limits.map(([, upper]) => upper),
      survival: cumulativeHazard.map((hazard) => Math.exp(-hazard)),
      level,
    };
  });
  return groups === undefined ? curves[0]! : curves;
}

function hazards({ atRisk, events, eventRows }: EventTable, ties: NonNullable<NelsonAalenOptions['ties']>) {
  const cumulativeHazard: number[] = [];
  const variance: number[] = [];
  let hazard = 0;
  let squares = 0;
  for (let at = 0; at < atRisk.length; at++) {
    const parts = ties === 'fleming-harrington' ? eventRows[at]! : Math.min(1, eventRows[at]!);
    const part = events[at]! / parts;
    for (let before = 0; before < parts; before++) {
      const n = atRisk[at]! - before * part;
      hazard += part / n;
      squares += part / (n * n);
    }
    cumulativeHazard.push(hazard);
    variance.push(squares);
  }
  return { cumulativeHazard, variance };
}
