import { readCohortWithEvents } from '../../cohort';
import { concordance } from '../../concordance/concordance';
import { InvalidValueError } from '../../errors';
import type { CoxData } from '../cox-ph';
import { linearPredictor } from '../partial-likelihood';
import type { CoxProblem } from '../problem';
import { likelihoodOf, saturatedLogLikelihood } from './columns';
import { type CoxPathOptions, fitCoxPath } from './cox-path';
import type { CoxPathFit } from './cox-path-fit';
import type { PathPoint } from './fit-path';
import { assignFolds, readFolds } from './folds';
import { readPathOptions } from './options';

/** Options of {@link coxPathCV}. */
export interface CoxPathCVOptions extends CoxPathOptions {
  /** Which fold each row is held out with, any values, equal ones being a fold. Default: drawn at random. */
  folds?: ArrayLike<unknown>;
  /** How many folds are drawn, from 2. Default 10. */
  nFolds?: number;
  /** Integer that fixes the drawing. Default 0. */
  seed?: number;
  /** Which rows belong together, one value a row, such as patients with several rows: they are drawn into one fold. */
  cluster?: ArrayLike<unknown>;
  /**
   * What is averaged over the folds: `'deviance'` (default), of the whole cohort minus that of the training rows, divided
   * by the events held out (Verweij and van Houwelingen 1993; glmnet's `grouped = TRUE`), or Harrell's `'concordance'` of
   * the rows held out.
   */
  measure?: 'deviance' | 'concordance';
}

/** A path with the strength that cross-validation prefers. */
export interface CoxPathCV {
  /** The path on all rows. */
  readonly path: CoxPathFit;
  readonly measure: 'deviance' | 'concordance';
  /** The measure at each of `path.lambdas`: its mean over the folds, weighted by their events (deviance) or rows. */
  readonly mean: readonly number[];
  readonly standardError: readonly number[];
  /** Folds × strengths. */
  readonly byFold: readonly (readonly number[])[];
  /** The strength with the best mean; the largest of several. */
  readonly lambdaMin: number;
  /** The largest strength whose mean is within one standard error of the best. */
  readonly lambda1se: number;
  /** The fold of each row, from 0; rows of weight 0 too. */
  readonly folds: readonly number[];
}

/**
 * A {@link coxPath} with cross-validation: the path is fitted anew without each fold, at the same strengths, and judged
 * by what it says of the fold.
 *
 * @throws {@link InvalidValueError} if a fold has no event; {@link SurvivalError} on other bad input
 */
export function coxPathCV(data: CoxData, options: CoxPathCVOptions = {}): CoxPathCV {
  const { measure = 'deviance', nFolds = 10, seed = 0, cluster, strata, weights, entry } = options;
  if (measure !== 'deviance' && measure !== 'concordance') {
    throw new InvalidValueError('measure', measure, "'deviance' or 'concordance'");
  }
  const pathOptions = readPathOptions(options);
  const cohort = readCohortWithEvents(data, options);
  const n = data.time.length;
  const folds =
    options.folds === undefined ? assignFolds(cohort, n, cluster, nFolds, seed) : readFolds(options.folds, cohort, n);
  const whole = fitCoxPath(data, options, pathOptions);
  const lambdas = whole.path.lambdas;
  const foldCount = Math.max(...folds) + 1;
  const weightOf = (row: number) => weights?.[row] ?? 1;
  const byFold: number[][] = [];
  const foldWeights: number[] = [];
  for (let fold = 0; fold < foldCount; fold++) {
    const weightsWhere = (inFold: boolean) => folds.map((of, row) => ((of === fold) === inFold ? weightOf(row) : 0));
    const training = fitCoxPath(data, { strata, entry, weights: weightsWhere(false) }, { ...pathOptions, lambdas });
    const predictors = training.points.map((point) => predictorOf(whole.problem, training.problem, point));
    const rows = cohort.rows.filter((row) => folds[row] === fold);
    const isEvent = (row: number) => Number(data.event[row] === 1 || data.event[row] === true);
    if (measure === 'deviance') {
      const events = rows.reduce((sum, row) => sum + weightOf(row) * isEvent(row), 0);
      const saturated = saturatedLogLikelihood(whole.problem) - saturatedLogLikelihood(training.problem);
      byFold.push(
        predictors.map((predictor, k) => {
          const gained = likelihoodOf(whole.problem, predictor) - training.points[k]!.logLikelihood;
          return (2 * (saturated - gained)) / events;
        }),
      );
      foldWeights.push(events);
    } else {
      const heldOut = weightsWhere(true);
      byFold.push(
        predictors.map((predictor) => {
          const risk = new Float64Array(n);
          for (const [place, row] of whole.problem.order.entries()) risk[cohort.rows[row]!] = predictor[place]!;
          return concordance(data.time, data.event, risk, { strata, entry, weights: heldOut }).c;
        }),
      );
      foldWeights.push(rows.reduce((sum, row) => sum + weightOf(row), 0));
    }
  }
  const { mean, standardError } = averages(byFold, foldWeights);
  const losses = measure === 'deviance' ? mean : mean.map((value) => -value);
  const best = losses.indexOf(Math.min(...losses));
  const near = losses.findIndex((value) => value <= losses[best]! + standardError[best]!);
  return {
    ...{ path: whole.path, measure, mean, standardError, byFold, folds },
    lambdaMin: lambdas[best]!,
    lambda1se: lambdas[near]!,
  };
}

/** The scores that a part's coefficients give to all rows. */
function predictorOf(whole: CoxProblem, part: CoxProblem, { coefficients }: PathPoint): Float64Array {
  const inUnitsOfWhole = coefficients.map((value, j) => (value / part.scales[j]!) * whole.scales[j]!);
  return linearPredictor(whole, inUnitsOfWhole);
}

/** glmnet's: the error is that of a weighted mean of independent folds. */
function averages(byFold: readonly number[][], weights: readonly number[]) {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const weighted = (value: (fold: number) => number) =>
    weights.reduce((sum, weight, fold) => sum + weight * value(fold), 0) / total;
  const mean = byFold[0]!.map((_, k) => weighted((fold) => byFold[fold]![k]!));
  const standardError = mean.map((centre, k) =>
    Math.sqrt(weighted((fold) => (byFold[fold]![k]! - centre) ** 2) / (weights.length - 1)),
  );
  return { mean, standardError };
}
