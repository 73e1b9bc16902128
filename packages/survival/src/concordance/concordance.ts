import { type CohortOptions, type FollowUp, readCohortWithEvents } from '../cohort';
import { influenceOn } from './influence';
import { readOptions, readRisk } from './read-options';

/** Options of {@link concordance}. */
export interface ConcordanceOptions extends CohortOptions {
  /**
   * What the pairs of an event at t count: `'harrell'` (default) one each (Harrell 1982), `'uno'` 1 / G(t−)², with G the
   * Kaplan–Meier estimate of not being censored, by stratum (Uno et al. 2011; R's `timewt = "n/G2"`): C then does not
   * depend on how many were censored when.
   */
  timeWeight?: 'harrell' | 'uno';
  /** Pairs whose event comes after this time are left out. Default: none. Uno's C is more stable with one. */
  tau?: number;
  /** Which rows belong together, one value a row, such as patients with several rows: the standard error is by cluster. */
  cluster?: ArrayLike<unknown>;
  /** Follow-up of which G is estimated for `'uno'`, such as that of the training cohort. Default: the rows themselves. */
  censoring?: FollowUp;
  /** Coverage of the confidence interval. Default 0.95. */
  level?: number;
}

/** How well a risk score orders patients. */
export interface Concordance {
  /** Share of comparable pairs in which the shorter-lived row has the higher risk; equal risks count half. */
  readonly c: number;
  /** By the infinitesimal jackknife, as R's `concordance`. */
  readonly standardError: number;
  /** c ± z × standard error, within 0 and 1. */
  readonly lower: number;
  readonly upper: number;
  /** Comparable pairs by their order: products of the two weights, times the time weight, summed. */
  readonly concordant: number;
  readonly discordant: number;
  readonly tiedRisk: number;
  /** Pairs of events at the same time, which are not comparable: of different risk, and of equal risk. */
  readonly tiedTime: number;
  readonly tiedBoth: number;
  /** Rows of positive weight. */
  readonly rows: number;
  readonly warnings: readonly ConcordanceWarning[];
}

/** What makes a concordance say little. */
export interface ConcordanceWarning {
  readonly tag: 'constant-risk';
  readonly message: string;
}

/**
 * The concordance index: of two patients of whom one is known to have the event first, how often that one has the
 * higher risk. 0.5 is chance, 1 perfect order.
 *
 * Two rows of a stratum are comparable if one has the event while the other is under observation and outlives it; a row
 * censored at that very time outlives it, and events at the same time are not comparable. Takes O(n log n) time and
 * linear memory, standard error included.
 *
 * @param time - one a row
 * @param event - 1 or true where the event was seen
 * @param risk - finite; **a higher risk must go with a shorter survival**, as a Cox model's linear predictor. For scores
 *   that grow with survival, such as a predicted time, pass −score. (R's `concordance` counts the other way round unless
 *   `reverse = TRUE`.)
 * @throws {@link NoComparablePairsError}, {@link NoEventsError}; {@link SurvivalError} on other bad input
 */
export function concordance(
  time: ArrayLike<number>,
  event: ArrayLike<number | boolean>,
  risk: ArrayLike<number>,
  options: ConcordanceOptions = {},
): Concordance {
  const cohort = readCohortWithEvents({ time, event }, options);
  return influenceOn(cohort, readRisk('risk', risk, cohort, time.length), readOptions(cohort, options, time.length))
    .concordance;
}
