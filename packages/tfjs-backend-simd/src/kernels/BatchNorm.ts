import { type KernelConfig, type TensorInfo, util } from '@tensorflow/tfjs-core';
import type { SimdBackend } from '../backend';
import { UnsupportedInputError } from '../errors';
import type { Normalization } from '../normalization';
import { FLOAT_NS, runSlices, runUnits } from '../units';
import { alias, allFloat, type KernelCall, simdKernel } from './kernel';

/** What follows the normalisation: nothing, or swish(z) = z · sigmoid(z). */
export type BatchNormActivation = 'linear' | 'swish';

/** Attributes of the `KiumBatchNorm…` kernels. */
export interface BatchNormAttrs {
  /** Added to the variance before its root is taken. */
  epsilon: number;
  activation: BatchNormActivation;
}

/** Attributes of `KiumBatchNormTrain`. */
interface BatchNormTrainAttrs extends BatchNormAttrs {
  /** Whether y's means over the pixels of each image are wanted too, for a squeeze-excite behind it. Default false. */
  pooled?: boolean;
}

/** Attributes of `KiumBatchNormTrainGrad`. */
interface BatchNormGradAttrs extends BatchNormAttrs {
  /** Whether dx may take the place of `dy`, which nobody reads afterwards: a quarter less goes through memory. */
  inPlace?: boolean;
}

interface Statistics {
  mean: TensorInfo;
  variance: TensorInfo;
}

interface Affine {
  scale: TensorInfo;
  offset: TensorInfo;
}

/** A chunk of rows whose statistics are taken together has about this many values: it fits the second-level cache. */
const CHUNK_VALUES = 65_536;

/** Smaller tensors may be written and read as well: they stay in the cache. */
const TRANSIENT_BYTES = 12 * 1024 * 1024;

/** A swish costs about as much as reading this many floats. */
const SWISH_FLOATS = 5;

/**
 * `KiumBatchNormTrain`: batch normalisation by the batch's own statistics, with the activation behind it.
 *
 * Inputs `{ x, scale, offset }`: x float32 [n, h, w, c] or [n, c] (any rank, channels last), scale and offset [c].
 * Attributes {@link BatchNormTrainAttrs}. Outputs `[y, mean, variance]`: y of x's shape, mean [c] and the biased
 * variance [c] of the batch; with `pooled` a fourth, the means of y over all axes but the first and the last [n, c].
 */
const train = simdKernel<{ x: TensorInfo } & Affine, BatchNormTrainAttrs>('KiumBatchNormTrain', (call) => {
  const { x, scale, offset } = call.inputs;
  const { backend, attrs } = call;
  const { rows, channels } = matrixOf('KiumBatchNormTrain', x, [scale, offset]);
  const from = backend.address(x);
  const mean = backend.output([channels]);
  const variance = backend.output([channels]);
  const chunkRows = rowsPerChunk(channels);
  const chunks = Math.ceil(rows / chunkRows);
  const { kernels } = backend;
  backend.withScratch(24 * channels * chunks, (partial) => {
    const cost = { unitNs: 2 * chunkRows * channels * FLOAT_NS };
    runUnits(backend, 'momentChunks', [from, partial, rows, channels, chunkRows], chunks, cost);
    kernels.combineMoments(partial, mean.address, variance.address, rows, channels, chunkRows, chunks);
  });
  const parameters = { mean: mean.tensor, variance: variance.tensor, scale, offset };
  if (!attrs.pooled) return [normalized(backend, x, parameters, attrs), mean.tensor, variance.tensor];
  const [y, pooled] = normalizedAndPooled(backend, x, parameters, attrs);
  return [y, mean.tensor, variance.tensor, pooled];
});

type GradInputs = { dy: TensorInfo; x: TensorInfo; dPooled?: TensorInfo } & Statistics & Affine;

/**
 * `KiumBatchNormTrainGrad`: the gradient of `KiumBatchNormTrain`'s y, through the batch statistics.
 *
 * Inputs `{ dy, x, mean, variance, scale, offset }` with dy of x's shape and the others as in and from the forward
 * kernel, and `dPooled` [n, c] if the means were wanted too; attributes {@link BatchNormGradAttrs}. Outputs `[dx, dscale, doffset]`. The normalised values and the activation are computed
 * again from x, so nothing else has to be kept.
 */
