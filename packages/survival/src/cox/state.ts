import type { Cohort } from '../cohort';
import type { Optimum } from './newton';
import type { CoxProblem } from './problem';
import type { RiskTable } from './risk-table';

/** All that a fit's results are computed from. */
export interface FitState {
  readonly names: readonly string[];
  readonly cohort: Cohort;
  readonly problem: CoxProblem;
  readonly optimum: Optimum;
  readonly tables: readonly RiskTable[];
}

/** Something the data do not support, by covariate where it is about one. */
export interface CoxWarning {
  readonly tag: 'collinear' | 'constant' | 'separation' | 'few-events' | 'not-converged';
  readonly covariate?: string;
  readonly message: string;
}

/** A coefficient that still moves this much, in standard deviations, when the likelihood no longer does, has no end. */
const RUNAWAY = 1e-3;

/** What is to be said about a fit. */
export function warningsOf({ names, problem, optimum, cohort }: Omit<FitState, 'tables'>): CoxWarning[] {
  const warnings: CoxWarning[] = [];
  const { ldl, zeroed, nextStep, converged, iterations } = optimum;
  const events = cohort.event.reduce((sum, event) => sum + event, 0);
  for (const [j, covariate] of names.entries()) {
    const quoted = JSON.stringify(covariate);
    if (problem.constant[j]) {
      const message = `${quoted} has the same value in every row: its coefficient can't be estimated. Leave it out.`;
      warnings.push({ tag: 'constant', covariate, message });
    } else if (ldl.redundant[j] && !zeroed[j]) {
      const message = `${quoted} is a combination of the covariates before it: its coefficient can't be estimated. Leave it out.`;
      warnings.push({ tag: 'collinear', covariate, message });
    } else if (Math.abs(nextStep[j]!) > RUNAWAY) {
      const message = `${quoted} separates the events from the rest: its coefficient grows without end. Give it a penalizer, or leave it out.`;
      warnings.push({ tag: 'separation', covariate, message });
    }
  }
  if (events <= names.length) {
    const message = `${events} events for ${names.length} covariates: the coefficients are hardly determined. Use fewer covariates, or a penalizer.`;
    warnings.push({ tag: 'few-events', message });
  }
  if (!converged) {
    const message = `The likelihood still rose after ${iterations} steps: the coefficients are not those of its maximum.`;
    warnings.push({ tag: 'not-converged', message });
  }
  return warnings;
}
