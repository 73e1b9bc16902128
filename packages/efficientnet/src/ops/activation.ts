import * as tf from '@tensorflow/tfjs-core';

/** What may follow a batch normalisation inside the same layer. `'linear'` is nothing. */
export type Activation = 'linear' | 'swish';

/** `z` or swish(z) = z · sigmoid(z) (Ramachandran, Zoph & Le 2017). */
export function activate(z: tf.Tensor, activation: Activation): tf.Tensor {
  return activation === 'linear' ? z : tf.tidy(() => tf.mul(z, tf.sigmoid(z)));
}

/**
 * The gradient before the activation. swish′(z) = s · (1 + z · (1 − s)) with s = sigmoid(z).
 *
 * @param preActivation - Computes z; not called when the activation does not need it.
 */
export function activationGradient(dy: tf.Tensor, preActivation: () => tf.Tensor, activation: Activation): tf.Tensor {
  if (activation === 'linear') return dy;
  return tf.tidy(() => {
    const z = preActivation();
    const s = tf.sigmoid(z);
    return tf.mul(dy, tf.mul(s, tf.add(1, tf.mul(z, tf.sub(1, s)))));
  });
}
