import { clipByValue, log, log1p, neg, type Scalar, sub, type Tensor, tidy } from '@tensorflow/tfjs-core';
import { InvalidValueError } from '../errors';
import { readBatch } from './batch';
import { reduceEntries } from './reduce-entries';

/**
 * The loss of a batch, made of differentiable operations: for `fit` of @kium/training, for `model.compile` of
 * tfjs-layers, or called directly. Targets and weights are constants; gradients flow to `yPred` alone.
 *
 * @param yTrue - targets in [0, 1], n × labels, or [n] for one label
 * @param yPred - logits, or probabilities with `fromLogits: false`, of the same shape
 * @param sampleWeight - [n]: what the loss of each sample is multiplied by
 */
export type Loss = (yTrue: Tensor, yPred: Tensor, sampleWeight?: Tensor) => Scalar;

/** As {@link Loss}, but with a number for each entry: what `reduction: 'none'` gives, of the shape of `yPred`. */
export type EntryLoss = (yTrue: Tensor, yPred: Tensor, sampleWeight?: Tensor) => Tensor;

/** Options of every loss. */
export interface LossOptions {
  /** Whether `yPred` are logits, the scores before the sigmoid. Default true; probabilities lose what saturates. */
  fromLogits?: boolean;
  /** Whether a target of NaN means "not known" and is left out, instead of making the loss NaN. Default false. */
  ignoreNaN?: boolean;
  /**
   * How the entries' losses, each multiplied by its sample's weight, become one number: `'mean'` (default) divides their
   * sum by the number of entries, or of those that are known with `ignoreNaN`, whatever the weights; `'sum'` does not
   * divide; `'none'` leaves them as they are.
   */
  reduction?: 'mean' | 'sum' | 'none';
}

/** Keras's `backend.epsilon()`: probabilities are kept this far from 0 and 1. */
const EPSILON = 1e-7;

/** A loss from what it makes of targets without NaN and logits of the same shape. */
export function lossFrom(options: LossOptions, entriesOf: (targets: Tensor, logits: Tensor) => Tensor): EntryLoss {
  const { fromLogits = true, ignoreNaN = false, reduction = 'mean' } = options;
  if (!['mean', 'sum', 'none'].includes(reduction)) {
    throw new InvalidValueError('reduction', reduction, "'mean', 'sum' or 'none'");
  }
  return (yTrue, yPred, sampleWeight) =>
    tidy(() => {
      const { targets, scores, known, weights } = readBatch(yTrue, yPred, sampleWeight, ignoreNaN);
      const entries = entriesOf(targets, fromLogits ? scores : logitsOf(scores));
      return reduceEntries(entries, known, weights, reduction);
    });
}

/** Logits of probabilities, clipped as in Keras: beyond that, the gradient is 0. */
function logitsOf(probabilities: Tensor): Tensor {
  const clipped = clipByValue(probabilities, EPSILON, 1 - EPSILON);
  return sub(log(clipped), log1p(neg(clipped)));
}
