import { util } from '@tensorflow/tfjs-core';
import { UnsupportedInputError } from '../errors';
import { allFloat, type Inputs, simdKernel } from './kernel';

/** Attributes of `KiumMovingAverage`, as numbers that are rounded to float32. */
interface MovingAverageAttrs {
  /** By how much of the way the average moves. */
  rate: number;
  /** What the new value is multiplied by. */
  factor: number;
}

/**
 * `KiumMovingAverage`: old − rate · (old − factor · value), elementwise. Inputs `{ old, value }` of one shape, float32;
 * attributes {@link MovingAverageAttrs}.
 */
export const MOVING_AVERAGE_KERNEL = simdKernel<Inputs<'old' | 'value'>, MovingAverageAttrs>(
  'KiumMovingAverage',
  ({ inputs: { old, value }, attrs: { rate, factor }, backend }) => {
    if (!allFloat(old, value) || !util.arraysEqual(old.shape, value.shape)) {
      const found = `${old.dtype} [${old.shape}] and ${value.dtype} [${value.shape}]`;
      throw new UnsupportedInputError('KiumMovingAverage', 'two float32 tensors of one shape', found);
    }
    const [oldAt, valueAt] = [backend.address(old), backend.address(value)];
    const { tensor, address } = backend.output(old.shape);
    backend.kernels.movingAverage(oldAt, valueAt, address, util.sizeFromShape(old.shape), rate, factor);
    return tensor;
  },
);
