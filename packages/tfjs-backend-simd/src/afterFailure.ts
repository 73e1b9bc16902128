import { dispose, engine } from '@tensorflow/tfjs-core';

/**
 * Frees what tfjs still keeps of a training step that failed: the tensors saved for a backward pass that will not come.
 * `tf.tidy` does not reach them.
 *
 * They are freed when the error has reached the code that awaits the step. Gradients are computed without awaiting
 * anything, so by then no backward pass needs them.
 *
 * @param rest - Frees what the caller knows of, at the same time.
 */
export function freeAfterFailure(rest: () => void): void {
  const { state } = engine();
  const tape = state.activeTape;
  queueMicrotask(() => {
    // They differ when the failure was in a backward pass inside a backward pass.
    for (const abandoned of [tape, state.activeTape]) for (const { saved } of abandoned ?? []) dispose(saved);
    rest();
  });
}
