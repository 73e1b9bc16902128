import { div, maximum, mean, mul, sum, type Tensor } from '@tensorflow/tfjs-core';

/**
 * Losses of entries, weighted, to what `reduction` asks for.
 *
 * The mean divides by the number of known entries, as Keras does (`sum_over_batch_size`), and not by the sum of the
 * weights, as scikit-learn does: so the mean of the batches is the mean of the whole, and a batch of light samples moves
 * the model less. Weights with a mean of 1 over all samples make both agree there.
 */
export function reduceEntries(
  entries: Tensor,
  known: Tensor | undefined,
  weights: Tensor | undefined,
  reduction: 'mean' | 'sum' | 'none',
): Tensor {
  const kept = known ? mul(entries, known) : entries;
  const weighted = weights ? mul(kept, weights) : kept;
  if (reduction === 'none') return weighted;
  if (reduction === 'sum') return sum(weighted);
  // A batch in which nothing is known has the loss 0.
  return known ? div(sum(weighted), maximum(sum(known), 1)) : mean(weighted);
}
