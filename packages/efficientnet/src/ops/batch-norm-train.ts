import * as tf from '@tensorflow/tfjs-core';
import { activate } from './activation';
import {
  type BatchNormAttributes,
  type BatchNormInputs,
  batchAxes,
  normalize,
  reduceGradient,
  stretch,
} from './normalize';
import { runOptionalKernel } from './optional-kernel';
import { withGradient } from './with-gradient';

/**
 * Normalises a batch with its own statistics, then applies the activation:
 * `activation(scale · (x − mean) / √(variance + ε) + offset)`, per channel.
 *
 * tfjs's own training-mode batch norm keeps several tensors of the size of `x` for the backward pass. This op keeps
 * `x` and four vectors, and recomputes the rest.
 *
 * @param x - Shape [n, h, w, c] or [n, c].
 * @param onStatistics - Gets the batch mean and the biased batch variance, each [c]; they live only during the call.
 */
export function batchNormTrain(
  x: tf.Tensor,
  scale: tf.Tensor,
  offset: tf.Tensor,
  attributes: BatchNormAttributes,
  onStatistics: (mean: tf.Tensor, variance: tf.Tensor) => void,
): tf.Tensor {
  return withGradient([x, scale, offset], (save) => {
    const [y, mean, variance] = forward(x, scale, offset, attributes);
    onStatistics(mean, variance);
    save([x, mean, variance, scale, offset]);
    return {
      value: y,
      gradient: (dy, saved, mayOverwrite) => {
        const [x, mean, variance, scale, offset] = saved as [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor];
        return backward(dy, { x, mean, variance, scale, offset }, attributes, mayOverwrite(dy));
      },
    };
  });
}

/** Output, batch mean, biased batch variance. */
type Forward = [y: tf.Tensor, mean: tf.Tensor, variance: tf.Tensor];

function forward(x: tf.Tensor, scale: tf.Tensor, offset: tf.Tensor, attributes: BatchNormAttributes): Forward {
  const outputs = runOptionalKernel('KiumBatchNormTrain', { x, scale, offset }, { ...attributes });
  if (outputs !== undefined) return outputs as Forward;
  const { mean, variance } = tf.moments(x, batchAxes(x));
  const z = normalize({ x, mean, variance, scale, offset }, attributes.epsilon);
  return [activate(z, attributes.activation), mean, variance];
}

/**
 * Gradients for x, scale and offset. With x̂ the normalised x, dz the gradient before the activation and N values a
 * channel (Ioffe & Szegedy 2015, section 3):
 * d offset = Σ dz, d scale = Σ dz·x̂, dx = scale/√(variance + ε) · (dz − d offset/N − x̂ · d scale/N).
 */
function backward(
  dy: tf.Tensor,
  inputs: BatchNormInputs,
  attributes: BatchNormAttributes,
  inPlace: boolean,
): tf.Tensor[] {
  const outputs = runOptionalKernel('KiumBatchNormTrainGrad', { dy, ...inputs }, { ...attributes, inPlace });
  if (outputs !== undefined) return outputs;
  const { dz, dScale, dOffset } = reduceGradient(dy, inputs, attributes);
  const rate = stretch(inputs, attributes.epsilon);
  const share = tf.div(rate, inputs.x.size / inputs.scale.size);
  // rate · (d offset + x̂ · d scale) / N is itself a batch norm of x: one pass.
  const common = { ...inputs, scale: tf.mul(share, dScale), offset: tf.mul(share, dOffset) };
  return [tf.sub(tf.mul(dz, rate), normalize(common, attributes.epsilon)), dScale, dOffset];
}
