import { add, mul, sub } from '@tensorflow/tfjs-core';
import { InvalidValueError } from '../errors';
import { focusedCrossentropy } from './focused-crossentropy';
import { type EntryLoss, type Loss, type LossOptions, lossFrom } from './loss';

/** Options of {@link focalLoss}. */
export interface FocalLossOptions extends LossOptions {
  /** Exponent of the focus, at least 0; 0 gives cross-entropy. Default 2, the paper's. */
  gamma?: number;
  /**
   * In [0, 1]: factor of the positives, 1 − alpha that of the negatives; null for none. Default 0.25, the paper's best
   * with γ = 2, as in torchvision: the focus already takes most of the weight off the negatives.
   */
  alpha?: number | null;
}

/**
 * Focal loss α_t (1 − p_t)^γ · −ln p_t (Lin et al. 2017, equation 5), where p_t is the probability of the right answer:
 * p where y = 1, else 1 − p. Targets between 0 and 1 are treated as torchvision's `sigmoid_focal_loss` treats them.
 *
 * @returns a loss for `fit` and `model.compile`; it throws a {@link ShapeMismatchError} for shapes that do not fit
 * @throws {@link InvalidValueError} for an option that cannot be used
 */
export function focalLoss(options: FocalLossOptions & { reduction: 'none' }): EntryLoss;
export function focalLoss(options?: FocalLossOptions): Loss;
export function focalLoss(options: FocalLossOptions = {}): EntryLoss {
  const { gamma = 2, alpha = 0.25 } = options;
  if (!(gamma >= 0 && gamma < Infinity)) {
    throw new InvalidValueError('gamma', gamma, 'a finite number of at least 0');
  }
  if (alpha !== null && !(alpha >= 0 && alpha <= 1)) {
    throw new InvalidValueError('alpha', alpha, 'a number in [0, 1] or null');
  }
  return lossFrom(options, (y, logits) => {
    const others = sub(1, y);
    // Of equal shape, so that targets between 0 and 1 get a share of both.
    const balance = alpha === null ? 1 : add(mul(alpha, y), mul(1 - alpha, others));
    return focusedCrossentropy(logits, y, {
      positive: mul(y, balance),
      negative: mul(others, balance),
      gammaPositive: gamma,
      gammaNegative: gamma,
      clip: 0,
      detachFocus: false,
    });
  });
}
