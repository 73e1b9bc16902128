import { type CohortOptions, type FollowUp, readCohortWithEvents } from '../cohort';
import { type Covariates, readCovariates } from '../covariates';
import { InvalidValueError, ShapeMismatchError } from '../errors';
import { CoxFit } from './cox-fit';
import { maximise } from './newton';
import { elasticNet } from './penalty';
import { coxProblem, type Ties } from './problem';

/** What {@link coxPH} is fitted to. */
export interface CoxData extends FollowUp {
  covariates: Covariates;
}

/** Options of {@link coxPH}. */
export interface CoxOptions extends CohortOptions {
  /** Events at the same time: `'efron'` (default, as R and lifelines) or `'breslow'`. */
  ties?: Ties;
  /**
   * Which rows belong together, one value a row, such as patients with several rows: the covariance is then that of Lin
   * and Wei (1989), summed by cluster.
   */
  cluster?: ArrayLike<unknown>;
  /** Whether the covariance is Lin and Wei's sandwich; default: if there are clusters. */
  robust?: boolean;
  /**
   * Strength of the penalty: the likelihood loses penalizer · n · Σ (l1Ratio · |βⱼ sⱼ| + (1 − l1Ratio) / 2 · (βⱼ sⱼ)²),
   * with n the weight of the rows and sⱼ the standard deviation (n − 1) of the covariate, as in lifelines. Default 0. R's
   * `ridge(theta)` has theta = penalizer · n.
   */
  penalizer?: number;
  /**
   * How much of the penalty is a lasso, from 0 (ridge, the default) to 1. A coefficient that the lasso holds at 0 is
   * exactly 0, with a standard error of 0; the others have the covariance of a ridge fit without those, which takes no
   * account of the selection. lifelines' smoothed lasso tends to the same numbers.
   */
  l1Ratio?: number;
}

/**
 * Cox's proportional hazards model: hazard(t | x) = h₀(t) · exp(β · x), with h₀ left open (Cox 1972).
 *
 * The log partial likelihood is maximised by Newton's method with step halving on standardised covariates, which data
 * on any scale survive. Covariates that are constant or a combination of others, and coefficients that run away because
 * a covariate separates the events from the rest, are named in `fit.warnings`.
 *
 * @param data - follow-up and covariates, one row a patient (or a stretch of a patient's time, with `entry`)
 * @throws {@link NoEventsError} if all rows are censored; {@link SurvivalError} on other bad input
 */
export function coxPH(data: CoxData, options: CoxOptions = {}): CoxFit {
  const { ties = 'efron', penalizer = 0, l1Ratio = 0, cluster, robust = cluster !== undefined } = options;
  if (ties !== 'efron' && ties !== 'breslow') throw new InvalidValueError('ties', ties, "'efron' or 'breslow'");
  if (!(penalizer >= 0 && penalizer < Infinity)) {
    throw new InvalidValueError('penalizer', penalizer, 'a finite number of at least 0');
  }
  if (!(l1Ratio >= 0 && l1Ratio <= 1)) throw new InvalidValueError('l1Ratio', l1Ratio, 'a number from 0 to 1');
  const cohort = readCohortWithEvents(data, options);
  if (cluster !== undefined && cluster.length !== data.time.length) {
    throw new ShapeMismatchError('cluster', data.time.length, cluster.length);
  }
  const design = readCovariates(data.covariates, data.time.length, cohort.rows);
  const problem = coxProblem(cohort, design, ties);
  const total = problem.weight.reduce((sum, weight) => sum + weight, 0);
  const optimum = maximise(problem, elasticNet(problem.size, penalizer * total, l1Ratio));
  const clusters = cluster && Array.from(cohort.rows, (row) => cluster[row]);
  const given = data.time.length;
  return new CoxFit({ names: design.names, cohort, problem, optimum, robust, clusters, penalizer, l1Ratio, given });
}
