import * as tfl from '@tensorflow/tfjs-layers';
import { tfjsSeed } from './random';

/** An initialiser as the constructors of tfjs-layers take it. */
type Initializer = ReturnType<typeof tfl.initializers.randomNormal>;

/**
 * Normal with variance 2 / (k² · out), for `kernel` [k, k, in, out] and depthwise kernels [k, k, in, 1]
 * (`conv_kernel_initializer` of the reference implementation).
 *
 * tfjs's `varianceScaling` is of no use here: its 'truncatedNormal' draws uniform numbers, and its 'normal' truncates
 * without correcting the variance.
 */
export function convInitializer(kernelSize: number, outputs: number, stream: string): Initializer {
  const stddev = Math.sqrt(2 / (kernelSize * kernelSize * outputs));
  return tfl.initializers.randomNormal({ mean: 0, stddev, seed: tfjsSeed(stream) });
}

/** Uniform in ±1/√classes (`dense_kernel_initializer` of the reference implementation). */
export function classifierInitializer(classes: number, stream: string): Initializer {
  const limit = 1 / Math.sqrt(classes);
  return tfl.initializers.randomUniform({ minval: -limit, maxval: limit, seed: tfjsSeed(stream) });
}
