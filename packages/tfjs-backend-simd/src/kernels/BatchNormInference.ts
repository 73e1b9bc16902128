import { type KernelConfig, type TensorInfo, util } from '@tensorflow/tfjs-core';
import type { SimdBackend } from '../backend';
import { type BatchNormAttrs, matrixOf, normalized, normalizeRows, normalizeTo } from '../batchNorm';
import type { Affine, Normalization, Statistics } from '../normalization';
import { allFloat, type KernelCall, simdKernel } from './kernel';

/** Smaller tensors may be written and read as well: they stay in the cache. */
const TRANSIENT_BYTES = 12 * 1024 * 1024;

/** Attributes of `KiumBatchNormInference`. */
interface BatchNormInferenceAttrs extends BatchNormAttrs {
  /** Whether y's means over the pixels of each image would be welcome. Default false. */
  pooled?: boolean;
  /**
   * Whether nothing but the next op reads y: a depthwise convolution may then compute it bit by bit. Any other op may read
   * it too, but has it computed once more. Default false.
   */
  transient?: boolean;
}

/**
 * `KiumBatchNormInference`: batch normalisation by given statistics, with the activation behind it.
 *
 * Inputs `{ x, mean, variance, scale, offset }`: x float32, channels last, the others [c]. Attributes
 * {@link BatchNormInferenceAttrs}. Output y of x's shape; with `pooled` a second one, the means of y [n, c], if they can
 * be had on the way.
 */
const inference = simdKernel<{ x: TensorInfo } & Statistics & Affine, BatchNormInferenceAttrs>(
  'KiumBatchNormInference',
  ({ inputs, attrs, backend }) => {
    const { x, mean, variance, scale, offset } = inputs;
    const { rows, channels } = matrixOf('KiumBatchNormInference', x, [mean, variance, scale, offset]);
    const { epsilon, activation } = attrs;
    const normalization = { mean, variance, scale, offset, epsilon, swish: activation === 'swish' };
    const deferred = backend.deferred(x);
    if (attrs.pooled && deferred?.pools) {
      const y = backend.output(x.shape);
      const pooled = backend.output([x.shape[0]!, channels]);
      deferred.computeNormalized(y.address, { ...normalization, pooled: pooled.address });
      return [y.tensor, pooled.tensor];
    }
    if (attrs.transient && deferred?.expandNormalized && 4 * rows * channels >= TRANSIENT_BYTES) {
      return transient(backend, x, normalization);
    }
    return normalized(backend, x, normalization);
  },
);

/** The normalised values of a matrix product, computed when they are needed: by rows if the next op can do that. */
function transient(backend: SimdBackend, x: TensorInfo, { epsilon, swish, ...rest }: Normalization): TensorInfo {
  const { mean, variance, scale, offset } = rest;
  return backend.defer(x.shape, [x, mean, variance, scale, offset], {
    compute: ([x, mean, variance, scale, offset], y, next) => {
      normalizeTo(backend, y, x, { mean, variance, scale, offset, epsilon, swish });
      if (next) normalizeRows(backend, y, y, util.sizeFromShape(x.shape), next);
    },
    expand: ([x, mean, variance, scale, offset], use) => {
      const expand = backend.deferred(x)?.expandNormalized;
      expand?.({ mean, variance, scale, offset, epsilon, swish }, use);
      return expand !== undefined;
    },
  });
}

type FusedInputs = { x: TensorInfo } & Statistics & Partial<Affine>;

/** tfjs's own batch normalisation (inference): statistics per channel; other shapes are left to the cpu kernel. */
const fused = simdKernel<FusedInputs, { varianceEpsilon?: number }>('FusedBatchNorm', (call) => {
  const { x, mean, variance, scale, offset } = call.inputs;
  const channels = x.shape[x.shape.length - 1];
  const perChannel = [mean, variance, scale, offset].every((t) => !t || util.sizeFromShape(t.shape) === channels);
  const sameRank = [variance, scale, offset].every((t) => !t || t.shape.length === mean.shape.length);
  if (!perChannel || !sameRank || !allFloat(x, mean, variance, scale, offset)) return undefined;
  return withDefaults(call, channels!, (parameters) =>
    normalized(call.backend, x, {
      ...parameters,
      ...{ epsilon: call.attrs.varianceEpsilon ?? 0.001, swish: false, once: !scale || !offset },
    }),
  );
});

/** Batch normalisation by given statistics: tfjs's kernel, and that of `@kium/efficientnet`. */
export const BATCH_NORM_INFERENCE_KERNELS: KernelConfig[] = [inference, fused];

/** Stands in ones for a missing scale and zeros for a missing offset. */
function withDefaults<T>(
  { inputs: { mean, variance, scale, offset }, backend }: KernelCall<FusedInputs, unknown>,
  channels: number,
  use: (parameters: Statistics & Affine) => T,
): T {
  const made: TensorInfo[] = [];
  const constant = (value: number) => {
    const { tensor, address } = backend.output([channels]);
    backend.kernels.fill(address, channels, value);
    made.push(tensor);
    return tensor;
  };
  try {
    return use({ mean, variance, scale: scale ?? constant(1), offset: offset ?? constant(0) });
  } finally {
    for (const tensor of made) backend.disposeData(tensor.dataId);
  }
}
