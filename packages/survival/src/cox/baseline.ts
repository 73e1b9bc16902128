import type { FitState } from './state';

/** The hazard of a patient whose covariates are at their weighted means, in one stratum. */
export interface BaselineHazard {
  /** The stratum's value; undefined without strata. */
  readonly stratum: unknown;
  /** Event times, ascending. */
  readonly time: number[];
  /** Sum of the hazards up to and with each time (Breslow 1972; with Efron's ties in Efron's way). */
  readonly cumulativeHazard: number[];
  /** exp(−cumulative hazard). */
  readonly survival: number[];
}

/** One a stratum. */
export function baselineHazards({ tables, cohort }: FitState): BaselineHazard[] {
  return tables.map(({ times, cumulativeHazard, shift }, stratum) => {
    // Hazards in the table are those at a predictor of `shift`; the standardised covariates are 0 at the means.
    const cumulative = Array.from(cumulativeHazard, (hazard) => hazard * Math.exp(-shift));
    return {
      stratum: cohort.strata[stratum],
      time: Array.from(times),
      cumulativeHazard: cumulative,
      survival: cumulative.map((hazard) => Math.exp(-hazard)),
    };
  });
}
