import * as tf from '@tensorflow/tfjs-core';
import { type Activation, activationGradient } from './activation';

/** How a batch is normalised. */
export interface BatchNormAttributes {
  /** Added to the variance. */
  epsilon: number;
  /** Applied to the normalised values. */
  activation: Activation;
  /** Whether the output, [n, h, w, c], goes to a `squeeze`: its means over the pixels are then computed on the way. */
  pooled?: boolean;
}

/** The tensors that determine a normalised batch: `x` [n, h, w, c] or [n, c], the others [c]. */
export interface BatchNormInputs {
  x: tf.Tensor;
  mean: tf.Tensor;
  variance: tf.Tensor;
  scale: tf.Tensor;
  offset: tf.Tensor;
}

/** `scale · (x − mean) / √(variance + ε) + offset` in one pass. */
export function normalize({ x, mean, variance, scale, offset }: BatchNormInputs, epsilon: number): tf.Tensor {
  type Vector = tf.Tensor1D;
  return tf.batchNorm(x, mean as Vector, variance as Vector, offset as Vector, scale as Vector, epsilon);
}

/** The gradient before the activation, and its sums for scale and offset: the same with batch and moving statistics. */
export function reduceGradient(
  dy: tf.Tensor,
  inputs: BatchNormInputs,
  { epsilon, activation }: BatchNormAttributes,
): { dz: tf.Tensor; dScale: tf.Tensor; dOffset: tf.Tensor } {
  const axes = batchAxes(inputs.x);
  const dz = activationGradient(dy, () => normalize(inputs, epsilon), activation);
  const dScale = tf.tidy(() => {
    const ones = tf.onesLike(inputs.scale);
    const normalized = normalize({ ...inputs, scale: ones, offset: tf.zerosLike(ones) }, epsilon);
    return tf.sum(tf.mul(dz, normalized), axes);
  });
  return { dz, dScale, dOffset: tf.sum(dz, axes) };
}

/** `scale / √(variance + ε)`: by how much the normalisation stretches each channel. */
export function stretch({ variance, scale }: BatchNormInputs, epsilon: number): tf.Tensor {
  return tf.mul(scale, tf.rsqrt(tf.add(variance, epsilon)));
}

/** Every axis but the last. */
export function batchAxes(x: tf.Tensor): number[] {
  return Array.from({ length: x.rank - 1 }, (_, axis) => axis);
}
