import type { Cohort } from '../cohort';
import type { Concordance } from '../concordance/concordance';
import { countUpTo } from '../count-times';
import type { Covariates } from '../covariates';
import { InvalidValueError } from '../errors';
import { type BaselineHazard, baselineHazards } from './baseline';
import { modelCovariance, robustCovariance } from './covariance';
import { concordanceOfFit } from './fit-concordance';
import { logPartialHazard } from './log-partial-hazard';
import type { Optimum } from './newton';
import type { CoxProblem, Ties } from './problem';
import { type ProportionalHazardsTest, proportionalHazardsTests, type TimeTransform } from './proportional-hazards';
import {
  type EventResidual,
  type EventResiduals,
  eventResiduals,
  type MatrixResidual,
  matrixResiduals,
  type RowResidual,
  rowResiduals,
} from './residuals';
import { riskTables } from './risk-table';
import { type CoxTests, coxTests } from './significance';
import { type CoxWarning, type FitState, warningsOf } from './state';
import { type CoxSummary, type SummaryOptions, summarise } from './summary';

interface Ingredients {
  names: readonly string[];
  cohort: Cohort;
  problem: CoxProblem;
  optimum: Optimum;
  robust: boolean;
  clusters: readonly unknown[] | undefined;
  penalizer: number;
  l1Ratio: number;
  /** Rows of the data, those of weight 0 too. */
  given: number;
}

/** A fitted Cox model. Coefficients are log hazard ratios a unit of the covariate; NaN, with a warning, if there is none. */
export class CoxFit {
  readonly names: readonly string[];
  readonly coefficients: readonly number[];
  /** exp(coefficient). */
  readonly hazardRatios: readonly number[];
  /** Roots of the covariance's diagonal: robust ones for a robust fit. */
  readonly standardErrors: readonly number[];
  /** Covariates × covariates. */
  readonly covariance: readonly (readonly number[])[];
  /** The inverse of the information, whether or not the fit is robust. */
  readonly modelCovariance: readonly (readonly number[])[];
  readonly robust: boolean;
  /** Log partial likelihood at the coefficients, without the penalty. */
  readonly logLikelihood: number;
  /** … with all coefficients 0. */
  readonly nullLogLikelihood: number;
  /** Akaike's criterion of the partial likelihood: −2 log L + 2 × coefficients that are not held at 0. */
  readonly aic: number;
  readonly tests: CoxTests;
  /** Rows of positive weight, and those of them with an event. */
  readonly rows: number;
  readonly events: number;
  readonly ties: Ties;
  readonly penalizer: number;
  readonly l1Ratio: number;
  readonly iterations: number;
  /** What the data do not support; empty if all is well. */
  readonly warnings: readonly CoxWarning[];
  /** Weighted mean of each covariate, to which the baseline hazard belongs. */
  readonly means: readonly number[];
  private readonly state: FitState;
  private readonly given: number;
  private readonly clusters: readonly unknown[] | undefined;
  private concordanceFound: { readonly value: Concordance | undefined } | undefined;

  /** @internal */
  constructor({ names, cohort, problem, optimum, robust, clusters, penalizer, l1Ratio, given }: Ingredients) {
    const tables = riskTables(problem, optimum.coefficients);
    this.state = { names, cohort, problem, optimum, tables };
    this.given = given;
    this.clusters = clusters;
    const { size, scales } = problem;
    const isEstimated = (j: number) => optimum.zeroed[j] || !optimum.ldl.redundant[j];
    const orNaN = (values: Float64Array) =>
      names.map((_, a) => names.map((_, b) => (isEstimated(a) && isEstimated(b) ? values[a * size + b]! : Number.NaN)));
    const ofModel = modelCovariance(this.state);
    const covariance = robust ? robustCovariance(this.state, clusters) : ofModel;
    this.names = names;
    this.coefficients = names.map((_, j) => (isEstimated(j) ? optimum.coefficients[j]! / scales[j]! : Number.NaN));
    this.hazardRatios = this.coefficients.map(Math.exp);
    this.covariance = orNaN(covariance);
    this.modelCovariance = orNaN(ofModel);
    this.standardErrors = names.map((_, j) => Math.sqrt(this.covariance[j]![j]!));
    this.robust = robust;
    this.logLikelihood = optimum.likelihood.value;
    this.nullLogLikelihood = optimum.start.value;
    this.tests = coxTests(this.state, covariance);
    this.aic = -2 * this.logLikelihood + 2 * this.tests.likelihoodRatio.degreesOfFreedom;
    this.rows = cohort.time.length;
    this.events = cohort.event.reduce((sum, event) => sum + event, 0);
    this.ties = problem.ties;
    this.penalizer = penalizer;
    this.l1Ratio = l1Ratio;
    this.iterations = optimum.iterations;
    this.warnings = warningsOf(this.state);
    this.means = Array.from(problem.centres);
  }

