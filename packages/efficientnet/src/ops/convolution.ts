import * as tf from '@tensorflow/tfjs-core';
import { withGradient } from './with-gradient';

/** Strides in pixels, down and across. */
export type Strides = [number, number];

/**
 * A convolution with TensorFlow's SAME padding. tfjs's own keeps its output for the backward pass as well as its
 * input, both until the end of that pass, and computes the gradient for the input also where no one asks for it.
 *
 * @param x - Shape [n, h, w, in].
 * @param filter - Shape [k, k, in, out].
 */
export function convolve(x: tf.Tensor, filter: tf.Tensor, strides: Strides): tf.Tensor {
  return withGradient([x, filter], (save) => {
    save([x, filter]);
    return {
      value: tf.conv2d(x as tf.Tensor4D, filter as tf.Tensor4D, strides, 'same'),
      gradient: (dy, [x, filter]) => [
        () => run('Conv2DBackpropInput', { dy, filter: filter! }, { inputShape: x!.shape, ...geometry(strides) }),
        () => run('Conv2DBackpropFilter', { x: x!, dy }, { filterShape: filter!.shape, ...geometry(strides) }),
      ],
    };
  });
}

/**
 * A convolution of each channel with a filter of its own, with SAME padding.
 *
 * @param x - Shape [n, h, w, c].
 * @param filter - Shape [k, k, c, 1].
 */
export function convolveDepthwise(x: tf.Tensor, filter: tf.Tensor, strides: Strides): tf.Tensor {
  return withGradient([x, filter], (save) => {
    save([x, filter]);
    const attrs = { ...geometry(strides), dilations: [1, 1] };
    return {
      value: tf.depthwiseConv2d(x as tf.Tensor4D, filter as tf.Tensor4D, strides, 'same'),
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

function geometry(strides: Strides) {
  return { strides, pad: 'same' as const, dataFormat: 'NHWC' as const };
}
