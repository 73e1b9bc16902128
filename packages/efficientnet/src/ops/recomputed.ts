import type * as tf from '@tensorflow/tfjs-core';
import { innerGradients } from './inner-gradients';
import { withGradient } from './with-gradient';

/** What {@link recomputed}'s forward function returns. */
interface Recomputable {
  value: tf.Tensor;
  /** Computes `value` again, bit for bit, from the given `x`; must leave no trace outside. */
  again: (x: tf.Tensor) => tf.Tensor;
}

/**
 * Gradient checkpointing (Chen et al. 2016, "Training deep nets with sublinear memory cost"): of everything that
 * `forward` computes, only `x` is kept for the backward pass, which computes the rest once more.
 *
 * @param x - The input that changes from call to call.
 * @param weights - What else gradients are wanted for; `forward` reads them from its closure.
 */
export function recomputed(
  x: tf.Tensor,
  weights: readonly tf.Tensor[],
  forward: (x: tf.Tensor) => Recomputable,
): tf.Tensor {
  return withGradient([x, ...weights], (save) => {
    const { value, again } = forward(x);
    save([x]);
    return {
      value,
      gradient: (dy, saved) => {
        const x = saved[0]!;
        return innerGradients(() => again(x), [x, ...weights], dy);
      },
    };
  });
}
