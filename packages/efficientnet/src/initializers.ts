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

/** How the classifier's weights start; see `classifierInitializer` of the options. */
export type ClassifierInitializer = 'reference' | 'glorot';

/** Half the width of the classifier's uniform distribution, by name. */
const CLASSIFIER_LIMITS = {
  /** `dense_kernel_initializer` of the reference implementation. */
  reference: (_features: number, classes: number) => 1 / Math.sqrt(classes),
  /** Glorot & Bengio 2010, equation 16. */
  glorot: (features: number, classes: number) => Math.sqrt(6 / (features + classes)),
} satisfies Record<ClassifierInitializer, (features: number, classes: number) => number>;

export const CLASSIFIER_INITIALIZERS = Object.keys(CLASSIFIER_LIMITS) as ClassifierInitializer[];

/** Uniform weights of the dense layer from `features` to `classes`. */
export function classifierInitializer(
  kind: ClassifierInitializer,
  features: number,
  classes: number,
  stream: string,
): Initializer {
  const limit = CLASSIFIER_LIMITS[kind](features, classes);
  return tfl.initializers.randomUniform({ minval: -limit, maxval: limit, seed: tfjsSeed(stream) });
}