const trainGrad = simdKernel<GradInputs, BatchNormGradAttrs>(
  'KiumBatchNormTrainGrad',
  ({ inputs, attrs: { epsilon, activation, inPlace }, backend }) => {
    const { dy, x, mean, variance, scale, offset, dPooled } = inputs;
    const { rows, channels } = matrixOf('KiumBatchNormTrainGrad', x, [mean, variance, scale, offset]);
    assertSameShape('KiumBatchNormTrainGrad', dy, x);
    const [dyAt, xAt, meanAt, varianceAt, scaleAt, offsetAt] = addresses(backend, dy, x, mean, variance, scale, offset);
    const own = inPlace ? undefined : backend.output(x.shape);
    const dxAt = own?.address ?? dyAt;
    const dscale = backend.output([channels]);
    const doffset = backend.output([channels]);
    const { kernels } = backend;
    // A chunk lies within one image where each image has something added to its gradient.
    const pixels = dPooled ? pixelsOf(x, rows) : rows;
    if (dPooled) assertShape('KiumBatchNormTrainGrad', 'dPooled', dPooled, [x.shape[0]!, channels]);
    const chunkRows = Math.min(rowsPerChunk(channels), Math.max(1, pixels));
    const chunks = pixels === 0 ? 0 : (rows / pixels) * Math.ceil(pixels / chunkRows);
    const vector = 4 * channels;
    backend.withScratch(16 * channels * chunks + 3 * vector, (partial) => {
      const factor = partial + 16 * channels * chunks;
      const meanTerm = factor + vector;
      const slope = meanTerm + vector;
      const floats = chunkRows * channels;
      kernels.normalizeFactors(varianceAt, scaleAt, factor, channels, epsilon);
      // The gradient behind the activation is put where dx goes, so that the second pass need not compute it again.
      const args = [dyAt, xAt, meanAt, factor, offsetAt, dPooled ? backend.address(dPooled) : 0, dxAt, partial];
      const [name, cost] =
        activation === 'swish' ? (['swishGradChunks', SWISH_FLOATS] as const) : (['linearGradChunks', 2] as const);
      runUnits(backend, name, [...args, pixels, channels, chunkRows], chunks, { unitNs: cost * floats * FLOAT_NS });
      const sums = [dscale.address, doffset.address, meanTerm, slope] as const;
      kernels.combineGradients(partial, varianceAt, ...sums, rows, channels, chunks, epsilon);
      const dz = activation === 'swish' || dPooled ? dxAt : dyAt;
      runSlices(backend, 'gradInput', rows, { unitNs: 3 * channels * FLOAT_NS }, (start, count) => {
        const at = 4 * start * channels;
        return [dz + at, xAt + at, meanAt, factor, meanTerm, slope, dxAt + at, count, channels];
      });
    });
    // Last of all: a kernel that fails must not have taken a share in dy.
    const dx = own?.tensor ?? alias(backend, dy, dy.shape);
    return [dx, dscale.tensor, doffset.tensor];
  },
);

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
    const deferred = backend.deferred(x);
    if (attrs.pooled && deferred?.pools) {
      const y = backend.output(x.shape);
      const pooled = backend.output([x.shape[0]!, channels]);
      withNormalizationOf(backend, { mean, variance, scale, offset }, attrs, (normalization) =>
        deferred.computeNormalized(y.address, { ...normalization, pooled: pooled.address }),
      );
      return [y.tensor, pooled.tensor];
    }
    if (attrs.transient && deferred?.expandNormalized && 4 * rows * channels >= TRANSIENT_BYTES) {
      return transient(backend, x, { mean, variance, scale, offset }, attrs);
    }
    return normalized(backend, x, { mean, variance, scale, offset }, attrs);
  },
);

