import { type Ascent, climb } from '../newton';
import { partialLikelihood } from '../partial-likelihood';
import type { Penalty } from '../penalty';
import type { CoxProblem } from '../problem';
import { fullGradient, withColumns } from './columns';

/** The optimum at one strength of the penalty, in units of the problem's standardised covariates. */
export interface PathPoint {
  readonly lambda: number;
  readonly coefficients: Float64Array;
  readonly logLikelihood: number;
  readonly converged: boolean;
}

/** The elastic net of a path: λ · Σ costⱼ · l1Ratio · |βⱼ| + λ · Σ squareCostⱼ · (1 − l1Ratio) / 2 · βⱼ². */
export interface PathPenalty {
  readonly l1Ratio: number;
  readonly cost: Float64Array;
  readonly squareCost: Float64Array;
}

/** glmnet's: a path with less lasso begins at the λ of this much, since a ridge alone holds nothing at 0. */
const LEAST_L1_RATIO = 1e-3;
/** Of one strength, those with which covariates join included. */
const MOST_STEPS = 200;
/** Room for rounding in a slope that is compared with the lasso. */
const SLACK = 1 + 1e-9;

/**
 * The optima at descending strengths, each begun from the one before. Covariates outside a working set are taken to be
 * 0; after each Newton step those whose slope is steeper than the lasso join it, until none is and the steps have ended.
 *
 * @param choose - the strengths, descending, given the smallest one at which every penalised coefficient is 0
 * @param goesOn - asked after each point whether there is to be another
 */
export function fitPath(
  problem: CoxProblem,
  { l1Ratio, cost, squareCost }: PathPenalty,
  choose: (largest: number) => readonly number[],
  goesOn: (points: readonly PathPoint[]) => boolean = () => true,
): PathPoint[] {
  const { size } = problem;
  const isFree = (j: number) => cost[j] === 0;
  const coefficients = new Float64Array(size);
  let working: readonly number[] = [];
  let part = withColumns(problem, working);
  let at: Pick<Ascent, 'coefficients' | 'likelihood'>;
  const workOn = (columns: readonly number[]) => {
    working = columns;
    part = withColumns(problem, working);
    const from = Float64Array.from(working, (j) => coefficients[j]!);
    at = { coefficients: from, likelihood: partialLikelihood(part, from) };
  };
  const step = (lambda: number, most?: number): Ascent => {
    const penalty: Penalty = {
      ridge: Float64Array.from(working, (j) => lambda * (1 - l1Ratio) * squareCost[j]!),
      lasso: Float64Array.from(working, (j) => lambda * l1Ratio * cost[j]!),
    };
    const found = climb(part, penalty, at, most);
    for (const [a, j] of working.entries()) coefficients[j] = found.coefficients[a]!;
    at = found;
    return found;
  };
  const slopes = () => fullGradient(problem, part, at.coefficients);

  workOn(columnsWhere(size, isFree));
  step(0);
  let gradient = slopes();
  let largest = 0;
  for (let j = 0; j < size; j++) {
    if (!isFree(j)) largest = Math.max(largest, Math.abs(gradient[j]!) / cost[j]! / Math.max(l1Ratio, LEAST_L1_RATIO));
  }
  const points: PathPoint[] = [];
  for (const lambda of choose(largest)) {
    const isSteep = (j: number) => Math.abs(gradient[j]!) > lambda * l1Ratio * cost[j]! * SLACK;
    const next = columnsWhere(size, (j) => isFree(j) || coefficients[j] !== 0 || isSteep(j));
    if (next.length !== working.length || next.some((j, a) => j !== working[a])) workOn(next);
    let found: Ascent;
    for (let steps = 1; ; steps++) {
      found = step(lambda, 1);
      gradient = slopes();
      const isIn = new Set(working);
      const joining = columnsWhere(size, (j) => !isIn.has(j) && isSteep(j));
      if (joining.length > 0) workOn([...working, ...joining].sort((a, b) => a - b));
      else if (found.converged || found.iterations === 0 || steps >= MOST_STEPS) break;
    }
    points.push({
      lambda,
      coefficients: coefficients.slice(),
      logLikelihood: found.likelihood.value,
      converged: found.converged,
    });
    if (!goesOn(points)) break;
  }
  return points;
}

function columnsWhere(size: number, holds: (column: number) => boolean): number[] {
  const found: number[] = [];
  for (let j = 0; j < size; j++) if (holds(j)) found.push(j);
  return found;
}
