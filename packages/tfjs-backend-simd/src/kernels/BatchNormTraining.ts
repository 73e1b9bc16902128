import { type KernelConfig, type TensorInfo, util } from '@tensorflow/tfjs-core';
import type { SimdBackend } from '../backend';
import { addresses, type BatchNormAttrs, matrixOf, normalized, SWISH_FLOATS } from '../batchNorm';
import { UnsupportedInputError } from '../errors';
import type { Affine, Statistics } from '../normalization';
import { FLOAT_NS, runSlices, runUnits } from '../units';
import { alias, simdKernel } from './kernel';

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

/** A chunk of rows whose statistics are taken together has about this many values: it fits the second-level cache. */
const CHUNK_VALUES = 65_536;

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
  if (!attrs.pooled) {
    const { epsilon, activation } = attrs;
    const y = normalized(backend, x, { ...parameters, epsilon, swish: activation === 'swish' });
    return [y, mean.tensor, variance.tensor];
  }
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

/** Batch normalisation by the batch's own statistics: what `@kium/efficientnet` trains with. */
export const BATCH_NORM_TRAINING_KERNELS: KernelConfig[] = [train, trainGrad];

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

const rowsPerChunk = (channels: number) => Math.max(8, Math.floor(CHUNK_VALUES / Math.max(channels, 1) / 8) * 8);

/** Rows of each image of x. */
const pixelsOf = (x: TensorInfo, rows: number) => (x.shape[0] ? rows / x.shape[0] : 0);

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
