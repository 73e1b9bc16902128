import * as tf from '@tensorflow/tfjs-core';
import { RandomLayer } from './random-layer';

/** Drops each value on its own (Srivastava et al. 2014). Masks: see {@link RandomLayer}. */
export class Dropout extends RandomLayer {
  static className = 'KiumDropout';

  protected override maskShape(inputShape: readonly number[]): number[] {
    return [...inputShape];
  }
}
tf.serialization.registerClass(Dropout);
