import * as tf from '@tensorflow/tfjs-core';
import { runOptionalKernel } from './optional-kernel';
import { isDifferentiating, withGradient } from './with-gradient';

/** For the input of each {@link squeeze} that is being differentiated, the same tensor as that op gave it out. */
const handedOn = new WeakMap<tf.Tensor, tf.Tensor>();
/** Means over the pixels that the op which made a tensor has computed on the way. */
const pooledBefore = new WeakMap<tf.Tensor, tf.Tensor>();

/**
 * The mean of `x` [n, h, w, c] over the pixels, [n, c].
 *
 * `x` has another use, and {@link squeezed} is what that should read. Two ops that read `x` itself would each make a
 * gradient of its size, for tfjs to add up into a third; like this, the mean's gradient is added to the other one in
 * one pass.
 */
export function squeeze(x: tf.Tensor): tf.Tensor {
  const pooled = pooledBefore.get(x);
  if (pooled !== undefined && !pooled.isDisposed) return pooled.clone();
  if (!isDifferentiating()) return tf.mean(x, [1, 2]);
  const [same, mean] = withGradient([x], () => ({
    value: [x.clone(), tf.mean(x, [1, 2])] as [tf.Tensor, tf.Tensor],
    gradient: ([dx, dMean], _, mayOverwrite) => [backward(dx, dMean, mayOverwrite(dx))],
  }));
  handedOn.set(x, same);
  return mean;
}

/** `x`, such that its gradient passes through the {@link squeeze} of `x` if there was one; without a copy. */
export function squeezed(x: tf.Tensor): tf.Tensor {
  const same = handedOn.get(x);
  return same === undefined || same.isDisposed ? x : same;
}

/**
 * Hands {@link squeeze} the means of `x` over the pixels, from an op that has them as another output: the two gradients
 * then meet in that op.
 */
export function givePooled(x: tf.Tensor, pooled: tf.Tensor): void {
  pooledBefore.set(x, pooled);
}

/** dx + dMean / pixels */
function backward(dx: tf.Tensor, dMean: tf.Tensor, inPlace: boolean): tf.Tensor {
  const outputs = runOptionalKernel('KiumSqueezeGrad', { dx, dMean }, { inPlace });
  return outputs !== undefined ? outputs[0]! : addMeanGradient(dx, dMean);
}

/** The gradient for x [n, h, w, c] of the mean over the pixels, `dMean` [n, c], added to `dx`. */
export function addMeanGradient(dx: tf.Tensor, dMean: tf.Tensor): tf.Tensor {
  const [n, height, width, channels] = dx.shape as [number, number, number, number];
  return tf.add(dx, tf.reshape(tf.div(dMean, height * width), [n, 1, 1, channels]));
}
