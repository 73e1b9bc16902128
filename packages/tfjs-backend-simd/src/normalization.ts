import type { TensorInfo } from '@tensorflow/tfjs-core';

/** The statistics to normalise with, [channels] each. */
export interface Statistics {
  mean: TensorInfo;
  variance: TensorInfo;
}

/** What follows the normalisation: scale and offset, [channels] each. */
export interface Affine {
  scale: TensorInfo;
  offset: TensorInfo;
}

/**
 * What is done to each channel: (x − mean) · scale / √(variance + epsilon) + offset, and swish where it follows. Behind a
 * convolution or a matrix product it becomes part of the filter, and a bias; see ./preparedFilters.ts.
 */
export interface Normalization extends Readonly<Statistics & Affine> {
  readonly epsilon: number;
  readonly swish: boolean;
  /** Whether the tensors are for this call only, so that a filter with it folded in would never be used again. */
  readonly once?: boolean;
  /** Where the means over the pixels of each image go ([images][channels]), if they are wanted and can be had. */
  readonly pooled?: number;
}
