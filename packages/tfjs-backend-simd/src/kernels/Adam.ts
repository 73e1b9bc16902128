import { type TensorInfo, util } from '@tensorflow/tfjs-core';
import { FLOAT_NS, runSlices } from '../units';
import { simdKernel } from './kernel';

interface AdamInputs {
  value: TensorInfo;
  gradient: TensorInfo;
  firstMoment: TensorInfo;
  secondMoment: TensorInfo;
}

/** Attributes of `KiumAdam`, as numbers that are rounded to float32. */
export interface AdamAttrs {
  learningRate: number;
  beta1: number;
  beta2: number;
  /** 1 - beta1^t and 1 - beta2^t at step t. */
  correction1: number;
  correction2: number;
  epsilon: number;
}

/**
 * `KiumAdam`: one step of Adam in one pass. Inputs `{ value, gradient, firstMoment, secondMoment }` of one shape,
 * float32; attributes {@link AdamAttrs}; outputs `[value, firstMoment, secondMoment]` after the step.
 */
export const ADAM_KERNEL = simdKernel<AdamInputs, AdamAttrs>('KiumAdam', ({ inputs, attrs, backend }) => {
  const { value, gradient, firstMoment, secondMoment } = inputs;
  const from = [value, gradient, firstMoment, secondMoment].map((tensor) => backend.address(tensor));
  const to = [1, 2, 3].map(() => backend.output(value.shape));
  const { beta1, beta2, correction1, correction2, epsilon, learningRate } = attrs;
  const addresses = [...from, ...to.map(({ address }) => address)];
  const size = util.sizeFromShape(value.shape);
  runSlices(backend, 'adam', size, { unitNs: addresses.length * FLOAT_NS, grain: 16 }, (start, count) => [
    ...addresses.map((address) => address + 4 * start),
    count,
    ...[beta1, 1 - beta1, correction1, beta2, 1 - beta2, correction2, epsilon, -learningRate],
  ]);
  return to.map(({ tensor }) => tensor);
});