/** The normalised values of a matrix product, computed when they are needed: by rows if the next op can do that. */
function transient(
  backend: SimdBackend,
  x: TensorInfo,
  { mean, variance, scale, offset }: Statistics & Affine,
  attrs: BatchNormAttrs,
): TensorInfo {
  return backend.defer(x.shape, [x, mean, variance, scale, offset], {
    compute: ([x, mean, variance, scale, offset], y, normalization) => {
      normalizeTo(backend, y, x, { mean, variance, scale, offset }, attrs);
      if (!normalization) return;
      const rows = util.sizeFromShape(x.shape) / x.shape.at(-1)!;
      normalizeRows(backend, y, y, rows, x.shape.at(-1)!, normalization);
    },
    expand: ([x, mean, variance, scale, offset], use) => {
      const expand = backend.deferred(x)?.expandNormalized;
      if (!expand) return false;
      withNormalizationOf(backend, { mean, variance, scale, offset }, attrs, (normalization) =>
        expand(normalization, use),
      );
      return true;
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
    normalized(call.backend, x, parameters, { epsilon: call.attrs.varianceEpsilon ?? 0.001, activation: 'linear' }),
  );
});

/** Batch normalisation: tfjs's kernel and those that `@kium/efficientnet` trains with. */
export const BATCH_NORM_KERNELS: KernelConfig[] = [train, trainGrad, inference, fused];

function normalized(backend: SimdBackend, x: TensorInfo, parameters: Statistics & Affine, attrs: BatchNormAttrs) {
  const { tensor, address } = backend.output(x.shape);
  normalizeTo(backend, address, x, parameters, attrs);
  return tensor;
}

/** Writes the normalised values of x to `y`. */
function normalizeTo(
  backend: SimdBackend,
  y: number,
  x: TensorInfo,
  parameters: Statistics & Affine,
  attrs: BatchNormAttrs,
): void {
  const channels = util.sizeFromShape(parameters.mean.shape);
  const rows = channels === 0 ? 0 : util.sizeFromShape(x.shape) / channels;
  withNormalizationOf(backend, parameters, attrs, (normalization) => {
    const deferred = backend.deferred(x);
    if (deferred) deferred.computeNormalized(y, normalization);
    else normalizeRows(backend, backend.address(x), y, rows, channels, normalization);
  });
}

function normalizeRows(
  backend: SimdBackend,
  x: number,
  y: number,
  rows: number,
  channels: number,
  { mean, factor, offset, swish }: Normalization,
): void {
  const [name, floats] = swish ? (['normalizeSwish', SWISH_FLOATS] as const) : (['normalize', 2] as const);
  runSlices(backend, name, rows, { unitNs: floats * channels * FLOAT_NS }, (start, count) => {
    const at = 4 * start * channels;
    return [x + at, y + at, mean, factor, offset, count, channels];
  });
}

function withNormalizationOf(
  backend: SimdBackend,
  { mean, variance, scale, offset }: Statistics & Affine,
  { epsilon, activation }: BatchNormAttrs,
  use: (normalization: Normalization) => void,
): void {
  const channels = util.sizeFromShape(mean.shape);
  const [meanAt, varianceAt, scaleAt, offsetAt] = addresses(backend, mean, variance, scale, offset);
  backend.withScratch(4 * channels, (factor) => {
    backend.kernels.normalizeFactors(varianceAt, scaleAt, factor, channels, epsilon);
    use({ mean: meanAt, factor, offset: offsetAt, swish: activation === 'swish' });
  });
}

/** `normalized`, and the means of the result over the pixels of each image. */
function normalizedAndPooled(
  backend: SimdBackend,
  x: TensorInfo,
  { mean, variance, scale, offset }: Statistics & Affine,
  { epsilon, activation }: BatchNormAttrs,
): [y: TensorInfo, pooled: TensorInfo] {
  const channels = util.sizeFromShape(mean.shape);
  const images = x.shape[0]!;
  const [xAt, meanAt, varianceAt, scaleAt, offsetAt] = addresses(backend, x, mean, variance, scale, offset);
  const y = backend.output(x.shape);
  const pooled = backend.output([images, channels]);
  const pixels = pixelsOf(x, channels === 0 ? 0 : util.sizeFromShape(x.shape) / channels);
  const partRows = Math.min(rowsPerChunk(channels), Math.max(1, pixels));
  const parts = Math.ceil(pixels / partRows);
  const { kernels } = backend;
  backend.withScratch(4 * channels + 8 * channels * images * parts, (sums) => {
    const factor = sums + 8 * channels * images * parts;
    kernels.normalizeFactors(varianceAt, scaleAt, factor, channels, epsilon);
    const args = [xAt, y.address, meanAt, factor, offsetAt, sums, pixels, channels, partRows];
    const [name, floats] =
      activation === 'swish' ? (['normalizeSwishPooled', SWISH_FLOATS] as const) : (['normalizePooled', 2] as const);
    runUnits(backend, name, args, images * parts, { unitNs: floats * partRows * channels * FLOAT_NS });
    kernels.combinePooled(sums, pooled.address, images, parts, channels, pixels);
  });
  return [y.tensor, pooled.tensor];
}

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

function addresses<T extends TensorInfo[]>(backend: SimdBackend, ...tensors: T) {
  return tensors.map((tensor) => backend.address(tensor)) as { [K in keyof T]: number };
}

const rowsPerChunk = (channels: number) => Math.max(8, Math.floor(CHUNK_VALUES / Math.max(channels, 1) / 8) * 8);

/** Rows of each image of x. */
const pixelsOf = (x: TensorInfo, rows: number) => (x.shape[0] ? rows / x.shape[0] : 0);

/** The last dimension is the channels, all others together are rows. */
function matrixOf(kernel: string, x: TensorInfo, perChannel: TensorInfo[]) {
  const channels = x.shape[x.shape.length - 1] ?? 1;
  if (!allFloat(x, ...perChannel)) throw new UnsupportedInputError(kernel, 'float32 tensors', x.dtype);
  for (const { shape } of perChannel) {
    if (shape.length !== 1 || shape[0] !== channels) {
      throw new UnsupportedInputError(kernel, `one value for each of ${channels} channels`, `shape [${shape}]`);
    }
  }
  return { channels, rows: channels === 0 ? 0 : util.sizeFromShape(x.shape) / channels };
}

function assertShape(kernel: string, name: string, { shape }: TensorInfo, expected: number[]): void {
  if (!util.arraysEqual(shape, expected)) {
    throw new UnsupportedInputError(kernel, `${name} of shape [${expected}]`, `shape [${shape}]`);
  }
}

function assertSameShape(kernel: string, dy: TensorInfo, x: TensorInfo): void {
  if (!util.arraysEqual(dy.shape, x.shape)) {
    throw new UnsupportedInputError(kernel, `a gradient of x's shape [${x.shape}]`, `shape [${dy.shape}]`);
  }
}
