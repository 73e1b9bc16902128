import json from './fixtures/cohorts.json';

type Column = number[] | string[];

/** R's example cohorts, as columns; see scripts/oracles/survival-cohorts.R. */
export const cohorts = json.cohorts as unknown as Record<string, Record<string, Column>>;

/** A column of numbers. */
export function numbers(cohort: string, column: string): number[] {
  return cohorts[cohort]![column]! as number[];
}

/** Follow-up and some covariates of a cohort, as `coxPH` takes them. */
export function coxData(cohort: string, covariates: readonly string[]) {
  return {
    time: numbers(cohort, 'time'),
    event: numbers(cohort, 'event'),
    covariates: Object.fromEntries(covariates.map((name) => [name, numbers(cohort, name)])),
  };
}
