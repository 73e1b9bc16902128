import { InvalidValueError } from '../../errors';
import type { CoxProblem, Ties } from '../problem';
import type { CoxPathOptions } from './cox-path';
import type { PathPenalty } from './fit-path';

/** Options of a path with the defaults filled in, checked as far as they can be without the data. */
export interface ReadPathOptions {
  readonly l1Ratio: number;
  readonly ties: Ties;
  readonly standardize: boolean;
  /** Descending, each once. */
  readonly lambdas: readonly number[] | undefined;
  readonly nLambda: number;
  readonly lambdaMinRatio: number | undefined;
  readonly penaltyFactors: ArrayLike<number> | undefined;
}

/** @throws {@link InvalidValueError} */
export function readPathOptions(options: CoxPathOptions): ReadPathOptions {
  const { l1Ratio = 1, ties = 'efron', standardize = true, nLambda = 100, lambdaMinRatio, penaltyFactors } = options;
  if (!(l1Ratio >= 0 && l1Ratio <= 1)) throw new InvalidValueError('l1Ratio', l1Ratio, 'a number from 0 to 1');
  if (ties !== 'efron' && ties !== 'breslow') throw new InvalidValueError('ties', ties, "'efron' or 'breslow'");
  if (!(Number.isSafeInteger(nLambda) && nLambda >= 1)) {
    throw new InvalidValueError('nLambda', nLambda, 'a whole number of at least 1');
  }
  if (lambdaMinRatio !== undefined && !(lambdaMinRatio > 0 && lambdaMinRatio < 1)) {
    throw new InvalidValueError('lambdaMinRatio', lambdaMinRatio, 'a number above 0 and below 1');
  }
  const lambdas = options.lambdas && readLambdas(options.lambdas);
  return { l1Ratio, ties, standardize: Boolean(standardize), lambdas, nLambda, lambdaMinRatio, penaltyFactors };
}

/**
 * What the penalty costs in the problem's units, whose covariates have a standard deviation (n − 1) of 1.
 *
 * @throws {@link InvalidValueError} on penalty factors
 */
export function pathPenalty(
  { size, scales, constant, weight }: CoxProblem,
  { l1Ratio, standardize, penaltyFactors }: ReadPathOptions,
): PathPenalty {
  const factors = readFactors(penaltyFactors, size);
  const total = weight.reduce((sum, value) => sum + value, 0);
  const cost = new Float64Array(size);
  const squareCost = new Float64Array(size);
  // glmnet's deviations have n where the problem's have n − 1.
  const deviation = Math.sqrt(Math.max(total - 1, 1) / total);
  for (let j = 0; j < size; j++) {
    const scale = constant[j] ? 1 : standardize ? deviation : 1 / scales[j]!;
    cost[j] = total * factors[j]! * scale;
    squareCost[j] = total * factors[j]! * scale * scale;
  }
  return { l1Ratio, cost, squareCost };
}

function readLambdas(values: ArrayLike<number>): number[] {
  const lambdas = Array.from(values, (value: unknown, place) => {
    if (typeof value === 'number' && value >= 0 && value < Infinity) return value;
    throw new InvalidValueError(`lambdas[${place}]`, value, 'a finite number of at least 0');
  });
  if (lambdas.length === 0) throw new InvalidValueError('lambdas', '[]', 'at least one number');
  return [...new Set(lambdas)].sort((a, b) => b - a);
}

function readFactors(factors: ArrayLike<number> | undefined, size: number): number[] {
  if (factors === undefined) return new Array<number>(size).fill(1);
  if (factors.length !== size) {
    const expected = `${size} numbers, one a covariate`;
    throw new InvalidValueError('penaltyFactors', `length ${factors.length}`, expected);
  }
  const values = Array.from(factors, (value: unknown, place) => {
    if (typeof value === 'number' && value >= 0 && value < Infinity) return value;
    throw new InvalidValueError(`penaltyFactors[${place}]`, value, 'a finite number of at least 0');
  });
  const sum = values.reduce((total, value) => total + value, 0);
  if (sum === 0) throw new InvalidValueError('penaltyFactors', '0 for every covariate', 'at least one above 0');
  return values.map((value) => (value * size) / sum);
}
