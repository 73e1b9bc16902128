import * as tf from '@tensorflow/tfjs-core';
import { runOptionalKernel } from './optional-kernel';

/** `old − rate · (old − factor · value)`, elementwise: the moving average after one more value. */
export function movingAverage(old: tf.Tensor, value: tf.Tensor, rate: number, factor: number): tf.Tensor {
  const outputs = runOptionalKernel('KiumMovingAverage', { old, value }, { rate, factor });
  return outputs?.[0] ?? tf.tidy(() => tf.sub(old, tf.mul(tf.sub(old, tf.mul(value, factor)), rate)));
}
