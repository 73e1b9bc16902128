import { chiSquareUpper } from '../distributions';
import { factorLdl, type Ldl, solveLdl } from '../ldl';
import type { FitState } from './state';

/** A χ² test. */
export interface ChiSquareTest {
  readonly statistic: number;
  readonly degreesOfFreedom: number;
  readonly pValue: number;
}

/** The three tests of "no covariate matters". */
export interface CoxTests {
  /** 2 × (log-likelihood − that of coefficients 0). */
  readonly likelihoodRatio: ChiSquareTest;
  /** With the covariance of the fit, so robust for a robust one. */
  readonly wald: ChiSquareTest;
  /** The log-rank test, if the only covariate is the group. */
  readonly score: ChiSquareTest;
}

/** @param covariance - size × size, in units of the covariates */
export function coxTests({ problem, optimum }: FitState, covariance: Float64Array): CoxTests {
  const { size, scales } = problem;
  const { coefficients, likelihood, start, ldl } = optimum;
  // Coefficients that a lasso holds at 0 cost no degree of freedom (Zou, Hastie and Tibshirani 2007).
  const fitted = rankOf(ldl);
  const test = (statistic: number, degreesOfFreedom: number): ChiSquareTest => ({
    statistic,
    degreesOfFreedom,
    pValue: chiSquareUpper(statistic, degreesOfFreedom),
  });
  const quadratic = (matrix: Float64Array, vector: Float64Array) => {
    const solved = solveLdl(factorLdl(matrix, size), vector);
    return vector.reduce((sum, value, j) => sum + value * solved[j]!, 0);
  };
  return {
    likelihoodRatio: test(Math.max(0, 2 * (likelihood.value - start.value)), fitted),
    wald: test(
      quadratic(
        covariance,
        coefficients.map((value, j) => value / scales[j]!),
      ),
      fitted,
    ),
    score: test(quadratic(start.information, start.gradient), rankOf(factorLdl(start.information, size))),
  };
}

function rankOf({ redundant }: Ldl): number {
  return redundant.filter((isRedundant) => !isRedundant).length;
}
