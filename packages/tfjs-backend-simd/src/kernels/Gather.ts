import { backend_util, type TensorInfo, util } from '@tensorflow/tfjs-core';
import { allFloat, simdKernel } from './kernel';

interface GatherAttrs {
  axis: number;
  batchDims?: number;
}

/** `tf.gather`: shuffled batches and embeddings. */
export const GATHER_KERNEL = simdKernel<{ x: TensorInfo; indices: TensorInfo }, GatherAttrs>(
  'GatherV2',
  ({ inputs: { x, indices }, attrs: { axis, batchDims = 0 }, backend }) => {
    if (!allFloat(x) || indices.dtype !== 'int32') return undefined;
    const parsedAxis = util.parseAxisParam(axis, x.shape)[0]!;
    const length = x.shape[parsedAxis]!;
    const chosen = backend.data.get(indices.dataId).values as Int32Array;
    // The cpu kernel says which index it is.
    if (!chosen.every((index) => index >= 0 && index < length)) return undefined;
    // It only looks at the shapes of its tensors.
    const info = backend_util.segment_util.collectGatherOpShapeInfo(
      x as never,
      indices as never,
      parsedAxis,
      batchDims,
    );
    const { batchSize, outerSize, dimSize, sliceSize, outputShape } = info;
    const count = batchSize === 0 ? 0 : chosen.length / batchSize;
    const [from, table] = [backend.address(x), backend.address(indices)];
    const { tensor, address } = backend.output(outputShape);
    for (let b = 0; b < batchSize; b++) {
      const [source, target] = [b * outerSize * dimSize * sliceSize, b * outerSize * count * sliceSize].map(
        (n) => 4 * n,
      );
      backend.kernels.gather(
        ...([from + source!, table + 4 * b * count, address + target!] as const),
        ...([outerSize, dimSize, count, sliceSize] as const),
      );
    }
    return tensor;
  },
);
