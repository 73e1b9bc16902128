import type { backend_util, TensorInfo } from '@tensorflow/tfjs-core';
import type { SimdBackend } from './backend';
import { withWindow } from './convolution';
import { runUnits } from './units';
import { forwardWindow, gradientWindows } from './window';

type ConvInfo = backend_util.Conv2DInfo;

/** Channels of one unit of the filter gradient; see assembly/depthwise.ts. */
const UNIT_CHANNELS = 16;

/** y = x * filter, one output channel per input channel; channels last, float32. */
export function depthwise(backend: SimdBackend, x: TensorInfo, filter: TensorInfo, info: ConvInfo): TensorInfo {
  const [xAddress, filterAddress] = [backend.address(x), backend.address(filter)];
  const { tensor, address } = backend.output(info.outShape);
  withWindow(backend, forwardWindow(info), (window) =>
    runUnits(backend, 'depthwise', [xAddress, window, filterAddress, address], info.batchSize * info.outHeight),
  );
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
    const rows = info.batchSize * window.height.grid;
    withWindow(backend, window, (fields) =>
      runUnits(backend, 'depthwise', [dyAddress, fields, filterAddress, address], rows),
    );
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
  withWindow(backend, forwardWindow(info), (window) =>
    runUnits(backend, 'depthwiseFilterGradient', [xAddress, window, dyAddress, address, info.batchSize], units),
  );
  return tensor;
}
