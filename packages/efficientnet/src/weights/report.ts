import type { StemRule } from './adapt-stem';
import type { WeightNaming } from './match';

/** A weight that took the file's values. */
export interface LoadedWeight {
  /** `layer/weight` in the model. */
  readonly name: string;
  /** As the file names it. */
  readonly file: string;
  /** In the model, which is in Keras's layout. */
  readonly shape: readonly number[];
}

/** A weight that took the file's values, made to fit another number of channels. */
export interface AdaptedWeight extends LoadedWeight {
  /** In the file, in Keras's layout. */
  readonly fileShape: readonly number[];
  /** What was done. */
  readonly rule: StemRule;
}

/** A weight that stayed as it was, or that only the file has. */
export interface SkippedWeight {
  /** `layer/weight` in the model; the file's name if only the file has it. */
  readonly name: string;
  /** Shape in the model; undefined when the model lacks it. */
  readonly model?: readonly number[];
  /** Shape in the file, in Keras's layout where the model has the weight; undefined when the file lacks it. */
  readonly file?: readonly number[];
  /** Why: `'layer differs'` stands at the weights that would have fitted, of a layer in which another one does not. */
  readonly reason: 'only in file' | 'only in model' | 'other shape' | 'layer differs' | 'input normalisation';
}

/** What `loadWeights` did. */
export interface WeightReport {
  /** Format, recognised from the bytes. */
  readonly format: 'keras' | 'safetensors';
  /** How weights found their places. */
  readonly naming: WeightNaming;
  /** Weights that are now the file's. */
  readonly loaded: readonly LoadedWeight[];
  /** Weights that were made to fit. */
  readonly adapted: readonly AdaptedWeight[];
  /** Weights that were left alone. */
  readonly skipped: readonly SkippedWeight[];
  /**
   * How the file's network normalises grey values x of 0 to 1 before its first convolution, if the file says so, as those
   * of keras.applications do: (x − mean) / √variance, for each channel. Models built here leave that to the caller.
   */
  readonly normalization?: { readonly mean: readonly number[]; readonly variance: readonly number[] };
}
