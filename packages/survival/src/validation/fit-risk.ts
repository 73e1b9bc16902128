import { InvalidValueError, ShapeMismatchError } from '../errors';

/** What a fit is told beside its rows. */
export interface FitContext<Data> {
  /** What {@link bootstrapOptimism} was given; in a worker a copy. */
  readonly data: Data;
  /** 0 for the model of all rows, from 1 for those of the resamples. */
  readonly replicate: number;
  /** An integer of the replicate's own, for a fit that draws at random. */
  readonly seed: number;
  /** In the same thread only: a worker is ended instead. */
  readonly signal?: AbortSignal;
}

/** Risk scores of rows: higher goes with a shorter survival. */
export type RiskOf = (rows: readonly number[]) => ArrayLike<number> | Promise<ArrayLike<number>>;

/**
 * Fits a model to rows of the data, of which a resample has some several times, and gives what scores rows. All that is
 * chosen by looking at outcomes belongs in here: selection of covariates, tuning, the number of epochs.
 */
export type FitRisk<Data> = (rows: readonly number[], context: FitContext<Data>) => RiskOf | Promise<RiskOf>;

/** A {@link FitRisk} that workers load. */
export interface FitModule {
  /** Absolute URL of an ES module, such as `new URL('./fit.js', import.meta.url)`. */
  readonly module: string | URL;
  /** Name of the export. Default `'default'`. */
  readonly export?: string;
}

/** What computes the risk of all rows by the models of resamples, one or several at a time. */
export interface RiskRunner {
  /** How many calls it takes at a time. */
  readonly lanes: number;
  run(rows: readonly number[], replicate: number, seed: number): Promise<ArrayLike<number>>;
  /** Ends what can be ended; what is running then fails. */
  close(): void;
}

/** Longest time in milliseconds for which events such as an abort wait, if no fit takes longer. */
const PATIENCE = 20;

/** Fits in this thread, one after the other. */
export function localRunner<Data>(
  fit: FitRisk<Data>,
  data: Data,
  all: readonly number[],
  signal: AbortSignal | undefined,
): RiskRunner {
  let turned = performance.now();
  return {
    lanes: 1,
    async run(rows, replicate, seed) {
      if (performance.now() - turned > PATIENCE) {
        await new Promise((resolve) => setTimeout(resolve));
        turned = performance.now();
      }
      const riskOf = await fit(rows, { data, replicate, seed, signal });
      if (typeof riskOf !== 'function')
        throw new InvalidValueError('fit', riskOf, 'a fit that returns (rows) => risks');
      return riskOf(all);
    },
    close() {},
  };
}

/** Copies risks. @throws {@link InvalidValueError}, {@link ShapeMismatchError} unless there is a finite one a row */
export function readRisk(risk: ArrayLike<number>, rows: number): Float64Array {
  if (typeof risk !== 'object' || risk === null || !('length' in risk)) {
    throw new InvalidValueError('risk', risk, 'an array with one number a row');
  }
  if (risk.length !== rows) throw new ShapeMismatchError('risk', rows, risk.length);
  const values = new Float64Array(rows);
  for (let row = 0; row < rows; row++) {
    const value: unknown = risk[row];
    if (typeof value !== 'number' || !Number.isFinite(value)) {
      throw new InvalidValueError('risk', value, 'a finite number', row);
    }
    values[row] = value;
  }
  return values;
}
