import { chiSquareUpper } from '../distributions';
import { factorLdl, solveLdl } from '../ldl';
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
  const degreesOfFreedom = ldl.redundant.filter((isRedundant) => !isRedundant).length;
  const test = (statistic: number): ChiSquareTest => ({
    statistic,
    degreesOfFreedom,
    pValue: chiSquareUpper(statistic, degreesOfFreedom),
  });
  const quadratic = (matrix: Float64Array, vector: Float64Array) => {
    const solved = solveLdl(factorLdl(matrix, size), vector);
    return vector.reduce((sum, value, j) => sum + value * solved[j]!, 0);
  };
  return {
    likelihoodRatio: test(Math.max(0, 2 * (likelihood.value - start.value))),
    wald: test(
      quadratic(
        covariance,
        coefficients.map((value, j) => value / scales[j]!),
      ),
    ),
    score: test(quadratic(start.information, start.gradient)),
  };
}
