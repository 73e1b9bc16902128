import { addN, clipByValue, mul, sqrt, square, sum, type Tensor, tidy } from '@tensorflow/tfjs-core';
import { OptionError } from './errors';

/** How gradients are limited before each step: by their common norm, or each number for itself. */
export type ClipOptions =
  | {
      /** The largest Euclidean norm that all gradients together may have; larger ones are scaled down to it. */
      norm: number;
      value?: undefined;
    }
  | {
      /** The largest magnitude that a single number of a gradient may have. */
      value: number;
      norm?: undefined;
    };

/** torch's `clip_grad_norm_` divides by this much more than the norm. */
const NORM_EPSILON = 1e-6;

/** Checks what types cannot. */
export function checkClip({ norm, value }: ClipOptions): void {
  if ((norm === undefined) === (value === undefined)) {
    throw new OptionError('clip', { norm, value }, 'either { norm } or { value }');
  }
  const limit = norm ?? value!;
  if (!(limit > 0 && Number.isFinite(limit))) {
    throw new OptionError(norm === undefined ? 'clip.value' : 'clip.norm', limit, 'a finite number above 0');
  }
}

/**
 * The Euclidean norm of all gradients together, before any clipping: NaN when one of them has a NaN.
 *
 * @param gradients - at least one
 */
export async function globalNorm(gradients: readonly Tensor[]): Promise<number> {
  const norm = tidy(() => sqrt(addN(gradients.map((gradient) => sum(square(gradient))))));
  try {
    return (await norm.data())[0]!;
  } finally {
    norm.dispose();
  }
}

/**
 * New, limited gradients; null where nothing has to be done. By norm as torch's `clip_grad_norm_`: all are multiplied by
 * limit / (norm + 1e-6) when that is below 1.
 *
 * @param norm - what {@link globalNorm} gave for them
 */
export function clipGradients(gradients: readonly Tensor[], clip: ClipOptions, norm: number): Tensor[] | null {
  if (clip.value !== undefined) return gradients.map((gradient) => clipByValue(gradient, -clip.value, clip.value));
  const factor = clip.norm / (norm + NORM_EPSILON);
  return factor < 1 ? gradients.map((gradient) => mul(gradient, factor)) : null;
}
