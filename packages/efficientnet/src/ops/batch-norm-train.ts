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
import { addMeanGradient, givePooled } from './squeeze';
import { withGradient } from './with-gradient';

/**
 * Normalises a batch with its own statistics, then applies the activation:
 * `activation(scale · (x − mean) / √(variance + ε) + offset)`, per channel.
 *
 * tfjs's own training-mode batch norm keeps several tensors of the size of `x` for the backward pass. This op keeps
 * `x` and four vectors, and recomputes the rest.
 *
 * @param x - Shape [n, h, w, c] or, without `pooled`, [n, c].
 * @param onStatistics - Gets the batch mean and the biased batch variance, each [c]; they live only during the call.
 */
export function batchNormTrain(
  x: tf.Tensor,
  scale: tf.Tensor,
  offset: tf.Tensor,
  attributes: BatchNormAttributes,
  onStatistics: (mean: tf.Tensor, variance: tf.Tensor) => void,
): tf.Tensor {
  const [y, pooled] = withGradient<tf.Tensor[]>([x, scale, offset], (save) => {
    const [y, mean, variance, pooled] = forward(x, scale, offset, attributes);
    onStatistics(mean, variance);
    save([x, mean, variance, scale, offset]);
    return {
      value: pooled ? [y, pooled] : [y],
      gradient: (given, saved, mayOverwrite) => {
        const [x, mean, variance, scale, offset] = saved as [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor];
        // Of a single output tfjs gives the gradient itself.
        const [dy, dPooled] = [given].flat() as [tf.Tensor, tf.Tensor?];
        return backward(dy, dPooled, { x, mean, variance, scale, offset }, attributes, mayOverwrite(dy));
      },
    };
  });
  if (pooled !== undefined) givePooled(y!, pooled);
  return y!;
}

/** Output, batch mean, biased batch variance, and the output's means over the pixels if they are wanted. */
type Forward = [y: tf.Tensor, mean: tf.Tensor, variance: tf.Tensor, pooled?: tf.Tensor];

function forward(x: tf.Tensor, scale: tf.Tensor, offset: tf.Tensor, attributes: BatchNormAttributes): Forward {
  const outputs = runOptionalKernel('KiumBatchNormTrain', { x, scale, offset }, { ...attributes });
  if (outputs !== undefined) return outputs as Forward;
  const { mean, variance } = tf.moments(x, batchAxes(x));
  const y = activate(normalize({ x, mean, variance, scale, offset }, attributes.epsilon), attributes.activation);
  return attributes.pooled ? [y, mean, variance, tf.mean(y, [1, 2])] : [y, mean, variance];
}

/**
 * Gradients for x, scale and offset. With x̂ the normalised x, dz the gradient before the activation and N values a
 * channel (Ioffe & Szegedy 2015, section 3):
 * d offset = Σ dz, d scale = Σ dz·x̂, dx = scale/√(variance + ε) · (dz − d offset/N − x̂ · d scale/N).
 */
function backward(
  given: tf.Tensor,
  dPooled: tf.Tensor | undefined,
  inputs: BatchNormInputs,
  attributes: BatchNormAttributes,
  inPlace: boolean,
): tf.Tensor[] {
  const { epsilon, activation } = attributes;
  const kernelInputs = { dy: given, ...inputs, ...(dPooled && { dPooled }) };
  const outputs = runOptionalKernel('KiumBatchNormTrainGrad', kernelInputs, { epsilon, activation, inPlace });
  if (outputs !== undefined) return outputs;
  const dy = dPooled ? addMeanGradient(given, dPooled) : given;
  const { dz, dScale, dOffset } = reduceGradient(dy, inputs, attributes);
  const rate = stretch(inputs, attributes.epsilon);
  const share = tf.div(rate, inputs.x.size / inputs.scale.size);
  // rate · (d offset + x̂ · d scale) / N is itself a batch norm of x: one pass.
  const common = { ...inputs, scale: tf.mul(share, dScale), offset: tf.mul(share, dOffset) };
  return [tf.sub(tf.mul(dz, rate), normalize(common, attributes.epsilon)), dScale, dOffset];
}
