import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { squeeze } from '../ops/squeeze';

/**
 * Global average pooling, [n, h, w, c] to [n, c], with a gradient that takes one pass over the memory.
 *
 * In squeeze-excite the input goes to a `GatedConv2D` as well. In training that layer takes its input through this one,
 * so that the gradients of both uses meet in that pass.
 */
export class Squeeze extends tfl.layers.Layer {
  static className = 'KiumSqueeze';

  override computeOutputShape(inputShape: tfl.Shape | tfl.Shape[]): tfl.Shape {
    const shape = (Array.isArray(inputShape[0]) ? inputShape[0] : inputShape) as tfl.Shape;
    return [shape[0]!, shape[3]!];
  }

  override call(inputs: tf.Tensor | tf.Tensor[], kwargs: object): tf.Tensor {
    const x = Array.isArray(inputs) ? inputs[0]! : inputs;
    this.invokeCallHook(inputs, kwargs);
    return squeeze(x);
  }
}
tf.serialization.registerClass(Squeeze);
