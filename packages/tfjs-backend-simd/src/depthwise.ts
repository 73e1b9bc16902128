import type { backend_util, TensorInfo } from '@tensorflow/tfjs-core';
import type { SimdBackend } from './backend';
import { withWindow } from './convolution';
import { sumParts } from './matMul';
import { type Normalization, withNormalization } from './normalization';
import { MULTIPLY_ADD_NS, runUnits } from './units';
import { forwardWindow, gradientWindows, type Window } from './window';

type ConvInfo = backend_util.Conv2DInfo;

/** A band of rows, of which a part of the filter gradient is made, has at least this many pixels, where the image has. */
const BAND_PIXELS = 64;
/** Most parts of a filter gradient; fewer would not keep many threads busy, more would take longer to add up. */
const MOST_PARTS = 32;
/** A multiply-add waits for memory more often here than in a matrix product. */
const NS = 2 * MULTIPLY_ADD_NS;

/**
 * y = x * filter, one output channel per input channel; channels last, float32. It is computed when it is first needed.
 */
export function depthwise(backend: SimdBackend, x: TensorInfo, filter: TensorInfo, info: ConvInfo): TensorInfo {
  return backend.defer(info.outShape, [x, filter], ([xAddress, filterAddress], y, normalization) => {
    depthwiseWindow(backend, xAddress, forwardWindow(info), filterAddress, y, info.batchSize, normalization);
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
  normalization?: Normalization,
): void {
  const { channels, height, width } = window;
  const cost = { unitNs: width.grid * channels * Math.max(1, height.taps * width.taps) * NS };
  const rows = images * height.grid;
  withWindow(backend, window, (fields) => {
    const args = [x, fields, filter, y];
    if (!normalization) runUnits(backend, 'depthwise', args, rows, cost);
    else {
      withNormalization(backend, normalization, (to) =>
        runUnits(backend, 'depthwiseNormalized', [...args, to], rows, cost),
      );
    }
  });
}