  /** A table of the coefficients with intervals, z and p, as lifelines prints it: text, HTML and rows. */
  summary(options: SummaryOptions = {}): CoxSummary {
    return summarise(this, options);
  }

  /**
   * Harrell's C of the linear predictor on the fit's own rows, with its strata, weights, entry times and clusters;
   * undefined if no two rows can be compared. Computed when it is first asked for.
   */
  get concordance(): Concordance | undefined {
    this.concordanceFound ??= { value: concordanceOfFit(this.state, this.clusters) };
    return this.concordanceFound.value;
  }

  /**
   * Hazard relative to that of a patient at the covariates' means, one a row.
   *
   * @param covariates - as for {@link coxPH}; names in any order, others are ignored
   */
  predictPartialHazard(covariates: Covariates): number[] {
    return this.predictLogPartialHazard(covariates).map(Math.exp);
  }

  /** The logarithm of {@link CoxFit.predictPartialHazard}: the risk score, β · (x − mean). */
  predictLogPartialHazard(covariates: Covariates): number[] {
    const { problem, optimum } = this.state;
    const { centres, scales } = problem;
    // A covariate without a coefficient takes no part.
    const slopes = optimum.coefficients.map((value, j) => value / scales[j]!);
    return logPartialHazard(this.names, slopes, centres, covariates);
  }

  /**
   * Share that is expected to be without the event at each time, rows × times: exp(−H₀(t) · partial hazard).
   *
   * @param times - after the last event the curve stays where it was
   * @param stratum - whose baseline hazard to use; needed if the model has several strata
   */
  predictSurvival(covariates: Covariates, times: ArrayLike<number>, stratum?: unknown): number[][] {
    const { time, cumulativeHazard } = this.baselineOf(stratum);
    const hazards = Array.from(times, (at, row) => {
      if (Number.isNaN(at)) throw new InvalidValueError('times', at, 'a number', row);
      const upTo = countUpTo(time, at);
      return upTo === 0 ? 0 : cumulativeHazard[upTo - 1]!;
    });
    return this.predictPartialHazard(covariates).map((risk) => hazards.map((hazard) => Math.exp(-hazard * risk)));
  }

  /** The first time at which at most half are expected to be without the event; Infinity if that is not reached. */
  predictMedian(covariates: Covariates, stratum?: unknown): number[] {
    const { time, cumulativeHazard } = this.baselineOf(stratum);
    return this.predictPartialHazard(covariates).map((risk) => {
      const at = cumulativeHazard.findIndex((hazard) => hazard * risk >= Math.LN2);
      return at < 0 ? Infinity : time[at]!;
    });
  }

  /** Cumulative hazard and survival of a patient at the covariates' means, one a stratum. */
  baselineHazard(): BaselineHazard[] {
    return baselineHazards(this.state);
  }

  /**
   * Residuals: `'martingale'` and `'deviance'` are one number a row of the data, `'score'` and `'dfbeta'` one number a
   * row and covariate, `'schoenfeld'` and `'scaled-schoenfeld'` one an event and covariate.
   */
  residuals(type: RowResidual): number[];
  residuals(type: MatrixResidual): number[][];
  residuals(type: EventResidual): EventResiduals;
  residuals(type: RowResidual | MatrixResidual | EventResidual): number[] | number[][] | EventResiduals {
    if (type === 'martingale' || type === 'deviance') return rowResiduals(this.state, type, this.given);
    if (type === 'score' || type === 'dfbeta') return matrixResiduals(this.state, type, this.given);
    if (type === 'schoenfeld' || type === 'scaled-schoenfeld') return eventResiduals(this.state, type);
    const expected = "'martingale', 'deviance', 'score', 'dfbeta', 'schoenfeld' or 'scaled-schoenfeld'";
    throw new InvalidValueError('type', type, expected);
  }

  /**
   * Tests whether coefficients change with time, as R's `cox.zph`: a small p value speaks against proportional hazards.
   *
   * @param transform - of time: 1 minus Kaplan–Meier (default), rank, identity, log or a function
   */
  proportionalHazardsTest({ transform = 'km' }: { transform?: TimeTransform } = {}): ProportionalHazardsTest[] {
    return proportionalHazardsTests(this.state, transform);
  }

  private baselineOf(stratum: unknown): BaselineHazard {
    const all = this.baselineHazard();
    const found = all.length === 1 && stratum === undefined ? all[0] : all.find((one) => one.stratum === stratum);
    if (found !== undefined) return found;
    const known = all.map((one) => JSON.stringify(one.stratum)).join(', ');
    throw new InvalidValueError('stratum', stratum, `one of ${known}`);
  }
}
