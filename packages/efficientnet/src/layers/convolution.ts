import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { convolve, convolveDepthwise, type Strides } from '../ops/convolution';

/** Keras's options of a convolution. */
export type ConvArgs = Parameters<typeof tfl.layers.conv2d>[0];
type DepthwiseArgs = Parameters<typeof tfl.layers.depthwiseConv2d>[0];

/** A layer class of tfjs: its constructor, and the static members that serialisation needs. */
type LayerClass<Args, Fields> = Pick<typeof tfl.layers.Layer, 'fromConfig'> &
  (new (
    args: Args,
  ) => tfl.layers.Layer & { strides: Strides } & Fields);

// tfjs exports its layers' factories, not their classes; these come from throw-away instances.
export const TfjsConv2D = tfl.layers.conv2d({ filters: 1, kernelSize: 1 }).constructor as unknown as LayerClass<
  ConvArgs,
  { kernel: tfl.LayerVariable }
>;
const TfjsDepthwiseConv2D = tfl.layers.depthwiseConv2d({ kernelSize: 1 }).constructor as unknown as LayerClass<
  DepthwiseArgs,
  { depthwiseKernel: tfl.LayerVariable }
>;

/**
 * tfjs's Conv2D, with Keras's options and weights, for convolutions with SAME padding and neither bias nor activation.
 * In training it keeps its input only, and computes its gradient for the input only where it is wanted.
 */
export class Conv2D extends TfjsConv2D {
  static className = 'KiumConv2D';

  constructor(args: ConvArgs) {
    super({ ...args, padding: 'same', useBias: false });
  }

  override call(inputs: tf.Tensor | tf.Tensor[], kwargs: object): tf.Tensor {
    this.invokeCallHook(inputs, kwargs);
    return convolve(only(inputs), this.kernel.read(), this.strides);
  }
}
tf.serialization.registerClass(Conv2D);

/** tfjs's DepthwiseConv2D, in the same way as {@link Conv2D}. */
export class DepthwiseConv2D extends TfjsDepthwiseConv2D {
  static className = 'KiumDepthwiseConv2D';

  constructor(args: DepthwiseArgs) {
    super({ ...args, padding: 'same', useBias: false });
  }

  override call(inputs: tf.Tensor | tf.Tensor[], kwargs: object): tf.Tensor {
    this.invokeCallHook(inputs, kwargs);
    return convolveDepthwise(only(inputs), this.depthwiseKernel.read(), this.strides);
  }
}
tf.serialization.registerClass(DepthwiseConv2D);

function only(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
  return Array.isArray(inputs) ? inputs[0]! : inputs;
}
