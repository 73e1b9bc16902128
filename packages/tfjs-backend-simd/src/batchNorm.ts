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

/** A swish costs about as much as reading this many floats. */
export const SWISH_FLOATS = 5;

/** The normalised values of x, as a new tensor. */
export function normalized(backend: SimdBackend, x: TensorInfo, normalization: Normalization): TensorInfo {
  const { tensor, address } = backend.output(x.shape);
  normalizeTo(backend, address, x, normalization);
  return tensor;
}

/** Writes the normalised values of x to `y`. */
export function normalizeTo(backend: SimdBackend, y: number, x: TensorInfo, normalization: Normalization): void {
  const deferred = backend.deferred(x);
  if (deferred) deferred.computeNormalized(y, normalization);
  else normalizeRows(backend, backend.address(x), y, util.sizeFromShape(x.shape), normalization);
}

/** Normalises `size` values that are there. */
export function normalizeRows(
  backend: SimdBackend,
  x: number,
  y: number,
  size: number,
  { mean, variance, scale, offset, epsilon, swish }: Normalization,
): void {
  const channels = util.sizeFromShape(mean.shape);
  if (channels === 0) return;
  const [meanAt, varianceAt, scaleAt, offsetAt] = addresses(backend, mean, variance, scale, offset);
  const [name, floats] = swish ? (['normalizeSwish', SWISH_FLOATS] as const) : (['normalize', 2] as const);
  backend.withScratch(4 * channels, (factor) => {
    backend.kernels.normalizeFactors(varianceAt, scaleAt, factor, channels, epsilon);
    runSlices(backend, name, size / channels, { unitNs: floats * channels * FLOAT_NS }, (start, count) => {
      const at = 4 * start * channels;
      return [x + at, y + at, meanAt, factor, offsetAt, count, channels];
    });
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
