import { type TensorInfo, util } from '@tensorflow/tfjs-core';
import { allFloat, simdKernel } from './kernel';

/** Softmax over the last dimension. */
export const SOFTMAX_KERNEL = simdKernel<{ logits: TensorInfo }, { dim: number }>(
  'Softmax',
  ({ inputs: { logits }, attrs: { dim }, backend }) => {
    const { shape } = logits;
    const size = util.sizeFromShape(shape);
    const isLast = dim === -1 || dim === shape.length - 1;
    if (!allFloat(logits) || !isLast || shape.length === 0 || size === 0) return undefined;
    const from = backend.address(logits);
    const { tensor, address } = backend.output(shape);
    const classes = shape[shape.length - 1]!;
    backend.kernels.softmax(from, address, size / classes, classes);
    return tensor;
  },
);
