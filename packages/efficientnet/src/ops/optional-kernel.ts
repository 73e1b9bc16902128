import * as tf from '@tensorflow/tfjs-core';

/**
 * Runs a kernel that a backend may register beyond tfjs's own set.
 *
 * @returns Its outputs, or `undefined` when the current backend has no such kernel and ops must be composed instead.
 */
export function runOptionalKernel(
  name: string,
  inputs: tf.NamedTensorMap,
  attributes: tf.NamedAttrMap,
): tf.Tensor[] | undefined {
  if (tf.getKernel(name, tf.getBackend()) === undefined) return undefined;
  const outputs = tf.engine().runKernel(name, inputs, attributes) as tf.Tensor | tf.Tensor[];
  return Array.isArray(outputs) ? outputs : [outputs];
}
