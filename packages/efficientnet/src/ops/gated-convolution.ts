import * as tf from '@tensorflow/tfjs-core';
import { runOptionalKernel } from './optional-kernel';
import { withGradient } from './with-gradient';

/**
 * Weighs the channels of `x` by a gate and convolves with a 1 × 1 filter: `(x · gate) * filter`, the end of
 * squeeze-excite and the convolution behind it (Hu et al. 2018; Tan & Le 2019).
 *
 * The weighed input is as large as `x` and needed for nothing else, so it is not kept: the backward pass has `x`, the
 * gate and the filter. A backend with kernels for it never makes that product at all.
 *
 * @param x - Shape [n, h, w, c].
 * @param gate - Shape [n, 1, 1, c].
 * @param filter - Shape [1, 1, c, f].
 * @returns Shape [n, h, w, f].
 */
export function gatedConvolution(x: tf.Tensor, gate: tf.Tensor, filter: tf.Tensor): tf.Tensor {
  return withGradient([x, gate, filter], (save) => {
    save([x, gate, filter]);
    return {
      value: forward(x, gate, filter),
      gradient: (dy, saved) => backward(dy, ...(saved as [tf.Tensor, tf.Tensor, tf.Tensor])),
    };
  });
}

function forward(x: tf.Tensor, gate: tf.Tensor, filter: tf.Tensor): tf.Tensor {
  const outputs = runOptionalKernel('KiumGatedConv2D', { x, gate, filter }, {});
  if (outputs !== undefined) return outputs[0]!;
  return tf.conv2d(tf.mul(x, gate) as tf.Tensor4D, filter as tf.Tensor4D, 1, 'same');
}

/** Gradients for x, gate and filter. */
function backward(dy: tf.Tensor, x: tf.Tensor, gate: tf.Tensor, filter: tf.Tensor): tf.Tensor[] {
  const outputs = runOptionalKernel('KiumGatedConv2DGrad', { dy, x, gate, filter }, {});
  if (outputs !== undefined) return outputs;
  const [n, height, width, channels] = x.shape as [number, number, number, number];
  const filters = filter.shape[3]!;
  const weights = tf.reshape(filter, [channels, filters]);
  const pixels = (tensor: tf.Tensor) => tf.reshape(tensor, [-1, tensor.shape[3]!]);
  const product = tf.reshape(tf.matMul(pixels(dy), weights, false, true), [n, height, width, channels]);
  const dGate = tf.sum(tf.mul(product, x), [1, 2], true);
  const dFilter = tf.matMul(pixels(tf.mul(x, gate)), pixels(dy), true, false);
  return [tf.mul(product, gate), dGate, tf.reshape(dFilter, filter.shape)];
}
