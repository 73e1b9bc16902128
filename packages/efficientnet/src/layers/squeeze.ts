import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { squeeze } from '../ops/squeeze';

/**
 * Global average pooling with two outputs: its input [n, h, w, c] as it is, and the mean over the pixels [n, c].
 *
 * What comes after the pooling should read the first output instead of the layer's input: the gradients of both uses
 * then meet in one pass over the memory.
 */
export class Squeeze extends tfl.layers.Layer {
  static className = 'KiumSqueeze';

  override computeOutputShape(inputShape: tfl.Shape | tfl.Shape[]): tfl.Shape[] {
    const shape = (Array.isArray(inputShape[0]) ? inputShape[0] : inputShape) as tfl.Shape;
    return [shape, [shape[0]!, shape[3]!]];
  }

  override call(inputs: tf.Tensor | tf.Tensor[], kwargs: object): tf.Tensor[] {
    const x = Array.isArray(inputs) ? inputs[0]! : inputs;
    this.invokeCallHook(inputs, kwargs);
    return squeeze(x);
  }
}
tf.serialization.registerClass(Squeeze);
