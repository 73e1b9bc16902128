import { type TensorInfo, util } from '@tensorflow/tfjs-core';
import type { SimdBackend } from './backend';
import { packedBytes } from './matMul';
import { FLOAT_NS, MULTIPLY_ADD_NS, runUnits } from './units';

/** Units of work that keep several threads busy; an image is cut into parts only where there are fewer images. */
const WANTED_UNITS = 16;
/** Shortest part of an image: the gated filter is packed anew for each, and partial products are added up. */
const SHORTEST_PART = 512;
/** Rows of a filter gradient that one unit computes. */
const GROUP_ROWS = 128;

/** The sizes of x [images, height, width, channels] and of a filter [1, 1, channels, filters]. */
interface Sizes {
  readonly images: number;
  readonly pixels: number;
  readonly channels: number;
  readonly filters: number;
}

/** (x · gate) * filter; see assembly/gatedConvolution.ts. */
export function gatedConvolution(
  backend: SimdBackend,
  x: TensorInfo,
  gate: TensorInfo,
  filter: TensorInfo,
): TensorInfo {
  const sizes = sizesOf(x, filter);
  const addresses = [x, filter, gate].map((tensor) => backend.address(tensor)) as [number, number, number];
  const { tensor, address } = backend.output([...x.shape.slice(0, 3), sizes.filters]);
  multiplyGated(backend, addresses, address, sizes, false);
  return tensor;
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
  const { images, pixels, channels, filters } = sizes;
  const [dyAt, xAt, filterAt, gateAt] = [dy, x, filter, gate].map((tensor) => backend.address(tensor)) as [
    ...[number, number, number, number],
  ];
  const dx = backend.output(x.shape);
  const dGate = backend.output(gate.shape);
  const dFilter = backend.output(filter.shape);
  multiplyGated(backend, [dyAt, filterAt, gateAt], dx.address, sizes, true);

  const groups = Math.ceil(channels / GROUP_ROWS);
  const groupRows = Math.ceil(channels / groups / 4) * 4;
  const { parts, partRows } = partsOf(sizes, groups);
  backend.withScratch(images * parts * channels * filters * 4, (products) => {
    const args = [xAt, dyAt, products, pixels, channels, filters, partRows, groupRows];
    const units = images * parts * Math.ceil(channels / groupRows);
    const cost = { unitNs: partRows * groupRows * filters * MULTIPLY_ADD_NS };
    runUnits(backend, 'imageProducts', args, units, cost, backend.kernels.transposedScratchBytes(filters));
    const sums = [products, filterAt, gateAt, dFilter.address, dGate.address, images, parts, channels, filters];
    runUnits(backend, 'gateGradients', sums, channels, { unitNs: images * parts * filters * FLOAT_NS });
  });
  return [dx.tensor, dGate.tensor, dFilter.tensor];
}

/** With the filter as it is, x to y; with the filter transposed, dy to dx. */
function multiplyGated(
  backend: SimdBackend,
  [from, filter, gate]: [number, number, number],
  to: number,
  sizes: Sizes,
  transposed: boolean,
): void {
  const { images, pixels, channels, filters } = sizes;
  const [n, k] = transposed ? [channels, filters] : [filters, channels];
  const strides = transposed ? [1, filters] : [filters, 1];
  const { parts, partRows } = partsOf(sizes, 1);
  const args = [from, filter, ...strides, gate, transposed ? 0 : 1, to, pixels, n, k, partRows];
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
