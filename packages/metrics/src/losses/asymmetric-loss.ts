import { sub } from '@tensorflow/tfjs-core';
import { InvalidValueError } from '../errors';
import { focusedCrossentropy } from './focused-crossentropy';
import { type EntryLoss, type Loss, type LossOptions, lossFrom } from './loss';

/** Options of {@link asymmetricLoss}; the defaults are those of the authors' `AsymmetricLoss`. */
export interface AsymmetricLossOptions extends LossOptions {
  /** Focus exponent γ₋ of the negatives, at least 0. Default 4. */
  gammaNegative?: number;
  /** Focus exponent γ₊ of the positives, at least 0; usually below γ₋. Default 1. */
  gammaPositive?: number;
  /** Margin m in [0, 1): negatives with a probability below it count nothing. Default 0.05; 0 for none. */
  clip?: number;
  /**
   * Whether the focus weights are constants for the gradient, as in the authors' training and the default of their class
   * (`disable_torch_grad_focal_loss`). Default true; false gives the gradient of the formula.
   */
  detachFocus?: boolean;
}

/**
 * Asymmetric loss (Ridnik et al. 2021, equations 5 to 7): (1 − p)^γ₊ · −ln p where y = 1, p_m^γ₋ · −ln(1 − p_m) where
 * y = 0, with the shifted probability p_m = max(p − m, 0).
 *
 * The authors' code sums over the whole batch; `reduction: 'sum'` does the same, and their learning rates belong to it.
 * It also cuts p off at 1e-8, which is not needed from logits.
 *
 * @returns a loss for `fit` and `model.compile`; it throws a {@link ShapeMismatchError} for shapes that do not fit
 * @throws {@link InvalidValueError} for an option that cannot be used
 */
export function asymmetricLoss(options: AsymmetricLossOptions & { reduction: 'none' }): EntryLoss;
export function asymmetricLoss(options?: AsymmetricLossOptions): Loss;
export function asymmetricLoss(options: AsymmetricLossOptions = {}): EntryLoss {
  const { gammaNegative = 4, gammaPositive = 1, clip = 0.05, detachFocus = true } = options;
  for (const [name, gamma] of Object.entries({ gammaNegative, gammaPositive })) {
    if (!(gamma >= 0 && gamma < Infinity)) {
      throw new InvalidValueError(name, gamma, 'a finite number of at least 0');
    }
  }
  if (!(clip >= 0 && clip < 1))
    throw new InvalidValueError('clip', clip, 'a number from 0 up to, but not including, 1');
  return lossFrom(options, (y, logits) =>
    focusedCrossentropy(logits, y, {
      positive: y,
      negative: sub(1, y),
      gammaPositive,
      gammaNegative,
      clip,
      detachFocus,
    }),
  );
}
