import { type PartialLikelihood, partialLikelihood } from '../partial-likelihood';
import type { CoxProblem } from '../problem';
import { riskTables } from '../risk-table';
import { contributions } from '../score-residuals';

/** The same rows with some of the covariates. */
export function withColumns(problem: CoxProblem, columns: readonly number[]): CoxProblem {
  const { rows, size: width, x } = problem;
  const size = columns.length;
  const values = new Float64Array(rows * size);
  for (let row = 0, to = 0; row < rows; row++) {
    for (let a = 0; a < size; a++) values[to++] = x[row * width + columns[a]!]!;
  }
  const pick = (all: Float64Array) => Float64Array.from(columns, (j) => all[j]!);
  return {
    ...problem,
    size,
    x: values,
    centres: pick(problem.centres),
    scales: pick(problem.scales),
    constant: columns.map((j) => problem.constant[j]!),
  };
}

/** The slope of the log-likelihood in each covariate's coefficient, also of those that are not in `part`. */
export function fullGradient(problem: CoxProblem, part: CoxProblem, coefficients: Float64Array): Float64Array {
  const { rows, size, x, weight } = problem;
  const { martingale } = contributions(part, coefficients, riskTables(part, coefficients));
  const gradient = new Float64Array(size);
  for (let row = 0; row < rows; row++) {
    const residual = weight[row]! * martingale[row]!;
    for (let j = 0, at = row * size; j < size; j++, at++) gradient[j]! += residual * x[at]!;
  }
  return gradient;
}

/** The log partial likelihood of a linear predictor, one value a place. */
export function likelihoodOf(problem: CoxProblem, predictor: Float64Array): PartialLikelihood['value'] {
  return partialLikelihood({ ...problem, size: 1, x: predictor }, Float64Array.of(1)).value;
}

/**
 * The largest log partial likelihood that any predictor has (Simon et al. 2011, section 2.6; for Efron's ties the risk
 * set shrinks event by event).
 */
export function saturatedLogLikelihood({ rows, stratum, time, event, weight, ties }: CoxProblem): number {
  let value = 0;
  for (let start = 0, end = 0; start < rows; start = end) {
    let events = 0;
    let weights = 0;
    for (; end < rows && stratum[end] === stratum[start] && time[end] === time[start]; end++) {
      events += event[end]!;
      weights += event[end]! * weight[end]!;
    }
    if (events === 0) continue;
    value -= weights * Math.log(weights);
    if (ties === 'efron') {
      for (let part = 1; part < events; part++) value -= (weights / events) * Math.log(1 - part / events);
    }
  }
  return value;
}
