import { invertLdl } from '../ldl';
import { contributions } from './score-residuals';
import type { FitState } from './state';

/** Inverse of the (penalised) information, size × size, in units of the covariates. */
export function modelCovariance({ problem, optimum }: FitState): Float64Array {
  const { size, scales } = problem;
  return invertLdl(optimum.ldl).map((value, at) => value / (scales[Math.floor(at / size)]! * scales[at % size]!));
}

/**
 * Approximate change of each coefficient when a row is left out, rows of the cohort × covariates: weight × score
 * residual × covariance.
 */
export function dfbeta(state: FitState): Float64Array {
  const { problem, optimum, tables } = state;
  const { rows, size, order, weight, scales } = problem;
  const covariance = invertLdl(optimum.ldl);
  const { score } = contributions(problem, optimum.coefficients, tables);
  const changes = new Float64Array(rows * size);
  for (let place = 0; place < rows; place++) {
    const to = order[place]! * size;
    for (let j = 0; j < size; j++) {
      let sum = 0;
      for (let k = 0; k < size; k++) sum += score[place * size + k]! * covariance[k * size + j]!;
      changes[to + j] = (weight[place]! * sum) / scales[j]!;
    }
  }
  return changes;
}

/** Lin and Wei's sandwich (1989): the sum over clusters of the outer products of their summed dfbetas. */
export function robustCovariance(state: FitState, clusters: readonly unknown[] | undefined): Float64Array {
  const { rows, size } = state.problem;
  const changes = dfbeta(state);
  const sums = new Map<unknown, Float64Array>();
  for (let row = 0; row < rows; row++) {
    const key = clusters === undefined ? row : clusters[row];
    const sum = sums.get(key) ?? new Float64Array(size);
    for (let j = 0; j < size; j++) sum[j]! += changes[row * size + j]!;
    sums.set(key, sum);
  }
  const covariance = new Float64Array(size * size);
  for (const sum of sums.values()) {
    for (let a = 0; a < size; a++) {
      for (let b = 0; b < size; b++) covariance[a * size + b]! += sum[a]! * sum[b]!;
    }
  }
  return covariance;
}
