import { add, clipByValue, log, mean, mul, neg, type Scalar, sub, type Tensor, tidy } from '@tensorflow/tfjs-core';

/** The loss of a batch: a scalar, the mean over samples and outputs. Must be made of differentiable tfjs operations. */
export type LossFunction = (yTrue: Tensor, yPred: Tensor) => Scalar;

/** Keras's `backend.epsilon()`: probabilities are kept this far from 0 and 1, so that the logarithm stays finite. */
const EPSILON = 1e-7;

/** Binary cross-entropy from probabilities, averaged over samples and outputs, clipped as in Keras. */
export const binaryCrossentropyLoss: LossFunction = (yTrue, yPred) =>
  tidy(() => {
    const p = clipByValue(yPred, EPSILON, 1 - EPSILON);
    const whereOne = mul(yTrue, log(p));
    const whereZero = mul(sub(1, yTrue), log(sub(1, p)));
    return neg(mean(add(whereOne, whereZero))) as Scalar;
  });
