import * as tf from '@tensorflow/tfjs-core';

/** What {@link withGradient}'s forward function returns. */
interface Differentiable {
  value: tf.Tensor;
  /** One gradient for each input, in order. */
  gradient: (dy: tf.Tensor, saved: tf.Tensor[]) => tf.Tensor[];
}

/**
 * `tf.customGrad` with two leaks of memory closed. tfjs runs the gradient function outside any `tidy`, so its
 * temporaries would live until the end of the whole backward pass; and it holds every saved tensor until then, although
 * each is needed once. Here temporaries go at once, and saved tensors as soon as they have been used.
 *
 * @param inputs - The tensors to differentiate with respect to; `forward` reads them from its closure.
 */
export function withGradient(
  inputs: readonly tf.Tensor[],
  forward: (save: (tensors: tf.Tensor[]) => void) => Differentiable,
): tf.Tensor {
  const op = tf.customGrad((...args) => {
    const { value, gradient } = forward(args.at(-1) as tf.GradSaveFunc);
    return {
      value,
      gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => {
        const gradients = tf.tidy(() => gradient(dy, saved));
        // Within an outer gradient the tape is walked again, and needs them once more.
        if (tf.engine().state.gradientDepth === 0) tf.dispose(saved);
        return gradients;
      },
    };
  });
  return op(...inputs);
}
