import type { backend_util, TensorInfo } from '@tensorflow/tfjs-core';
import type { SimdBackend } from './backend';
import { withWindow } from './convolution';
import { MULTIPLY_ADD_NS, runUnits } from './units';
import { forwardWindow, gradientWindows, type Window } from './window';

type ConvInfo = backend_util.Conv2DInfo;

/** Channels of one unit of the filter gradient; see assembly/depthwiseFilterGradient.ts. */
const UNIT_CHANNELS = 16;
/** A multiply-add waits for memory more often here than in a matrix product. */
const NS = 2 * MULTIPLY_ADD_NS;

/** y = x * filter, one output channel per input channel; channels last, float32. */
export function depthwise(backend: SimdBackend, x: TensorInfo, filter: TensorInfo, info: ConvInfo): TensorInfo {
  const [xAddress, filterAddress] = [backend.address(x), backend.address(filter)];
  const { tensor, address } = backend.output(info.outShape);
  depthwiseWindow(backend, xAddress, forwardWindow(info), filterAddress, address, info.batchSize);
  return tensor;
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
  const units = Math.ceil(info.inChannels / UNIT_CHANNELS);
  const outputs = info.batchSize * info.outHeight * info.outWidth;
  const cost = { unitNs: outputs * info.filterHeight * info.filterWidth * UNIT_CHANNELS * NS };
  withWindow(backend, forwardWindow(info), (window) =>
    runUnits(backend, 'depthwiseFilterGradient', [xAddress, window, dyAddress, address, info.batchSize], units, cost),
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
  const { channels, height, width } = window;
  const cost = { unitNs: width.grid * channels * Math.max(1, height.taps * width.taps) * NS };
  withWindow(backend, window, (fields) =>
    runUnits(backend, 'depthwise', [x, fields, filter, y], images * height.grid, cost),
  );
}
