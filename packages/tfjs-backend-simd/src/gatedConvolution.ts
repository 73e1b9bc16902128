import { type TensorInfo, util } from '@tensorflow/tfjs-core';
import type { SimdBackend } from './backend';
import { multiplyRows, multiplyTransposed, packedBytes } from './matMul';
import type { Normalization } from './normalization';
import type { FilterMatrix } from './preparedFilters';
import { FLOAT_NS, MULTIPLY_ADD_NS, runUnits } from './units';

/** Units of work that keep several threads busy; an image is cut into parts only where there are fewer images. */
const WANTED_UNITS = 16;
/** Shortest part of an image: the gated filter is packed anew for each, and partial products are added up. */
const SHORTEST_PART = 512;
/** Rows of a filter gradient that one unit computes. */
const GROUP_ROWS = 128;
/** Channels of an image that one unit weighs. */
const BLOCK_CHANNELS = 128;

/** The sizes of x [images, height, width, channels] and of a filter [1, 1, channels, filters]. */
interface Sizes {
  readonly images: number;
  readonly pixels: number;
  readonly channels: number;
  readonly filters: number;
}

/** Where the tensors lie. */
interface Addresses {
  readonly x: number;
  readonly gate: number;
  readonly filter: number;
}

/** (x · gate) * filter; see assembly/gatedConvolution.ts. It is computed when it is first needed. */
export function gatedConvolution(
  backend: SimdBackend,
  x: TensorInfo,
  gate: TensorInfo,
  filter: TensorInfo,
): TensorInfo {
  const sizes = sizesOf(x, filter);
  return backend.defer([...x.shape.slice(0, 3), sizes.filters], [x, gate, filter], {
    compute: ([x, gate, filter], y, normalization) => {
      const from = addressesOf(backend, x, gate, filter);
      if (imagesAreSmaller(sizes)) {
        convolveGatedImages(backend, { ...from, keptWith: filter.dataId }, y, sizes, normalization);
        return;
      }
      const { channels, filters } = sizes;
      const matrix = { address: from.filter, keptWith: filter.dataId };
      backend.filters.withRows(backend, matrix, channels, filters, normalization, (weights, bias, swish) =>
        multiplyGated(backend, [from.x, weights, from.gate], y, sizes, false, bias, swish),
      );
    },
  });
}

/** Its gradients with respect to x, gate and filter. */
export function gatedConvolutionGradients(
  backend: SimdBackend,
  dy: TensorInfo,
  x: TensorInfo,
  gate: TensorInfo,
  filter: TensorInfo,
): TensorInfo[] {
  const sizes = sizesOf(x, filter);
  const from = addressesOf(backend, x, gate, filter);
  const dyAddress = backend.address(dy);
  const [dx, dGate, dFilter] = [x, gate, filter].map(({ shape }) => backend.output(shape)) as [Output, Output, Output];
  const to = { x: dx.address, gate: dGate.address, filter: dFilter.address };
  if (imagesAreSmaller(sizes)) gatedImagesGradients(backend, dyAddress, from, to, sizes);
  else gatedFilterGradients(backend, dyAddress, from, to, sizes);
  return [dx.tensor, dGate.tensor, dFilter.tensor];
}

type Output = ReturnType<SimdBackend['output']>;

/** Whether less is to be weighed when the images are than when the filter is, for each image anew. */
const imagesAreSmaller = ({ pixels, filters }: Sizes) => pixels < filters;

/** The forward pass, with the images weighed. */
function convolveGatedImages(
  backend: SimdBackend,
  { x, gate, filter, keptWith }: Addresses & Pick<FilterMatrix, 'keptWith'>,
  y: number,
  sizes: Sizes,
  normalization?: Normalization,
): void {
  const { images, pixels, channels, filters } = sizes;
  const floats = pixels * channels;
  backend.withScratch(images * floats * 4, (product) => {
    // Rows of x times the same row of the gate.
    const calls = Array.from({ length: images }, (_, i) => [
      ...[x + i * floats * 4, gate + i * channels * 4, product + i * floats * 4],
      ...[pixels, channels, channels, 1, 0, 1],
    ]);
    backend.runCalls('mul', calls);
    const weights = { address: filter, rowStride: filters, columnStride: 1, keptWith };
    multiplyRows(backend, product, weights, y, images * pixels, filters, channels, normalization);
  });
}

