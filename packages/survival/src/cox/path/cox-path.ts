import { type CohortOptions, readCohortWithEvents } from '../../cohort';
import { readCovariates } from '../../covariates';
import type { CoxData } from '../cox-ph';
import { type CoxProblem, coxProblem, type Ties } from '../problem';
import { likelihoodOf, saturatedLogLikelihood } from './columns';
import { CoxPathFit } from './cox-path-fit';
import { fitPath, type PathPoint } from './fit-path';
import { pathPenalty, type ReadPathOptions, readPathOptions } from './options';

/** Options of {@link coxPath}. */
export interface CoxPathOptions extends CohortOptions {
  /** How much of the penalty is a lasso, from 0 (ridge) to 1 (default); glmnet's `alpha`. */
  l1Ratio?: number;
  /** Strengths of the penalty, at least 0, in any order. Default: `nLambda` of them, evenly spaced on the log scale. */
  lambdas?: ArrayLike<number>;
  /**
   * How many strengths from the smallest at which all coefficients are 0 down to `lambdaMinRatio` of it. Default 100. The
   * path ends before where the deviance hardly falls any more, as in glmnet.
   */
  nLambda?: number;
  /** Above 0 and below 1. Default 0.0001, or 0.01 with fewer rows than covariates. */
  lambdaMinRatio?: number;
  /** `'efron'` (default) or `'breslow'`, glmnet's. */
  ties?: Ties;
  /** Whether the penalty is on coefficients of covariates divided by their standard deviation. Default true. */
  standardize?: boolean;
  /**
   * What the penalty of each covariate is multiplied with, in the covariates' order: 0 keeps one in whatever λ is.
   * Default 1. As in glmnet they are scaled so that their mean is 1.
   */
  penaltyFactors?: ArrayLike<number>;
}

/** glmnet's `mnlam`, `fdev` and `devmax`: after so many points a path ends where it gains less, or explains more. */
const FEWEST_POINTS = 5;
const LEAST_GAIN = 1e-5;
const MOST_EXPLAINED = 0.999;

/**
 * Cox models with an elastic net along a path of strengths (Simon, Friedman, Hastie and Tibshirani 2011), in glmnet's
 * parametrisation: each maximises log partial likelihood / n − λ · Σ (l1Ratio · |βⱼ sⱼ| + (1 − l1Ratio) / 2 · (βⱼ sⱼ)²),
 * with n the weight of the rows and sⱼ the standard deviation (n) of the covariate, or 1 without `standardize`. Each
 * optimum is exact to rounding.
 *
 * @param data - as for {@link coxPH}; there may be more covariates than rows
 * @throws {@link NoEventsError} if all rows are censored; {@link SurvivalError} on other bad input
 */
export function coxPath(data: CoxData, options: CoxPathOptions = {}): CoxPathFit {
  return fitCoxPath(data, options, readPathOptions(options)).path;
}

/** @internal */
export function fitCoxPath(data: CoxData, cohortOptions: CohortOptions, options: ReadPathOptions) {
  const cohort = readCohortWithEvents(data, cohortOptions);
  const design = readCovariates(data.covariates, data.time.length, cohort.rows);
  const problem = coxProblem(cohort, design, options.ties);
  const penalty = pathPenalty(problem, options);
  const saturated = saturatedLogLikelihood(problem);
  const nullDeviance = 2 * (saturated - nullLogLikelihood(problem));
  // Of a cohort in which no score could say anything, such as one patient's, nothing is explained.
  const explained = ({ logLikelihood }: PathPoint) =>
    nullDeviance > 0 ? 1 - (2 * (saturated - logLikelihood)) / nullDeviance : 0;
  const goesOn = (points: readonly PathPoint[]) => {
    if (options.lambdas !== undefined || points.length < FEWEST_POINTS) return true;
    const now = explained(points.at(-1)!);
    return now <= MOST_EXPLAINED && now - explained(points.at(-FEWEST_POINTS)!) >= LEAST_GAIN * now;
  };
  const choose = (largest: number) => options.lambdas ?? evenly(largest, options, problem.rows < problem.size);
  const points = fitPath(problem, penalty, choose, goesOn);
  const path = new CoxPathFit(design.names, problem, options, points, nullDeviance, points.map(explained));
  return { path, points, problem };
}

function nullLogLikelihood(problem: CoxProblem): number {
  return likelihoodOf(problem, new Float64Array(problem.rows));
}

/** Evenly spaced logarithms from the largest strength downwards. */
function evenly(largest: number, { nLambda, lambdaMinRatio }: ReadPathOptions, isWide: boolean): number[] {
  const ratio = lambdaMinRatio ?? (isWide ? 0.01 : 1e-4);
  // Where no covariate is associated with the event at all, any λ holds all at 0.
  if (!(largest > 0)) return [0];
  return Array.from({ length: nLambda }, (_, k) => largest * ratio ** (nLambda === 1 ? 0 : k / (nLambda - 1)));
}
