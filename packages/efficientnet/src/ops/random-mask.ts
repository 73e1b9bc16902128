import * as tf from '@tensorflow/tfjs-core';
import { hash32, uniform } from '../random';
import { withGradient } from './with-gradient';

/**
 * Multiplies `x` by a random mask that is 0 with probability `rate` and 1/(1 − rate) otherwise, so that the expected
 * value stays. Only the mask is kept for the backward pass.
 *
 * @param maskShape - Shape of the mask; it broadcasts to that of `x`.
 * @param stream - Name of the random stream: the same name gives the same mask.
 */
export function randomMask(x: tf.Tensor, maskShape: number[], rate: number, stream: string): tf.Tensor {
  return withGradient([x], (save) => {
    const random = uniform(hash32(stream));
    const keep = 1 / (1 - rate);
    const values = Float32Array.from({ length: tf.util.sizeFromShape(maskShape) }, () => (random() < rate ? 0 : keep));
    const mask = tf.tensor(values, maskShape);
    save([mask]);
    return { value: tf.mul(x, mask), gradient: (dy, [mask]) => [tf.mul(dy, mask!)] };
  });
}