/** The gradients, with the images weighed. */
function gatedImagesGradients(backend: SimdBackend, dy: number, from: Addresses, to: Addresses, sizes: Sizes): void {
  const { images, pixels, channels, filters } = sizes;
  const rows = images * pixels;
  const transposed = { address: from.filter, rowStride: 1, columnStride: filters };
  multiplyRows(backend, dy, transposed, to.x, rows, channels, filters);
  backend.withScratch(rows * channels * 4, (product) => {
    const args = [from.x, to.x, from.gate, to.gate, product, pixels, channels, BLOCK_CHANNELS];
    const units = images * Math.ceil(channels / BLOCK_CHANNELS);
    runUnits(backend, 'gateImages', args, units, { unitNs: 4 * pixels * BLOCK_CHANNELS * FLOAT_NS });
    const gradient = { address: dy, rowStride: filters, columnStride: 1 };
    multiplyTransposed(backend, product, gradient, to.filter, channels, filters, rows);
  });
}

/** The gradients, with the filter weighed. */
function gatedFilterGradients(backend: SimdBackend, dy: number, from: Addresses, to: Addresses, sizes: Sizes): void {
  const { images, pixels, channels, filters } = sizes;
  multiplyGated(backend, [dy, from.filter, from.gate], to.x, sizes, true);
  const groups = Math.ceil(channels / GROUP_ROWS);
  const groupRows = Math.ceil(channels / groups / 4) * 4;
  const { parts, partRows } = partsOf(sizes, groups);
  backend.withScratch(images * parts * channels * filters * 4, (products) => {
    const args = [from.x, dy, products, pixels, channels, filters, partRows, groupRows];
    const units = images * parts * Math.ceil(channels / groupRows);
    const cost = { unitNs: partRows * groupRows * filters * MULTIPLY_ADD_NS };
    runUnits(backend, 'imageProducts', args, units, cost, backend.kernels.transposedScratchBytes(filters));
    const sums = [products, from.filter, from.gate, to.filter, to.gate, images, parts, channels, filters];
    runUnits(backend, 'gateGradients', sums, channels, { unitNs: images * parts * filters * FLOAT_NS });
  });
}

/** With the filter as it is, x to y; with the filter transposed, dy to dx. */
function multiplyGated(
  backend: SimdBackend,
  [from, filter, gate]: [number, number, number],
  to: number,
  sizes: Sizes,
  transposed: boolean,
  bias = 0,
  swish = 0,
): void {
  const { images, pixels, channels, filters } = sizes;
  const [n, k] = transposed ? [channels, filters] : [filters, channels];
  const strides = transposed ? [1, filters] : [filters, 1];
  const { parts, partRows } = partsOf(sizes, 1);
  const args = [from, filter, ...strides, gate, transposed ? 0 : 1, to, pixels, n, k, partRows, bias, swish];
  const cost = { unitNs: partRows * n * k * MULTIPLY_ADD_NS };
  runUnits(backend, 'multiplyGated', args, images * parts, cost, packedBytes(n, k));
}

/** How each image's pixels are cut. It depends on the sizes only, and so does the result. */
function partsOf({ images, pixels }: Sizes, groups: number): { parts: number; partRows: number } {
  const wanted = Math.max(1, Math.min(Math.ceil(WANTED_UNITS / (images * groups)), Math.floor(pixels / SHORTEST_PART)));
  const partRows = Math.ceil(pixels / wanted / 4) * 4;
  return { parts: Math.ceil(pixels / partRows), partRows };
}

function sizesOf(x: TensorInfo, filter: TensorInfo): Sizes {
  const [images, height, width, channels] = x.shape as [number, number, number, number];
  return { images, pixels: height * width, channels, filters: util.sizeFromShape(filter.shape) / channels };
}

function addressesOf(backend: SimdBackend, x: TensorInfo, gate: TensorInfo, filter: TensorInfo): Addresses {
  return { x: backend.address(x), gate: backend.address(gate), filter: backend.address(filter) };
}
