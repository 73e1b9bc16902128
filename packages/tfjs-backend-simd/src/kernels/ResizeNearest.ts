import type { KernelConfig, TensorInfo } from '@tensorflow/tfjs-core';
import type { SimdBackend } from '../backend';
import { FLOAT_NS, runUnits } from '../units';
import { allFloat, simdKernel } from './kernel';

interface ResizeAttrs {
  alignCorners: boolean;
  halfPixelCenters?: boolean;
}

type Images = [batch: number, height: number, width: number, channels: number];

const forward = simdKernel<{ images: TensorInfo }, ResizeAttrs & { size: [number, number] }>(
  'ResizeNearestNeighbor',
  ({ inputs: { images }, attrs, backend }) => {
    if (!allFloat(images)) return undefined;
    const [batch, height, width, channels] = images.shape as Images;
    const [newHeight, newWidth] = attrs.size;
    const from = backend.address(images);
    const { tensor, address } = backend.output([batch, newHeight, newWidth, channels]);
    withSources(backend, [height, width], attrs.size, attrs, (rows, columns) => {
      const args = [from, address, rows, columns, height, width, newHeight, newWidth, channels];
      const cost = { unitNs: 2 * newWidth * channels * FLOAT_NS };
      runUnits(backend, 'resizeNearest', args, batch * newHeight, cost);
    });
    return tensor;
  },
);

const gradient = simdKernel<{ images: TensorInfo; dy: TensorInfo }, ResizeAttrs>(
  'ResizeNearestNeighborGrad',
  ({ inputs: { images, dy }, attrs: { alignCorners }, backend }) => {
    if (!allFloat(images, dy)) return undefined;
    const [batch, height, width, channels] = images.shape as Images;
    const [, newHeight, newWidth] = dy.shape as Images;
    const from = backend.address(dy);
    const { tensor, address } = backend.output(images.shape);
    // Like the cpu kernel: the gradient does not know of half-pixel centres.
    withSources(backend, [height, width], [newHeight, newWidth], { alignCorners }, (rows, columns) => {
      const args = [from, address, rows, columns, height, width, newHeight, newWidth, channels];
      const cost = { unitNs: 3 * newHeight * newWidth * channels * FLOAT_NS };
      runUnits(backend, 'resizeNearestGrad', args, batch, cost);
    });
    return tensor;
  },
);

/** Nearest-neighbour resizing of NHWC images (up-sampling in decoders) and its gradient. */
export const RESIZE_NEAREST_KERNELS: KernelConfig[] = [forward, gradient];

/** Puts tables into memory that say for each row and column of the result which of the source it shows. */
function withSources(
  backend: SimdBackend,
  [height, width]: [number, number],
  [newHeight, newWidth]: [number, number],
  attrs: ResizeAttrs,
  use: (rows: number, columns: number) => void,
): void {
  backend.withScratch(4 * (newHeight + newWidth), (rows) => {
    const table = backend.wasmMemory.int32(rows, newHeight + newWidth);
    for (let r = 0; r < newHeight; r++) table[r] = nearest(r, height, newHeight, attrs);
    for (let c = 0; c < newWidth; c++) table[newHeight + c] = nearest(c, width, newWidth, attrs);
    use(rows, rows + 4 * newHeight);
  });
}

function nearest(
  index: number,
  size: number,
  newSize: number,
  { alignCorners, halfPixelCenters }: ResizeAttrs,
): number {
  const scale = alignCorners && newSize > 1 ? (size - 1) / (newSize - 1) : size / newSize;
  const position = scale * (halfPixelCenters ? index + 0.5 : index);
  return Math.min(size - 1, alignCorners ? Math.round(position) : Math.floor(position));
}
