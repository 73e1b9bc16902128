import * as tf from '@tensorflow/tfjs-core';
import { type Padding, tfjsPadding } from './padding';
import { withGradient } from './with-gradient';

/** Strides in pixels, down and across. */
export type Strides = [number, number];

/**
 * A convolution. tfjs's own keeps its output for the backward pass as well as its input, both until the end of that
 * pass, and computes the gradient for the input also where no one asks for it.
 *
 * @param x - Shape [n, h, w, in].
 * @param filter - Shape [k, k, in, out].
 */
export function convolve(x: tf.Tensor, filter: tf.Tensor, strides: Strides, padding: Padding = 'same'): tf.Tensor {
  const pad = tfjsPadding(padding, filter.shape);
  const attrs = { strides, pad, dataFormat: 'NHWC' as const };
  return withGradient([x, filter], (save) => {
    save([x, filter]);
    return {
      value: tf.conv2d(x as tf.Tensor4D, filter as tf.Tensor4D, strides, pad),
      gradient: (dy, [x, filter]) => [
        () => run('Conv2DBackpropInput', { dy, filter: filter! }, { ...attrs, inputShape: x!.shape }),
        () => run('Conv2DBackpropFilter', { x: x!, dy }, { ...attrs, filterShape: filter!.shape }),
      ],
    };
  });
}

/**
 * A convolution of each channel with a filter of its own.
 *
 * @param x - Shape [n, h, w, c].
 * @param filter - Shape [k, k, c, 1].
 */
export function convolveDepthwise(
  x: tf.Tensor,
  filter: tf.Tensor,
  strides: Strides,
  padding: Padding = 'same',
): tf.Tensor {
  const pad = tfjsPadding(padding, filter.shape);
  const attrs = { strides, pad, dataFormat: 'NHWC' as const, dilations: [1, 1] };
  return withGradient([x, filter], (save) => {
    save([x, filter]);
    return {
      value: tf.depthwiseConv2d(x as tf.Tensor4D, filter as tf.Tensor4D, strides, pad),
      gradient: (dy, [x, filter]) => {
        const forInput = { ...attrs, inputShape: x!.shape };
        const forFilter = { ...attrs, filterShape: filter!.shape };
        return [
          () => run('DepthwiseConv2dNativeBackpropInput', { dy, filter: filter! }, forInput),
          () => run('DepthwiseConv2dNativeBackpropFilter', { x: x!, dy }, forFilter),
        ];
      },
    };
  });
}

/** tfjs exports the gradients of its convolutions as kernels only. */
function run(kernel: string, inputs: tf.NamedTensorMap, attrs: tf.NamedAttrMap): tf.Tensor {
  return tf.engine().runKernel(kernel, inputs, attrs) as tf.Tensor;
}
