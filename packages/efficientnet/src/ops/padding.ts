import type * as tf from '@tensorflow/tfjs-core';

/**
 * What a convolution sees beyond the edges of its input, zeros in both cases:
 * - `'same'`, of TensorFlow: as few as make ⌈n / stride⌉ outputs of n inputs; where their number is odd, the far side
 *   gets one more. With a stride of 2 and an even n the two sides differ.
 * - `'symmetric'`, of PyTorch: ⌊k / 2⌋ on both sides, for a kernel of side k.
 */
export type Padding = 'same' | 'symmetric';

export const PADDINGS: readonly Padding[] = ['same', 'symmetric'];

/** A padding as tfjs's convolutions take it. */
export function tfjsPadding(padding: Padding, [height, width]: readonly number[]): 'same' | ExplicitPadding {
  if (padding === 'same') return 'same';
  const [rows, columns] = [Math.floor(height! / 2), Math.floor(width! / 2)];
  return [
    [0, 0],
    [rows, rows],
    [columns, columns],
    [0, 0],
  ];
}

type ExplicitPadding = tf.backend_util.ExplicitPadding;

/** How many outputs a convolution makes along an axis of `length` inputs; null, a length not yet known, stays null. */
export function convolvedLength(
  length: number | null,
  { kernel, stride, padding }: { kernel: number; stride: number; padding: Padding },
): number | null {
  if (length === null) return null;
  if (padding === 'same') return Math.ceil(length / stride);
  return Math.floor((length + 2 * Math.floor(kernel / 2) - kernel) / stride) + 1;
}
