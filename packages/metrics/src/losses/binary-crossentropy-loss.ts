import { add, mul, sub, type Tensor, tensor1d } from '@tensorflow/tfjs-core';
import { InvalidValueError, ShapeMismatchError } from '../errors';
import { focusedCrossentropy } from './focused-crossentropy';
import { type EntryLoss, type Loss, type LossOptions, lossFrom } from './loss';

/** Options of {@link binaryCrossentropyLoss}. */
export interface BinaryCrossentropyLossOptions extends LossOptions {
  /**
   * Factors of the positives' part of the loss, one a label (the last axis of `yPred`) or one for all, each above 0;
   * {@link positiveWeightsOf} counts them. As `pos_weight` of PyTorch's `BCEWithLogitsLoss`. Default 1.
   */
  positiveWeights?: number | ArrayLike<number>;
  /** In [0, 1]: moves the targets towards ½, y → y (1 − s) + s / 2, as Keras's `label_smoothing`. Default 0. */
  labelSmoothing?: number;
}

/**
 * Binary cross-entropy in nats, w y · −ln p + (1 − y) · −ln(1 − p) with p = sigmoid(x), from logits x without overflow and
 * with gradients that hold at any x. Smoothing comes before the weights.
 *
 * @param options - see there; the defaults give plain cross-entropy from logits
 * @returns a loss for `fit` and `model.compile`; it throws a {@link ShapeMismatchError} for shapes, or a number of
 *   `positiveWeights`, that do not fit
 * @throws {@link InvalidValueError} for an option that cannot be used
 */
export function binaryCrossentropyLoss(options: BinaryCrossentropyLossOptions & { reduction: 'none' }): EntryLoss;
export function binaryCrossentropyLoss(options?: BinaryCrossentropyLossOptions): Loss;
export function binaryCrossentropyLoss(options: BinaryCrossentropyLossOptions = {}): EntryLoss {
  const { labelSmoothing = 0, positiveWeights } = options;
  if (!(labelSmoothing >= 0 && labelSmoothing <= 1)) {
    throw new InvalidValueError('labelSmoothing', labelSmoothing, 'a number in [0, 1]');
  }
  const weights = positiveWeights === undefined ? undefined : readPositiveWeights(positiveWeights);
  return lossFrom(options, (targets, logits) => {
    const y = labelSmoothing > 0 ? add(mul(targets, 1 - labelSmoothing), labelSmoothing / 2) : targets;
    const positive = weights === undefined ? y : mul(y, weightsFor(logits, weights));
    const none = { gammaPositive: 0, gammaNegative: 0, clip: 0, detachFocus: false };
    return focusedCrossentropy(logits, y, { positive, negative: sub(1, y), ...none });
  });
}

function readPositiveWeights(given: number | ArrayLike<number>): number | number[] {
  const weights = typeof given === 'number' ? [given] : Array.from(given);
  for (const [column, weight] of weights.entries()) {
    if (typeof weight === 'number' && weight > 0 && weight < Infinity) continue;
    const place = typeof given === 'number' ? undefined : column;
    throw new InvalidValueError('positiveWeights', weight, 'a finite number above 0', undefined, place);
  }
  return typeof given === 'number' ? given : weights;
}

function weightsFor(logits: Tensor, weights: number | number[]): number | Tensor {
  if (typeof weights === 'number') return weights;
  const labels = logits.rank === 1 ? 1 : logits.shape[logits.rank - 1]!;
  if (weights.length !== labels) throw new ShapeMismatchError('positiveWeights', [labels], [weights.length]);
  return tensor1d(weights, 'float32');
}
