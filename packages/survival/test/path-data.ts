import { numbers } from './cohorts';
import json from './fixtures/path.json';

const wide = json.wide as Record<string, number[]>;

/** A column of a cohort, or of the fixture's own simulated one, `wide`: 60 rows, 100 covariates. */
export function pathColumn(cohort: string, column: string): number[] {
  return cohort === 'wide' ? wide[column]! : numbers(cohort, column);
}

export function pathData(cohort: string, covariates: readonly string[]) {
  return {
    time: pathColumn(cohort, 'time'),
    event: pathColumn(cohort, 'event'),
    covariates: Object.fromEntries(covariates.map((name) => [name, pathColumn(cohort, name)])),
  };
}
