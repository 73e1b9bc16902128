import * as tf from '@tensorflow/tfjs-core';
import type * as tfl from '@tensorflow/tfjs-layers';
import { InvalidOptionError } from '../errors';
import { gatedConvolution } from '../ops/gated-convolution';
import { squeezed } from '../ops/squeeze';
import { type ConvArgs, TfjsConv2D } from './convolution';

/**
 * A 1 × 1 convolution of an input [n, h, w, c] whose channels are weighed by a second input, the gate [n, 1, 1, c]:
 * Keras's `se_excite` and `project_conv` in one layer, which makes no tensor of the size of the weighed input.
 *
 * Weight as in Keras: `kernel` [1, 1, c, filters].
 */
export class GatedConv2D extends TfjsConv2D {
  static className = 'KiumGatedConv2D';

  constructor(args: Omit<ConvArgs, 'kernelSize'>) {
    super({ ...args, kernelSize: 1, padding: 'same', useBias: false });
  }

  override build(inputShape: tfl.Shape | tfl.Shape[]): void {
    const [x, gate] = inputShape as [tfl.Shape, tfl.Shape];
    if (!Array.isArray(gate) || gate.at(-1) !== x.at(-1)) {
      throw new InvalidOptionError('inputShape', inputShape, 'the shapes of an input and of a gate with its channels');
    }
    super.build(x);
    // The one that was just made describes a single input.
    this.inputSpec = null as unknown as tfl.InputSpec[];
  }

  override computeOutputShape(inputShape: tfl.Shape | tfl.Shape[]): tfl.Shape | tfl.Shape[] {
    return super.computeOutputShape((inputShape as tfl.Shape[])[0]!);
  }

  override call(inputs: tf.Tensor | tf.Tensor[], kwargs: object): tf.Tensor {
    const [x, gate] = inputs as [tf.Tensor, tf.Tensor];
    this.invokeCallHook(inputs, kwargs);
    return gatedConvolution(squeezed(x), gate, this.kernel.read());
  }
}
tf.serialization.registerClass(GatedConv2D);
