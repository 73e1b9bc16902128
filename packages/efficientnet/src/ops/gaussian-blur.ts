import * as tf from '@tensorflow/tfjs-core';

/** The kernel ends after so many standard deviations, as in most libraries (99.7 % of the weight). */
const REACH = 3;

/**
 * Smooths each channel of `x` [n, h, w, c] by a Gaussian of standard deviation `sigma` pixels; 0 leaves it as it is. Beyond the
 * border the image is taken to be 0.
 */
export function gaussianBlur(x: tf.Tensor4D, sigma: number): tf.Tensor4D {
  if (sigma === 0) return x;
  return tf.tidy(() => {
    const channels = x.shape[3];
    const reach = Math.ceil(REACH * sigma);
    const weights = Float64Array.from({ length: 2 * reach + 1 }, (_, i) =>
      Math.exp(-((i - reach) ** 2) / (2 * sigma ** 2)),
    );
    const sum = weights.reduce((total, weight) => total + weight, 0);
    const column = tf.tensor(
      Float32Array.from(weights, (weight) => weight / sum),
      [weights.length, 1, 1, 1],
    );
    const down = tf.tile(column, [1, 1, channels, 1]) as tf.Tensor4D;
    const across = tf.reshape(down, [1, weights.length, channels, 1]) as tf.Tensor4D;
    return tf.depthwiseConv2d(tf.depthwiseConv2d(x, down, 1, 'same'), across, 1, 'same');
  });
}
