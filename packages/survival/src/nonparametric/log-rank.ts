import { type Cohort, type CohortOptions, type FollowUp, type Levels, readCohortWithEvents } from '../cohort';
import type { ChiSquareTest } from '../cox/significance';
import { InvalidValueError } from '../errors';
import { type GroupFollowUp, isGroupList, stackGroups } from './group-list';
import { readGroups } from './groups';
import { chiSquare, type LogRankSums, logRankSums } from './log-rank-sums';
import { type LogRankWeighting, readWeighting } from './log-rank-weights';

/** Options of {@link logRank}. */
export interface LogRankOptions {
  /** How much each event time counts. Default `'log-rank'`: all the same. */
  weighting?: LogRankWeighting;
}

/** Options of {@link logRank} for a cohort with a column of groups. */
export interface LogRankColumns extends LogRankOptions, CohortOptions {
  /** The group of each row: any values, at least two different ones. */
  groups: ArrayLike<unknown>;
}

/** One group in a {@link LogRankTest}. */
export interface LogRankGroup {
  readonly group: unknown;
  /** Rows of positive weight. */
  readonly rows: number;
  /** Events; with a weighting, the sum of the weights of their times. */
  readonly observed: number;
  /** Events that were to be expected if all groups had the same hazard, weighted likewise. */
  readonly expected: number;
}

/** A test of "all groups have the same hazard"; the statistic is χ² distributed if they have. */
export interface LogRankTest extends ChiSquareTest {
  /** In order of their first row. */
  readonly groups: readonly LogRankGroup[];
  /** Groups × groups, of observed − expected. */
  readonly covariance: readonly (readonly number[])[];
}

/**
 * The log-rank test for two or more groups and its weighted relatives, over strata if there are any (Mantel 1966;
 * Fleming and Harrington 1991, chapter 7). Events at the same time have the hypergeometric variance, as in R's
 * `survdiff`. Weights of rows are counts, so that a row of weight 2 is two patients; a time at which less than one event
 * in all is counted has the variance of a multinomial draw.
 *
 * @param groups - follow-up of each group: `logRank([{ time, event }, { time, event }])`; or that of all patients, with
 * the column `options.groups`
 * @throws {@link NoEventsError} if all rows are censored; {@link InvalidValueError} if there is only one group, or if
 * no two groups are at risk together at an event time that counts; {@link SurvivalError} on other bad input
 */
export function logRank(groups: readonly GroupFollowUp[], options?: LogRankOptions): LogRankTest;
export function logRank(followUp: FollowUp, options: LogRankColumns): LogRankTest;
export function logRank(
  given: FollowUp | readonly GroupFollowUp[],
  options: LogRankOptions | LogRankColumns = {},
): LogRankTest {
  const { followUp, columns } = isGroupList(given)
    ? stackGroups(given)
    : { followUp: given, columns: options as LogRankColumns };
  const weighting = readWeighting(options.weighting ?? 'log-rank');
  const { weights, entry, strata } = columns;
  const cohort = readCohortWithEvents(followUp, { weights, entry, strata });
  const expected = 'the name or number of a group for each row';
  if (columns.groups === undefined) throw new InvalidValueError('groups', columns.groups, expected);
  const groups = readGroups(cohort, columns.groups, followUp.time.length);
  if (groups.values.length < 2) {
    throw new InvalidValueError('groups', groups.values[0], 'at least two groups (of rows of positive weight)');
  }
  const sums = logRankSums(cohort, groups, weighting);
  return { ...chiSquare(sums), ...describe(cohort, groups, sums) };
}

function describe(cohort: Cohort, groups: Levels, { observed, expected, covariance }: LogRankSums) {
  const size = groups.values.length;
  const rows = new Float64Array(size);
  for (let row = 0; row < cohort.time.length; row++) rows[groups.number[row]!]!++;
  return {
    groups: groups.values.map((group, a) => ({
      group,
      rows: rows[a]!,
      observed: observed[a]!,
      expected: expected[a]!,
    })),
    covariance: groups.values.map((_, a) => Array.from(covariance.subarray(a * size, (a + 1) * size))),
  };
}
