import type { Covariates } from '../../covariates';
import { InvalidValueError } from '../../errors';
import { logPartialHazard } from '../log-partial-hazard';
import type { CoxProblem, Ties } from '../problem';
import type { PathPoint } from './fit-path';
import type { ReadPathOptions } from './options';

/** Penalised Cox models at descending strengths of the penalty. */
export class CoxPathFit {
  readonly names: readonly string[];
  /** Strengths of the penalty, descending. */
  readonly lambdas: readonly number[];
  /** Strengths × covariates: log hazard ratios a unit of the covariate. */
  readonly coefficients: readonly (readonly number[])[];
  /** How many coefficients are not 0, at each strength. */
  readonly df: readonly number[];
  /** 1 − deviance / null deviance at each strength: 0 explains nothing, 1 all. */
  readonly devianceRatio: readonly number[];
  /** 2 × (largest log-likelihood that any scores have − that of coefficients 0). */
  readonly nullDeviance: number;
  /** Log partial likelihood at each strength, without the penalty. */
  readonly logLikelihood: readonly number[];
  /** Strengths at which the steps did not come to an end, such as where nothing keeps a coefficient from infinity. */
  readonly notConverged: readonly number[];
  readonly l1Ratio: number;
  readonly ties: Ties;
  readonly standardize: boolean;
  /** Weighted mean of each covariate: the patient whose log partial hazard is 0. */
  readonly means: readonly number[];

  /** @internal */
  constructor(
    names: readonly string[],
    { scales, centres }: CoxProblem,
    { l1Ratio, ties, standardize }: ReadPathOptions,
    points: readonly PathPoint[],
    nullDeviance: number,
    devianceRatio: readonly number[],
  ) {
    this.names = names;
    this.lambdas = points.map(({ lambda }) => lambda);
    this.coefficients = points.map(({ coefficients }) => Array.from(coefficients, (value, j) => value / scales[j]!));
    this.df = this.coefficients.map((values) => values.filter((value) => value !== 0).length);
    this.devianceRatio = devianceRatio;
    this.nullDeviance = nullDeviance;
    this.logLikelihood = points.map(({ logLikelihood }) => logLikelihood);
    this.notConverged = points.filter(({ converged }) => !converged).map(({ lambda }) => lambda);
    this.l1Ratio = l1Ratio;
    this.ties = ties;
    this.standardize = standardize;
    this.means = Array.from(centres);
  }

  /**
   * Coefficients at any strength: between two of the path interpolated linearly, outside it those of the nearer end, as
   * glmnet's `coef`.
   *
   * @throws {@link InvalidValueError} if lambda is not a number of at least 0
   */
  coefficientsAt(lambda: number): number[] {
    if (!(lambda >= 0)) throw new InvalidValueError('lambda', lambda, 'a number of at least 0');
    const below = this.lambdas.findIndex((value) => value <= lambda);
    if (below < 0) return [...this.coefficients.at(-1)!];
    const [low, lower] = [this.lambdas[below]!, this.coefficients[below]!];
    if (below === 0 || low === lambda) return [...lower];
    const [high, upper] = [this.lambdas[below - 1]!, this.coefficients[below - 1]!];
    const share = (lambda - low) / (high - low);
    return lower.map((value, j) => value + share * (upper[j]! - value));
  }

  /** The risk score β · (x − mean) of each row at a strength. */
  predictLogPartialHazard(covariates: Covariates, lambda: number): number[] {
    return logPartialHazard(this.names, this.coefficientsAt(lambda), this.means, covariates);
  }

  /** Hazard relative to that of a patient at the covariates' means, one a row. */
  predictPartialHazard(covariates: Covariates, lambda: number): number[] {
    return this.predictLogPartialHazard(covariates, lambda).map(Math.exp);
  }
}
