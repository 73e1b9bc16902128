import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { InvalidOptionError } from '../errors';
import { convolve, convolveDepthwise, type Strides } from '../ops/convolution';
import { convolvedLength, PADDINGS, type Padding } from '../ops/padding';

/** Keras's options of a convolution. */
export type ConvArgs = Parameters<typeof tfl.layers.conv2d>[0];
type DepthwiseArgs = Parameters<typeof tfl.layers.depthwiseConv2d>[0];
/** The same, but with the paddings of this package. Default `'same'`. */
type Padded<Args> = Omit<Args, 'padding'> & { padding?: Padding };

/** A layer class of tfjs: its constructor, and the static members that serialisation needs. */
type LayerClass<Args, Fields> = Pick<typeof tfl.layers.Layer, 'fromConfig'> &
  (new (
    args: Args,
  ) => tfl.layers.Layer & { kernelSize: number[]; strides: Strides } & Fields);

// tfjs exports its layers' factories, not their classes; these come from throw-away instances.
export const TfjsConv2D = tfl.layers.conv2d({ filters: 1, kernelSize: 1 }).constructor as unknown as LayerClass<
  ConvArgs,
  { kernel: tfl.LayerVariable; filters: number }
>;
const TfjsDepthwiseConv2D = tfl.layers.depthwiseConv2d({ kernelSize: 1 }).constructor as unknown as LayerClass<
  DepthwiseArgs,
  { depthwiseKernel: tfl.LayerVariable }
>;

/**
 * tfjs's Conv2D, with Keras's options and weights, for convolutions with neither bias nor activation, and with PyTorch's
 * padding where that is wanted. In training it keeps its input only, and computes its gradient for the input only where
 * it is wanted.
 */
export class Conv2D extends TfjsConv2D {
  static className = 'KiumConv2D';

  readonly zeros: Padding;

  constructor(args: Padded<ConvArgs>) {
    super({ ...args, padding: 'same', useBias: false });
    this.zeros = checkedPadding(args.padding);
  }

  override computeOutputShape(inputShape: tfl.Shape | tfl.Shape[]): tfl.Shape {
    const [batch, height, width] = onlyShape(inputShape);
    return [batch!, ...convolvedSize(this, height!, width!), this.filters];
  }

  override call(inputs: tf.Tensor | tf.Tensor[], kwargs: object): tf.Tensor {
    this.invokeCallHook(inputs, kwargs);
    return convolve(only(inputs), this.kernel.read(), this.strides, this.zeros);
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), padding: this.zeros };
  }
}
tf.serialization.registerClass(Conv2D);

/** tfjs's DepthwiseConv2D, in the same way as {@link Conv2D}. */
export class DepthwiseConv2D extends TfjsDepthwiseConv2D {
  static className = 'KiumDepthwiseConv2D';

  readonly zeros: Padding;

  constructor(args: Padded<DepthwiseArgs>) {
    super({ ...args, padding: 'same', useBias: false });
    this.zeros = checkedPadding(args.padding);
  }

  override computeOutputShape(inputShape: tfl.Shape | tfl.Shape[]): tfl.Shape {
    const [batch, height, width, channels] = onlyShape(inputShape);
    return [batch!, ...convolvedSize(this, height!, width!), channels!];
  }

  override call(inputs: tf.Tensor | tf.Tensor[], kwargs: object): tf.Tensor {
    this.invokeCallHook(inputs, kwargs);
    return convolveDepthwise(only(inputs), this.depthwiseKernel.read(), this.strides, this.zeros);
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), padding: this.zeros };
  }
}
tf.serialization.registerClass(DepthwiseConv2D);

function checkedPadding(padding: Padding = 'same'): Padding {
  if (!PADDINGS.includes(padding)) throw new InvalidOptionError('padding', padding, "'same' or 'symmetric'");
  return padding;
}

/** Height and width of a layer's output. */
function convolvedSize(
  { kernelSize, strides, zeros: padding }: Conv2D | DepthwiseConv2D,
  height: number | null,
  width: number | null,
): [number | null, number | null] {
  return [
    convolvedLength(height, { kernel: kernelSize[0]!, stride: strides[0], padding }),
    convolvedLength(width, { kernel: kernelSize[1]!, stride: strides[1], padding }),
  ];
}

function onlyShape(shape: tfl.Shape | tfl.Shape[]): tfl.Shape {
  return (Array.isArray(shape[0]) ? shape[0] : shape) as tfl.Shape;
}

function only(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
  return Array.isArray(inputs) ? inputs[0]! : inputs;
}
