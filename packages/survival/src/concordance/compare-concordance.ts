import { readCohortWithEvents } from '../cohort';
import { normalQuantile, twoSidedP } from '../distributions';
import type { Concordance, ConcordanceOptions } from './concordance';
import { influenceOn } from './influence';
import { readOptions, readRisk } from './read-options';

/** Two risk scores of the same rows. */
export interface ConcordanceComparison {
  readonly first: Concordance;
  readonly second: Concordance;
  /** C of the first minus C of the second. */
  readonly difference: number;
  /** Of the difference, by the joint infinitesimal jackknife: that the scores go together makes it smaller. */
  readonly standardError: number;
  /** Confidence interval of the difference. */
  readonly lower: number;
  readonly upper: number;
  /** Difference / standard error; 0 where both are 0, as for scores that order the rows alike. */
  readonly z: number;
  /** Two-sided. */
  readonly pValue: number;
}

/**
 * Compares the concordance of two risk scores, such as those of two models, on the same rows, as R's
 * `concordance(fit1, fit2)`. The scores must not have been fitted to these rows, or the model with more covariates is
 * favoured.
 *
 * @param first - as `risk` of {@link concordance}
 * @throws as {@link concordance}
 */
export function compareConcordance(
  time: ArrayLike<number>,
  event: ArrayLike<number | boolean>,
  first: ArrayLike<number>,
  second: ArrayLike<number>,
  options: ConcordanceOptions = {},
): ConcordanceComparison {
  const cohort = readCohortWithEvents({ time, event }, options);
  const reading = readOptions(cohort, options, time.length);
  const ofFirst = influenceOn(cohort, readRisk('first', first, cohort, time.length), reading);
  const ofSecond = influenceOn(cohort, readRisk('second', second, cohort, time.length), reading);
  let variance = 0;
  for (let i = 0; i < ofFirst.influence.length; i++) variance += (ofFirst.influence[i]! - ofSecond.influence[i]!) ** 2;
  const difference = ofFirst.concordance.c - ofSecond.concordance.c;
  const standardError = Math.sqrt(variance);
  const margin = normalQuantile((1 + reading.level) / 2) * standardError;
  const z = difference === 0 ? 0 : difference / standardError;
  return {
    ...{ first: ofFirst.concordance, second: ofSecond.concordance, difference, standardError },
    ...{ lower: difference - margin, upper: difference + margin, z, pValue: twoSidedP(z) },
  };
}
