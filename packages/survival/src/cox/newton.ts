import { factorLdl, type Ldl, solveLdl } from '../ldl';
import { type PartialLikelihood, partialLikelihood } from './partial-likelihood';
import { maximisePenalisedQuadratic } from './penalised-quadratic';
import { type Penalty, penaltyOf } from './penalty';
import type { CoxProblem } from './problem';

/** Where Newton's steps ended. Everything is in units of the standardised covariates. */
export interface Ascent {
  readonly coefficients: Float64Array;
  /** At the coefficients, without the penalty. */
  readonly likelihood: PartialLikelihood;
  readonly iterations: number;
  readonly converged: boolean;
}

/** The end of an {@link Ascent} from coefficients of 0, and what is known there. */
export interface Optimum extends Ascent {
  /** Which coefficients the lasso holds at exactly 0. */
  readonly zeroed: readonly boolean[];
  /** At coefficients of 0. */
  readonly start: PartialLikelihood;
  /** Of the information plus the ridge; coefficients held at 0 are redundant in it. */
  readonly ldl: Ldl;
  /** The step that would come next: not small for a coefficient that runs away. */
  readonly nextStep: Float64Array;
}

const MOST_ITERATIONS = 100;
const MOST_HALVINGS = 40;
/** Relative to the likelihood: at this gain the step after has no digits left to change. */
const TOLERANCE = 1e-11;

/** Maximises the log partial likelihood minus the penalty. */
export function maximise(problem: CoxProblem, penalty: Penalty): Optimum {
  const { size } = problem;
  const start = partialLikelihood(problem, new Float64Array(size));
  const end = climb(problem, penalty, { coefficients: new Float64Array(size), likelihood: start });
  const { coefficients, likelihood } = end;
  const zeroed = Array.from(coefficients, (value, j) => value === 0 && penalty.lasso[j]! > 0);
  const { step: nextStep } = newtonStep(likelihood, coefficients, penalty);
  const ldl = factorLdl(curvatureOf(likelihood, penalty, zeroed), size);
  return { ...end, zeroed, start, ldl, nextStep };
}

/**
 * Newton's method with step halving; with a lasso each step is the exact optimum of the penalised quadratic model
 * (proximal Newton: Lee, Sun and Saunders 2014).
 *
 * @param most - steps at most
 */
export function climb(
  problem: CoxProblem,
  penalty: Penalty,
  { coefficients, likelihood }: Pick<Ascent, 'coefficients' | 'likelihood'>,
  most = MOST_ITERATIONS,
): Ascent {
  const objective = (found: PartialLikelihood, at: Float64Array) => found.value - penaltyOf(penalty, at);
  let converged = false;
  let iterations = 0;
  while (!converged && iterations < most) {
    const { step, gain } = newtonStep(likelihood, coefficients, penalty);
    const before = objective(likelihood, coefficients);
    let share = 1;
    let next = add(coefficients, step, share);
    let found = partialLikelihood(problem, next);
    for (
      let halving = 0;
      halving < MOST_HALVINGS && !(objective(found, next) >= before - rounding(before));
      halving++
    ) {
      share /= 2;
      next = add(coefficients, step, share);
      found = partialLikelihood(problem, next);
    }
    if (!(objective(found, next) >= before - rounding(before))) break;
    coefficients = next;
    likelihood = found;
    iterations++;
    converged = gain <= TOLERANCE * (1 + Math.abs(before));
  }
  return { coefficients, likelihood, iterations, converged };
}

/** The step to the optimum of the quadratic model, and how much the model says it gains. */
function newtonStep(likelihood: PartialLikelihood, coefficients: Float64Array, penalty: Penalty) {
  const size = coefficients.length;
  const { ridge, lasso } = penalty;
  const curvature = curvatureOf(likelihood, penalty);
  const slope = likelihood.gradient.map((value, j) => value - ridge[j]! * coefficients[j]!);
  if (lasso.every((cost) => cost === 0)) {
    const step = solveLdl(factorLdl(curvature, size), slope);
    return { step, gain: dot(slope, step) / 2 };
  }
  const to = maximisePenalisedQuadratic(curvature, slope, lasso, coefficients);
  const step = to.map((value, j) => value - coefficients[j]!);
  let gain = 0;
  for (let i = 0; i < size; i++) {
    let curved = 0;
    for (let j = 0; j < size; j++) curved += curvature[i * size + j]! * step[j]!;
    gain += step[i]! * (slope[i]! - curved / 2) - lasso[i]! * (Math.abs(to[i]!) - Math.abs(coefficients[i]!));
  }
  return { step, gain };
}

/** Information plus ridge; rows and columns of 0 for what is left out. */
function curvatureOf(
  { information }: PartialLikelihood,
  { ridge }: Penalty,
  leftOut?: readonly boolean[],
): Float64Array {
  const size = ridge.length;
  const curvature = information.slice();
  for (let a = 0; a < size; a++) {
    curvature[a * size + a]! += ridge[a]!;
    for (let b = 0; b < size; b++) if (leftOut?.[a] || leftOut?.[b]) curvature[a * size + b] = 0;
  }
  return curvature;
}

function add(a: Float64Array, b: Float64Array, share: number): Float64Array<ArrayBuffer> {
  const sum = new Float64Array(a.length);
  for (let j = 0; j < a.length; j++) sum[j] = a[j]! + share * b[j]!;
  return sum;
}

function dot(a: Float64Array, b: Float64Array): number {
  return a.reduce((sum, value, j) => sum + value * b[j]!, 0);
}

/** A sum this large is not known better. */
const rounding = (value: number) => 1e-13 * (1 + Math.abs(value));
