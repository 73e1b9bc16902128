import type { EfficientNetOptions } from './options';
import type { BVariant } from './variants';

/** The options in which torchvision's networks differ from TensorFlow's. */
export type TorchvisionOptions = Required<
  Pick<EfficientNetOptions, 'padding' | 'batchNormEpsilon' | 'batchNormMomentum'>
>;

/** PyTorch's own batch norm; its momentum counts the new statistics, 0.1. */
const SMALL: TorchvisionOptions = { padding: 'symmetric', batchNormEpsilon: 1e-5, batchNormMomentum: 0.9 };
const LARGE: TorchvisionOptions = { padding: 'symmetric', batchNormEpsilon: 1e-3, batchNormMomentum: 0.99 };

/**
 * Options that make a network compute what torchvision's of the same name computes: PyTorch's padding, and batch norms
 * with the constants that torchvision gives each variant.
 *
 * The defaults are those of TensorFlow and Keras, and of timm's `tf_…` models: padding `'same'`, ε 1e-3, momentum 0.99.
 *
 * Source: torchvision 0.14, `torchvision/models/efficientnet.py`.
 *
 * @example
 * ```ts
 * const model = efficientNet('b0', { ...TORCHVISION.b0, classes: 21 });
 * ```
 */
export const TORCHVISION: Readonly<Record<BVariant | 'v2-s', TorchvisionOptions>> = {
  ...{ b0: SMALL, b1: SMALL, b2: SMALL, b3: SMALL, b4: SMALL },
  ...{ b5: LARGE, b6: LARGE, b7: LARGE },
  'v2-s': { padding: 'symmetric', batchNormEpsilon: 1e-3, batchNormMomentum: 0.9 },
};
