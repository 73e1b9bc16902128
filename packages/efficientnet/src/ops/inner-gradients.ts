import * as tf from '@tensorflow/tfjs-core';

/**
 * Gradients of `f` at a moment when tfjs may be in the middle of another backward pass: inside a gradient function.
 *
 * tfjs keeps one tape. `gradients` starts a new one and drops it at the end, and the backward pass around it would then
 * find none left to clean up; so the outer tape is put back.
 *
 * @param dy - Gradient of the loss for `f`'s result.
 * @returns One gradient for each of `xs`, in order; zeros where `f` does not depend on it.
 */
export function innerGradients(f: () => tf.Tensor, xs: tf.Tensor[], dy: tf.Tensor): tf.Tensor[] {
  const { state } = tf.engine();
  const outerTape = state.activeTape;
  try {
    const { value, grads } = tf.engine().gradients(f, xs, dy, true);
    value.dispose();
    return xs.map((x, i) => grads[i] ?? tf.zerosLike(x));
  } catch (error) {
    if (state.activeTape !== outerTape) discardTape();
    throw error;
  } finally {
    state.activeTape = outerTape;
  }
}

/** Frees what the tape keeps for a backward pass that will not come: tfjs itself leaves it when `f` throws. */
function discardTape(): void {
  for (const { saved } of tf.engine().state.activeTape ?? []) tf.dispose(saved);
}
