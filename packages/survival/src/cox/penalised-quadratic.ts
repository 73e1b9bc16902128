import { factorLdl, solveLdl } from '../ldl';

/**
 * The x that maximises g · d − ½ dᵀ A d − Σ lassoⱼ |xⱼ| with d = x − from: a penalised likelihood's quadratic model.
 *
 * Coordinate descent (Friedman, Hastie and Tibshirani 2010) finds which coordinates are not 0, and with which signs;
 * on those the optimum is a linear system, solved outright. Where its solution would change a sign, the way there is
 * gone until the first coordinate is 0, which then stays there, so that every round improves and the last is exact.
 */
export function maximisePenalisedQuadratic(
  matrix: Float64Array,
  gradient: Float64Array,
  lasso: Float64Array,
  from: Float64Array,
): Float64Array<ArrayBuffer> {
  const size = from.length;
  const x = from.slice() as Float64Array<ArrayBuffer>;
  /** The model's slope at x. */
  const slope = gradient.slice();
  const move = (j: number, by: number) => {
    x[j]! += by;
    for (let i = 0; i < size; i++) slope[i]! -= matrix[i * size + j]! * by;
  };
  for (let round = 0; round < MOST_ROUNDS; round++) {
    descend(matrix, slope, lasso, x, move);
    solveActive(matrix, slope, lasso, x, move);
    if (isOptimal(slope, lasso, x, matrix)) break;
  }
  return x;
}

/** Each round adds coordinates or drops some; what has not settled by now is settled to rounding. */
const MOST_ROUNDS = 200;
/** Relative to the penalty and to the slope's terms: what summing in another order changes. */
const TOLERANCE = 1e-10;

type Move = (j: number, by: number) => void;

/** One sweep over the coordinates, each to its own optimum. */
function descend(matrix: Float64Array, slope: Float64Array, lasso: Float64Array, x: Float64Array, move: Move): void {
  const size = x.length;
  for (let j = 0; j < size; j++) {
    const curvature = matrix[j * size + j]!;
    if (!(curvature > 0)) continue;
    if (x[j] === 0 && staysAtZero(slope[j]!, lasso[j]!, curvature)) continue;
    const pull = slope[j]! + curvature * x[j]!;
    const next = Math.abs(pull) <= lasso[j]! ? 0 : (pull - Math.sign(pull) * lasso[j]!) / curvature;
    if (next === x[j]) continue;
    move(j, next - x[j]!);
    x[j] = next;
  }
}

/** The optimum among the points that have x's zeros and, where there is a lasso, its signs. */
function solveActive(
  matrix: Float64Array,
  slope: Float64Array,
  lasso: Float64Array,
  x: Float64Array,
  move: Move,
): void {
  const size = x.length;
  for (let left = size; left > 0; left--) {
    const active: number[] = [];
    for (let j = 0; j < size; j++) if (x[j] !== 0 || lasso[j] === 0) active.push(j);
    const k = active.length;
    const block = new Float64Array(k * k);
    const target = new Float64Array(k);
    for (let a = 0; a < k; a++) {
      const j = active[a]!;
      target[a] = slope[j]! - Math.sign(x[j]!) * lasso[j]!;
      for (let b = 0; b < k; b++) block[a * k + b] = matrix[j * size + active[b]!]!;
    }
    const step = solveLdl(factorLdl(block, k), target);
    let share = 1;
    let stopped = -1;
    for (let a = 0; a < k; a++) {
      const j = active[a]!;
      const to = x[j]! + step[a]!;
      if (lasso[j] === 0 || Math.sign(to) === Math.sign(x[j]!)) continue;
      const crossing = -x[j]! / step[a]!;
      if (crossing <= share) {
        share = crossing;
        stopped = j;
      }
    }
    for (let a = 0; a < k; a++) move(active[a]!, share * step[a]!);
    if (stopped < 0) return;
    // To exactly 0: the slope has been brought there but for rounding.
    x[stopped] = 0;
  }
}

function isOptimal(slope: Float64Array, lasso: Float64Array, x: Float64Array, matrix: Float64Array): boolean {
  const size = x.length;
  for (let j = 0; j < size; j++) {
    if (x[j] === 0 && !staysAtZero(slope[j]!, lasso[j]!, matrix[j * size + j]!)) return false;
  }
  return true;
}

/** With room for rounding, so that of two equal covariates the second does not come in with its last digits. */
function staysAtZero(slope: number, lasso: number, curvature: number): boolean {
  return lasso > 0 && Math.abs(slope) <= lasso + TOLERANCE * (lasso + curvature);
}
