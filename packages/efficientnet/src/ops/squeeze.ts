import * as tf from '@tensorflow/tfjs-core';
import { runOptionalKernel } from './optional-kernel';
import { withGradient } from './with-gradient';

/**
 * `x` itself and its mean over the pixels: the two things that squeeze-excite needs of it.
 *
 * That both come out of one op is for the backward pass. Apart, the gradient of the mean would be spread out to a
 * tensor of the size of `x`, and then added to the other one into a third; here it is added in one pass.
 *
 * @param x - Shape [n, h, w, c].
 * @returns `x` (without a copy) and the mean [n, c].
 */
export function squeeze(x: tf.Tensor): [x: tf.Tensor, mean: tf.Tensor] {
  return withGradient([x], () => ({
    value: [x.clone(), tf.mean(x, [1, 2])] as [tf.Tensor, tf.Tensor],
    gradient: ([dx, dMean], _, mayOverwrite) => [backward(dx, dMean, mayOverwrite(dx))],
  }));
}

/** dx + dMean / pixels */
function backward(dx: tf.Tensor, dMean: tf.Tensor, inPlace: boolean): tf.Tensor {
  const outputs = runOptionalKernel('KiumSqueezeGrad', { dx, dMean }, { inPlace });
  if (outputs !== undefined) return outputs[0]!;
  const [n, height, width, channels] = dx.shape as [number, number, number, number];
  return tf.add(dx, tf.reshape(tf.div(dMean, height * width), [n, 1, 1, channels]));
}
