import { type CohortOptions, type FollowUp, readCohort } from '../cohort';
import { requireOneOf, type SurvivalConfidence, zOfLevel } from './confidence';
import { eventTables } from './event-table';
import { readGroups } from './groups';
import { KaplanMeierCurve } from './kaplan-meier-curve';

/** Options of {@link kaplanMeier}. */
export interface KaplanMeierOptions extends Pick<CohortOptions, 'weights' | 'entry'> {
  /**
   * Scale of the pointwise limits: `'log-log'` (default, as lifelines and SAS; holds its level best in small cohorts),
   * `'log'` (R's default) or `'plain'`.
   */
  confidence?: SurvivalConfidence;
  /** Coverage of the limits. Default 0.95. */
  level?: number;
}

/**
 * Kaplan and Meier's product-limit estimate of survival, S(t) = Π over times up to t of (1 − events / at risk), with
 * Greenwood's standard error (Kaplan and Meier 1958).
 *
 * With `entry`, few are at risk at first: if all of those have the event, survival is 0 from then on whatever follows.
 *
 * @param followUp - one row a patient (or a stretch of a patient's time, with `entry`); all may be censored
 * @param options - with `groups`, one value a row, there is one curve a group, in order of the groups' first rows
 * @throws {@link SurvivalError} on bad input
 */
export function kaplanMeier(
  followUp: FollowUp,
  options: KaplanMeierOptions & { groups: ArrayLike<unknown> },
): KaplanMeierCurve[];
export function kaplanMeier(
  followUp: FollowUp,
  options?: KaplanMeierOptions & { groups?: undefined },
): KaplanMeierCurve;
export function kaplanMeier(
  followUp: FollowUp,
  options: KaplanMeierOptions & { groups?: ArrayLike<unknown> | undefined } = {},
): KaplanMeierCurve | KaplanMeierCurve[] {
  const { weights, entry, groups, confidence = 'log-log', level = 0.95 } = options;
  requireOneOf('confidence', confidence, ['log-log', 'log', 'plain']);
  const z = zOfLevel(level);
  const cohort = readCohort(followUp, { weights, entry });
  const levels = readGroups(cohort, groups, followUp.time.length);
  const curves = eventTables(cohort, levels).map(
    (table, number) => new KaplanMeierCurve(levels.values[number], table, confidence, level, z),
  );
  return groups === undefined ? curves[0]! : curves;
}
