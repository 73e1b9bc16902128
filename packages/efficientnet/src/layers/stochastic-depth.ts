import * as tf from '@tensorflow/tfjs-core';
import { RandomLayer } from './random-layer';

/**
 * Drops whole samples: placed on the branch beside a residual connection, it makes a sample skip the block
 * (Huang et al. 2016; `drop_connect` of the EfficientNet reference implementation). Masks: see {@link RandomLayer}.
 */
export class StochasticDepth extends RandomLayer {
  static className = 'KiumStochasticDepth';

  protected override maskShape(inputShape: readonly number[]): number[] {
    return inputShape.map((size, axis) => (axis === 0 ? size : 1));
  }
}
tf.serialization.registerClass(StochasticDepth);
