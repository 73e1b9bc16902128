import type { backend_util, TensorInfo } from '@tensorflow/tfjs-core';
import type { DataId, SimdBackend } from './backend';
import { withWindow } from './convolution';
import { sumParts } from './matMul';
import type { Normalization } from './normalization';
import { MULTIPLY_ADD_NS, runUnits } from './units';
import { forwardWindow, gradientWindows, type Window } from './window';

type ConvInfo = backend_util.Conv2DInfo;

/** A band of rows, of which a part of the filter gradient is made, has at least this many pixels, where the image has. */
const BAND_PIXELS = 64;
/** Most parts of a filter gradient; fewer would not keep many threads busy, more would take longer to add up. */
const MOST_PARTS = 32;
/** Parts of images that keep several threads busy. */
const WANTED_UNITS = 16;
/** Outputs that are computed in one go, before they are normalised: a part of the second-level cache. */
const BAND_BYTES = 128 * 1024;
/** What inputs that are computed on the way may take of it. */
const SEEN_BYTES = 320 * 1024;
/** A multiply-add waits for memory more often here than in a matrix product. */
const NS = 2 * MULTIPLY_ADD_NS;

/**
 * y = x * filter, one output channel per input channel; channels last, float32. It is computed when it is first needed.
 */
export function depthwise(backend: SimdBackend, x: TensorInfo, filter: TensorInfo, info: ConvInfo): TensorInfo {
  const window = forwardWindow(info);
  return backend.defer(info.outShape, [x, filter], {
    pools: true,
    compute: ([x, filter], y, normalization) => {
      const weights = backend.address(filter);
      if (!normalization) {
        depthwiseWindow(backend, backend.address(x), window, weights, y, info.batchSize);
        return;
      }
      const parts = (from: { x: number } | { expansion: number }) =>
        depthwiseParts(backend, from, window, { address: weights, keptWith: filter.dataId }, y, info, normalization);
      const expand = backend.deferred(x)?.expand;
      if (!expand?.((expansion) => parts({ expansion }))) parts({ x: backend.address(x) });
    },
  });
}

/** The gradient with respect to x. */
export function depthwiseInputGradient(
  backend: SimdBackend,
  dy: TensorInfo,
  filter: TensorInfo,
  info: ConvInfo,
): TensorInfo {
  const [dyAddress, filterAddress] = [backend.address(dy), backend.address(filter)];
  const { tensor, address } = backend.output(info.inShape);
  for (const window of gradientWindows(info)) {
    depthwiseWindow(backend, dyAddress, window, filterAddress, address, info.batchSize);
  }
  return tensor;
}

/** The gradient with respect to the filter. */
export function depthwiseFilterGradient(
  backend: SimdBackend,
  x: TensorInfo,
  dy: TensorInfo,
  info: ConvInfo,
): TensorInfo {
  const [xAddress, dyAddress] = [backend.address(x), backend.address(dy)];
  const { tensor, address } = backend.output(info.filterShape);
  const { batchSize, outHeight, outWidth, filterHeight, filterWidth, inChannels } = info;
  // The cut depends on the sizes only, and so does the result.
  const bandRows = Math.min(Math.max(1, outHeight), Math.ceil(BAND_PIXELS / Math.max(1, outWidth)));
  const bands = batchSize * Math.ceil(outHeight / bandRows);
  const partBands = Math.ceil(bands / MOST_PARTS);
  const parts = Math.max(1, Math.ceil(bands / partBands));
  const length = filterHeight * filterWidth * inChannels;
  const cost = { unitNs: partBands * bandRows * outWidth * length * NS };
  withWindow(backend, forwardWindow(info), (window) =>
    sumParts(backend, address, length, parts, (out) => {
      const args = [xAddress, window, dyAddress, out, bands, bandRows, partBands];
      runUnits(backend, 'depthwiseFilterGradient', args, parts, cost);
    }),
  );
  return tensor;
}

function depthwiseWindow(
  backend: SimdBackend,
  x: number,
  window: Window,
  filter: number,
  y: number,
  images: number,
): void {
  const rows = images * window.height.grid;
  withWindow(backend, window, (fields) =>
    runUnits(backend, 'depthwise', [x, fields, filter, y, 0], rows, { unitNs: rowNs(window) }),
  );
}

/** `depthwiseWindow`, normalised, from an input that is there or one that is computed on the way. */
function depthwiseParts(
  backend: SimdBackend,
  { x = 0, expansion = 0 }: { x?: number; expansion?: number },
  window: Window,
  filter: { address: number; keptWith: DataId },
  y: number,
  { batchSize: images, filterHeight, filterWidth }: ConvInfo,
  normalization: Normalization,
): void {
  const { channels, height, width } = window;
  const { bandRows, seenBytes } = bandsOf(window);
  const bands = Math.ceil(height.grid / bandRows);
  const parts = Math.min(bands, Math.max(1, Math.ceil(WANTED_UNITS / images)));
  const partRows = Math.ceil(bands / parts) * bandRows;
  const units = images * Math.ceil(height.grid / partRows);
  const { pooled } = normalization;
  const sumsBytes = pooled === undefined ? 0 : 8 * images * bands * channels;
  withWindow(backend, window, (fields) =>
    backend.filters.withRows(
      backend,
      filter,
      filterHeight * filterWidth,
      channels,
      normalization,
      (weights, bias, swish) =>
        backend.withScratch(sumsBytes, (sums) => {
          const sumsAt = pooled === undefined ? 0 : sums;
          const args = [x, fields, weights, y, bias, swish, sumsAt, partRows, bandRows, expansion];
          const cost = { unitNs: partRows * rowNs(window) };
          runUnits(backend, 'depthwiseParts', args, units, cost, expansion === 0 ? 4 : seenBytes);
          if (pooled === undefined) return;
          const pixels = height.grid * width.grid;
          backend.kernels.combinePooled(sums, pooled, images, bands, channels, pixels);
        }),
    ),
  );
}

/**
 * How many rows are computed at a time, and the room that the input rows that they see take. It depends on the size of an
 * image only, so that an image's means do not depend on its batch, nor on whether its input is computed on the way.
 */
function bandsOf({ channels, height, width }: Window): { bandRows: number; seenBytes: number } {
  const rowBytes = 4 * channels * width.grid;
  const seen = (rows: number) => {
    const reach = (rows - 1) * height.step + (height.taps - 1) * height.tapStep + 1;
    return Math.min(height.input, reach) * 4 * channels * width.input;
  };
  let bandRows = Math.max(1, Math.min(height.grid, Math.floor(BAND_BYTES / Math.max(1, rowBytes))));
  while (bandRows > 1 && seen(bandRows) > SEEN_BYTES) bandRows--;
  return { bandRows, seenBytes: seen(bandRows) };
}

/** About what a row of the grid takes. */
function rowNs({ channels, height, width }: Window): number {
  return width.grid * channels * Math.max(1, height.taps * width.taps) * NS;
}
