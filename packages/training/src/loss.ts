import {
  abs,
  add,
  clipByValue,
  customGrad,
  exp,
  log,
  log1p,
  mean,
  mul,
  neg,
  relu,
  reshape,
  type Scalar,
  sigmoid,
  sub,
  type Tensor,
  type Tensor1D,
  tidy,
} from '@tensorflow/tfjs-core';

/**
 * The loss of a batch: a scalar, made of differentiable tfjs operations.
 *
 * @param yTrue - targets, [n, …]
 * @param yPred - the model's outputs, of the same shape
 * @param sampleWeight - [n]; what each sample's loss is multiplied by. The mean is still over the number of samples, as
 *   in Keras, so that a batch of light samples moves the weights less. A loss that ignores it is refused by `fit` when
 *   the data has weights
 */
export type LossFunction = (yTrue: Tensor, yPred: Tensor, sampleWeight?: Tensor1D) => Scalar;

/** Keras's `backend.epsilon()`: probabilities are kept this far from 0 and 1, so that the logarithm stays finite. */
const EPSILON = 1e-7;

/** Binary cross-entropy from probabilities, averaged over samples and outputs, clipped as in Keras. */
export const binaryCrossentropyLoss: LossFunction = (yTrue, yPred, sampleWeight) =>
  tidy(() => {
    const p = clipByValue(yPred, EPSILON, 1 - EPSILON);
    const whereOne = mul(yTrue, log(p));
    const whereZero = mul(sub(1, yTrue), log(sub(1, p)));
    return weightedMean(neg(add(whereOne, whereZero)), sampleWeight);
  });

/**
 * Binary cross-entropy from logits x (scores before the sigmoid), averaged over samples and outputs, in the form that
 * neither overflows nor loses digits: max(x, 0) − x·y + ln(1 + e^−|x|); its gradient is sigmoid(x) − y.
 */
export const binaryCrossentropyFromLogitsLoss: LossFunction = (yTrue, yPred, sampleWeight) =>
  tidy(() => {
    const elementwise = customGrad((x) => {
      const logits = x as Tensor;
      const value = add(sub(relu(logits), mul(logits, yTrue)), log1p(exp(neg(abs(logits)))));
      return { value, gradFunc: (dy: Tensor) => mul(dy, sub(sigmoid(logits), yTrue)) };
    });
    return weightedMean(elementwise(yPred), sampleWeight);
  });

/** Mean over all elements of losses [n, …], each sample's multiplied by its weight. */
export function weightedMean(losses: Tensor, sampleWeight: Tensor1D | undefined): Scalar {
  if (!sampleWeight) return mean(losses) as Scalar;
  const [n = 1, ...rest] = losses.shape;
  const weights = reshape(sampleWeight, [n, ...rest.map(() => 1)]);
  return mean(mul(losses, weights)) as Scalar;
}
