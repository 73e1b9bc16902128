import type { backend_util, TensorInfo } from '@tensorflow/tfjs-core';
import type { SimdBackend } from './backend';
import { withExpansion } from './expansion';
import { multiplyRows, multiplyTransposed, packedBytes, packPanels, sumInParts } from './matMul';
import type { FilterMatrix } from './preparedFilters';
import { MULTIPLY_ADD_NS, runUnits } from './units';
import { forwardWindow, gradientWindows, WINDOW_BYTES, type Window, windowFields } from './window';

type ConvInfo = backend_util.Conv2DInfo;

/** Columns of a packed panel; see assembly/pack.ts. */
const PANEL = 8;
/** Rows of the filter gradient that one unit of work computes, about. */
const GROUP_ROWS = 128;

/** y = x * filter; channels last, float32. It is computed when it is first needed. */
export function conv2d(backend: SimdBackend, x: TensorInfo, filter: TensorInfo, info: ConvInfo): TensorInfo {
  const { inChannels, outChannels } = info;
  // With a normalisation it is inference, in which the next batch meets the same filter; a training step changes it.
  const matrixOf = (filter: TensorInfo, isInference: boolean): FilterMatrix => ({
    ...{ address: backend.address(filter), rowStride: outChannels, columnStride: 1 },
    keptWith: isInference ? filter.dataId : undefined,
  });
  if (isPointwise(info)) {
    return backend.defer(info.outShape, [x, filter], {
      compute: ([x, filter], y, normalization) => {
        const [from, weights] = [backend.address(x), matrixOf(filter, normalization !== undefined)];
        multiplyRows(backend, from, weights, y, pixels(info), outChannels, inChannels, normalization);
      },
      expandNormalized: ([x, filter], normalization, use) => {
        const [from, weights] = [backend.address(x), matrixOf(filter, true)];
        withExpansion(backend, from, weights, outChannels, inChannels, normalization, use);
      },
    });
  }
  return backend.defer(info.outShape, [x, filter], {
    compute: ([x, filter], y, normalization) => {
      const [from, weights] = [backend.address(x), matrixOf(filter, normalization !== undefined)];
      const k = info.filterHeight * info.filterWidth * inChannels;
      backend.filters.withPanels(backend, weights, k, outChannels, normalization, (packed, bias, swish) =>
        convolve(backend, from, forwardWindow(info), packed, y, outChannels, info.batchSize, bias, swish),
      );
    },
  });
}

/** The gradient with respect to x. */
export function conv2dInputGradient(
  backend: SimdBackend,
  dy: TensorInfo,
  filter: TensorInfo,
  info: ConvInfo,
): TensorInfo {
  const [dyAddress, filterAddress] = [backend.address(dy), backend.address(filter)];
  const { tensor, address } = backend.output(info.inShape);
  const { inChannels, outChannels } = info;
  if (isPointwise(info)) {
    const weights = { address: filterAddress, rowStride: 1, columnStride: outChannels };
    multiplyRows(backend, dyAddress, weights, address, pixels(info), inChannels, outChannels);
    return tensor;
  }
  for (const window of gradientWindows(info)) {
    const { height, width } = window;
    const taps = height.taps * width.taps;
    const k = taps * outChannels;
    backend.withScratch(packedBytes(inChannels, k), (packed) => {
      for (let tap = 0; tap < taps; tap++) {
        const row = height.filterOrigin + Math.floor(tap / width.taps) * height.filterStep;
        const column = width.filterOrigin + (tap % width.taps) * width.filterStep;
        const weights = filterAddress + (row * info.filterWidth + column) * inChannels * outChannels * 4;
        const matrix = { address: weights, rowStride: 1, columnStride: outChannels };
        packPanels(backend, matrix, outChannels, inChannels, packed + tap * outChannels * PANEL * 4, k);
      }
      convolve(backend, dyAddress, window, packed, address, inChannels, info.batchSize);
    });
  }
  return tensor;
}

/** The gradient with respect to the filter. */
export function conv2dFilterGradient(backend: SimdBackend, x: TensorInfo, dy: TensorInfo, info: ConvInfo): TensorInfo {
  const [xAddress, dyAddress] = [backend.address(x), backend.address(dy)];
  const { tensor, address } = backend.output(info.filterShape);
  const { inChannels, outChannels } = info;
  if (isPointwise(info)) {
    const gradient = { address: dyAddress, rowStride: outChannels, columnStride: 1 };
    multiplyTransposed(backend, xAddress, gradient, address, inChannels, outChannels, pixels(info));
    return tensor;
  }
  const taps = info.filterHeight * info.filterWidth;
  const groupTaps = Math.min(taps, Math.max(1, Math.floor(GROUP_ROWS / inChannels)));
  const groups = Math.ceil(taps / groupTaps);
  const scratchBytes = backend.kernels.filterGradientScratchBytes(inChannels, outChannels, groupTaps);
  withWindow(backend, forwardWindow(info), (window) =>
    sumInParts(backend, address, taps * inChannels * outChannels, pixels(info), groups, (out, parts, partPixels) => {
      const args = [xAddress, window, dyAddress, out, outChannels, pixels(info), partPixels, groupTaps];
      const cost = { unitNs: partPixels * groupTaps * inChannels * outChannels * MULTIPLY_ADD_NS };
      runUnits(backend, 'convolveFilterGradient', args, parts * groups, cost, scratchBytes);
    }),
  );
  return tensor;
}

/** Runs `use` with the address of a window's fields in WebAssembly memory. */
export function withWindow(backend: SimdBackend, window: Window, use: (address: number) => void): void {
  backend.withScratch(WINDOW_BYTES, (address) => {
    const fields = windowFields(window);
    backend.wasmMemory.int32(address, fields.length).set(fields);
    use(address);
  });
}

function convolve(
  backend: SimdBackend,
  x: number,
  window: Window,
  packed: number,
  y: number,
  outChannels: number,
  images: number,
  bias = 0,
  swish = 0,
): void {
  withWindow(backend, window, (address) => {
    const scratchBytes = backend.kernels.convolveScratchBytes(address, outChannels);
    const gridPixels = images * window.height.grid * window.width.grid;
    const taps = window.height.taps * window.width.taps;
    const cost = { unitNs: taps * window.channels * outChannels * MULTIPLY_ADD_NS, grain: 64 };
    const args = [x, address, packed, y, outChannels, bias, swish];
    runUnits(backend, 'convolve', args, gridPixels, cost, scratchBytes);
  });
}

/** A 1 × 1 convolution without stride or padding is a matrix product of the pixels as they lie. */
function isPointwise({ filterHeight, filterWidth, strideHeight, strideWidth, padInfo }: ConvInfo): boolean {
  const { top, bottom, left, right } = padInfo;
  return filterHeight * filterWidth * strideHeight * strideWidth === 1 && top + bottom + left + right === 0;
}

const pixels = ({ batchSize, outHeight, outWidth }: ConvInfo) => batchSize * outHeight * outWidth;
