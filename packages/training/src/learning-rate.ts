import type { Optimizer } from '@tensorflow/tfjs-core';
import { OptionError } from './errors';

/** What tfjs's optimizers have in common, which it declares protected. */
interface WithRate {
  learningRate?: unknown;
  /** Sgd and momentum keep the rate as a tensor besides. */
  setLearningRate?: (rate: number) => void;
}

/** The optimizer's present rate; undefined when it has none that can be read. */
export function readLearningRate(optimizer: Optimizer): number | undefined {
  const { learningRate } = optimizer as unknown as WithRate;
  return typeof learningRate === 'number' ? learningRate : undefined;
}

/**
 * Sets the rate of any of tfjs's optimizers, or of one that has a property `learningRate`.
 *
 * @throws {@link OptionError} when the optimizer has no rate to set
 */
export function setLearningRate(optimizer: Optimizer, rate: number): void {
  const target = optimizer as unknown as WithRate;
  if (typeof target.setLearningRate === 'function') target.setLearningRate(rate);
  else if (typeof target.learningRate === 'number') target.learningRate = rate;
  else {
    const expected = `no learningRate beside an optimizer without a rate to set (${optimizer.getClassName()})`;
    throw new OptionError('learningRate', rate, expected);
  }
}
