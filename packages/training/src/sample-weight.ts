import { mul, ones, stack, type Tensor1D, tensor1d, tidy, zeros } from '@tensorflow/tfjs-core';
import { OptionError, ShapeError, WeightsIgnoredError } from './errors';
import type { LossFunction } from './loss';

/**
 * The weights of a batch as a tensor, or undefined when there are none.
 *
 * @throws {@link ShapeError} when they are not one for each sample
 * @throws {@link OptionError} for one that is negative or not finite
 */
export function weightTensor(weights: Float32Array | undefined, samples: number): Tensor1D | undefined {
  if (!weights) return undefined;
  if (weights.length !== samples) {
    const expected = `${samples}, one for each sample of the batch`;
    throw new ShapeError('sampleWeight', expected, `${weights.length}`, 'Give every sample one weight.');
  }
  const wrong = weights.find((weight) => !(weight >= 0 && Number.isFinite(weight)));
  if (wrong !== undefined) throw new OptionError('sampleWeight', wrong, 'finite numbers from 0');
  return tensor1d(weights, 'float32');
}

/**
 * Makes sure that a loss heeds sample weights: of two samples with different losses, one or the other is given all the
 * weight, and the results must differ.
 *
 * @throws {@link WeightsIgnoredError} when they are the same
 */
export async function checkHeedsWeights(lossOf: LossFunction, outputShape: readonly number[]): Promise<void> {
  const lossWith = async (weights: number[]) => {
    const loss = tidy(() => {
      // As a probability and as a logit, a quarter is not as far from 0 as from 1.
      const yPred = mul(ones([2, ...outputShape]), 0.25);
      const yTrue = stack([zeros([...outputShape]), ones([...outputShape])]);
      return lossOf(yTrue, yPred, tensor1d(weights, 'float32'));
    });
    const [value] = await loss.data();
    loss.dispose();
    return value;
  };
  if ((await lossWith([1, 0])) === (await lossWith([0, 1]))) throw new WeightsIgnoredError();
}
