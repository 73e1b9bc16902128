import { factorLdl, type Ldl, solveLdl } from '../ldl';
import { type PartialLikelihood, partialLikelihood } from './partial-likelihood';
import type { CoxProblem } from './problem';

/** Where Newton's steps ended. Everything is in units of the standardised covariates. */
export interface Optimum {
  readonly coefficients: Float64Array;
  /** At the coefficients, without the penalty. */
  readonly likelihood: PartialLikelihood;
  /** At coefficients of 0. */
  readonly start: PartialLikelihood;
  /** Of the information plus the penalty's second derivative. */
  readonly ldl: Ldl;
  readonly iterations: number;
  readonly converged: boolean;
  /** The step that would come next: not small for a coefficient that runs away. */
  readonly nextStep: Float64Array;
}

const MOST_ITERATIONS = 100;
const MOST_HALVINGS = 40;
/** Relative to the likelihood: at this gain the step after has no digits left to change. */
const TOLERANCE = 1e-11;

/**
 * Maximises the log partial likelihood minus ridge / 2 · |β|², by Newton's method with step halving.
 *
 * @param ridge - at least 0, in units of the standardised covariates
 */
export function maximise(problem: CoxProblem, ridge: number): Optimum {
  const { size } = problem;
  const start = partialLikelihood(problem, new Float64Array(size));
  let coefficients = new Float64Array(size);
  let likelihood = start;
  let converged = false;
  let iterations = 0;
  while (!converged && iterations < MOST_ITERATIONS) {
    const { step } = newtonStep(likelihood, coefficients, ridge);
    const gradient = penalisedGradient(likelihood, coefficients, ridge);
    const gain = dot(gradient, step) / 2;
    const before = penalised(likelihood, coefficients, ridge);
    let share = 1;
    let next = add(coefficients, step, share);
    let found = partialLikelihood(problem, next);
    for (
      let halving = 0;
      halving < MOST_HALVINGS && !(penalised(found, next, ridge) >= before - rounding(before));
      halving++
    ) {
      share /= 2;
      next = add(coefficients, step, share);
      found = partialLikelihood(problem, next);
    }
    if (!(penalised(found, next, ridge) >= before - rounding(before))) break;
    coefficients = next;
    likelihood = found;
    iterations++;
    converged = gain <= TOLERANCE * (1 + Math.abs(before));
  }
  const { ldl, step: nextStep } = newtonStep(likelihood, coefficients, ridge);
  return { coefficients, likelihood, start, ldl, iterations, converged, nextStep };
}

function newtonStep({ information, gradient }: PartialLikelihood, coefficients: Float64Array, ridge: number) {
  const size = coefficients.length;
  const curvature = information.slice();
  for (let j = 0; j < size; j++) curvature[j * size + j]! += ridge;
  const ldl = factorLdl(curvature, size);
  return {
    ldl,
    step: solveLdl(
      ldl,
      gradient.map((slope, j) => slope - ridge * coefficients[j]!),
    ),
  };
}

function penalisedGradient({ gradient }: PartialLikelihood, coefficients: Float64Array, ridge: number): Float64Array {
  return gradient.map((slope, j) => slope - ridge * coefficients[j]!);
}

function penalised({ value }: PartialLikelihood, coefficients: Float64Array, ridge: number): number {
  return value - (ridge / 2) * dot(coefficients, coefficients);
}

function add(a: Float64Array, b: Float64Array, share: number): Float64Array<ArrayBuffer> {
  return Float64Array.from(a, (value, j) => value + share * b[j]!);
}

function dot(a: Float64Array, b: Float64Array): number {
  return a.reduce((sum, value, j) => sum + value * b[j]!, 0);
}

/** A sum this large is not known better. */
const rounding = (value: number) => 1e-13 * (1 + Math.abs(value));
