import { type TensorInfo, util } from '@tensorflow/tfjs-core';
import type { SimdBackend } from './backend';
import { UnsupportedInputError } from './errors';
import { allFloat } from './kernels/kernel';
import type { Normalization } from './normalization';
import { FLOAT_NS, runSlices } from './units';

/** What follows the normalisation: nothing, or swish(z) = z · sigmoid(z). */
export type BatchNormActivation = 'linear' | 'swish';

/** Attributes of the `KiumBatchNorm…` kernels. */
export interface BatchNormAttrs {
  /** Added to the variance before its root is taken. */
  epsilon: number;
  activation: BatchNormActivation;
}

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

/** A swish costs about as much as reading this many floats. */
export const SWISH_FLOATS = 5;

/** The normalised values of x, as a new tensor. */
export function normalized(
  backend: SimdBackend,
  x: TensorInfo,
  parameters: Statistics & Affine,
  attrs: BatchNormAttrs,
) {
  const { tensor, address } = backend.output(x.shape);
  normalizeTo(backend, address, x, parameters, attrs);
  return tensor;
}

/** Writes the normalised values of x to `y`. */
export function normalizeTo(
  backend: SimdBackend,
  y: number,
  x: TensorInfo,
  parameters: Statistics & Affine,
  attrs: BatchNormAttrs,
): void {
  const channels = util.sizeFromShape(parameters.mean.shape);
  const rows = channels === 0 ? 0 : util.sizeFromShape(x.shape) / channels;
  withNormalizationOf(backend, parameters, attrs, (normalization) => {
    const deferred = backend.deferred(x);
    if (deferred) deferred.computeNormalized(y, normalization);
    else normalizeRows(backend, backend.address(x), y, rows, channels, normalization);
  });
}

/** Normalises rows of values that are there. */
export function normalizeRows(
  backend: SimdBackend,
  x: number,
  y: number,
  rows: number,
  channels: number,
  { mean, factor, offset, swish }: Normalization,
): void {
  const [name, floats] = swish ? (['normalizeSwish', SWISH_FLOATS] as const) : (['normalize', 2] as const);
  runSlices(backend, name, rows, { unitNs: floats * channels * FLOAT_NS }, (start, count) => {
    const at = 4 * start * channels;
    return [x + at, y + at, mean, factor, offset, count, channels];
  });
}

/** Runs `use` with the normalisation that the parameters amount to. */
export function withNormalizationOf(
  backend: SimdBackend,
  { mean, variance, scale, offset }: Statistics & Affine,
  { epsilon, activation }: BatchNormAttrs,
  use: (normalization: Normalization) => void,
): void {
  const channels = util.sizeFromShape(mean.shape);
  const [meanAt, varianceAt, scaleAt, offsetAt] = addresses(backend, mean, variance, scale, offset);
  backend.withScratch(4 * channels, (factor) => {
    backend.kernels.normalizeFactors(varianceAt, scaleAt, factor, channels, epsilon);
    use({ mean: meanAt, factor, offset: offsetAt, swish: activation === 'swish' });
  });
}

/** Where the tensors' values lie. */
export function addresses<T extends TensorInfo[]>(backend: SimdBackend, ...tensors: T) {
  return tensors.map((tensor) => backend.address(tensor)) as { [K in keyof T]: number };
}

/** The last dimension is the channels, all others together are rows. */
export function matrixOf(kernel: string, x: TensorInfo, perChannel: TensorInfo[]) {
  const channels = x.shape[x.shape.length - 1] ?? 1;
  if (!allFloat(x, ...perChannel)) throw new UnsupportedInputError(kernel, 'float32 tensors', x.dtype);
  for (const { shape } of perChannel) {
    if (shape.length !== 1 || shape[0] !== channels) {
      throw new UnsupportedInputError(kernel, `one value for each of ${channels} channels`, `shape [${shape}]`);
    }
  }
  return { channels, rows: channels === 0 ? 0 : util.sizeFromShape(x.shape) / channels };
}
