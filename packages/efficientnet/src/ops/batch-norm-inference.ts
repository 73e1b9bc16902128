import * as tf from '@tensorflow/tfjs-core';
import { activate } from './activation';
import { type BatchNormAttributes, type BatchNormInputs, normalize, reduceGradient, stretch } from './normalize';
import { runOptionalKernel } from './optional-kernel';
import { givePooled } from './squeeze';
import { isDifferentiating, withGradient } from './with-gradient';

/**
 * Normalises with given statistics, then applies the activation. Differentiable in x, scale and offset, so that layers
 * below a frozen batch norm can be trained; mean and variance are constants.
 */
export function batchNormInference(inputs: BatchNormInputs, attributes: BatchNormAttributes): tf.Tensor {
  if (!isDifferentiating()) {
    // Outside any `tidy` no one would dispose of the means.
    const pooled = attributes.pooled && tf.engine().state.activeScope != null;
    return forward(inputs, { ...attributes, pooled, transient: true });
  }
  return withGradient([inputs.x, inputs.scale, inputs.offset], (save) => {
    const { x, mean, variance, scale, offset } = inputs;
    save([x, mean, variance, scale, offset]);
    return {
      value: forward(inputs, { ...attributes, pooled: false }),
      gradient: (dy, saved) => {
        const [x, mean, variance, scale, offset] = saved as [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor];
        const kept = { x, mean, variance, scale, offset };
        const { dz, dScale, dOffset } = reduceGradient(dy, kept, attributes);
        return [tf.mul(dz, stretch(kept, attributes.epsilon)), dScale, dOffset];
      },
    };
  });
}

function forward(inputs: BatchNormInputs, attributes: BatchNormAttributes & { transient?: boolean }): tf.Tensor {
  const outputs = runOptionalKernel('KiumBatchNormInference', { ...inputs }, { ...attributes });
  if (outputs === undefined) return activate(normalize(inputs, attributes.epsilon), attributes.activation);
  const [y, pooled] = outputs as [tf.Tensor, tf.Tensor | undefined];
  if (pooled !== undefined) givePooled(y, pooled);
  return y;
}
