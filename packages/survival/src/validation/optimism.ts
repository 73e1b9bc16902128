import type { CorrectedFigure } from './corrected-figure';
import type { ResampleOptions } from './resample';

/**
 * A figure of risk scores, such as a calibration slope.
 *
 * @param risk - one score a row of `rows`
 * @param rows - rows of the data, of which a resample has some several times
 */
export type RiskMetric<Data> = (risk: Float64Array, rows: readonly number[], data: Data) => number;

/** The work of one replicate: pass it back in to go on after a stop. It can be written as JSON. */
export interface FinishedReplicate {
  readonly replicate: number;
  readonly seed: number;
  /** Of each row of the data, by the replicate's model. */
  readonly risk: ArrayLike<number>;
}

/** A replicate without a result, such as one whose resample has no event. */
export interface ReplicateFailure {
  readonly replicate: number;
  readonly message: string;
}

/** What {@link BootstrapOptimismOptions.onProgress} is told after each replicate. */
export interface OptimismProgress {
  /** Replicates that are done, those that were passed in too. */
  readonly done: number;
  /** All of them, with that of all rows. */
  readonly total: number;
  readonly finished?: FinishedReplicate;
  readonly failure?: ReplicateFailure;
}

/** Options of {@link bootstrapOptimism}. */
export interface BootstrapOptimismOptions<Data, Name extends string = never> extends ResampleOptions {
  /** How many resamples; at least 1. Default 200. */
  replicates?: number;
  /** Share of the replicates that the intervals cover. Default 0.95. */
  level?: number;
  /** Other figures than Harrell's C, or another `concordance`. */
  metrics?: Record<Name, RiskMetric<Data>>;
  /** How many workers fit at a time; only for a {@link FitModule}, whose default is 1. */
  workers?: number;
  /** Whether a replicate without a result ends it all (`'throw'`, default), or is left out and listed (`'count'`). */
  onFailure?: 'throw' | 'count';
  /** Replicates of an earlier call with the same data, fit and seed. */
  finished?: Iterable<FinishedReplicate>;
  /** Called after each replicate, in the order in which they end. */
  onProgress?: (progress: OptimismProgress) => void;
  signal?: AbortSignal;
}

/** How good a model is, corrected for its optimism. */
export interface Optimism<Name extends string = never> {
  /** Harrell's C as `concordance`, and the caller's figures. */
  readonly figures: Readonly<Record<Name | 'concordance', CorrectedFigure>>;
  /** Replicates with a result. */
  readonly replicates: number;
  readonly failures: readonly ReplicateFailure[];
  /** Mean risk of each row by the models of the resamples that lack it; NaN where every resample has it. */
  readonly outOfBagRisk: readonly number[];
  /** How many resamples lack each row. */
  readonly outOfBagCount: readonly number[];
  readonly level: number;
}
