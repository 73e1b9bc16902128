import type { backend_util } from '@tensorflow/tfjs-core';

type ConvInfo = backend_util.Conv2DInfo;

/** One axis of a grid of outputs; see assembly/window.ts for the meaning of the fields. */
interface Axis {
  readonly input: number;
  readonly grid: number;
  readonly origin: number;
  readonly step: number;
  readonly taps: number;
  readonly tapStep: number;
  readonly out: number;
  readonly outOrigin: number;
  readonly outStep: number;
  readonly filterOrigin: number;
  readonly filterStep: number;
}

/** A grid of outputs that see their inputs through the same filter taps. */
export interface Window {
  readonly channels: number;
  readonly filterWidth: number;
  readonly height: Axis;
  readonly width: Axis;
}

/** Bytes that {@link windowFields} take. */
export const WINDOW_BYTES = 24 * 4;

/** The fields of assembly/window.ts's `Window`, in order. */
export function windowFields({ channels, filterWidth, height: h, width: w }: Window): number[] {
  return [
    ...[h.input, w.input, channels, h.grid, w.grid, h.origin, w.origin, h.step, w.step],
    ...[h.taps, w.taps, h.tapStep, w.tapStep, h.out, w.out, h.outOrigin, w.outOrigin, h.outStep, w.outStep],
    ...[filterWidth, h.filterOrigin, w.filterOrigin, h.filterStep, w.filterStep],
  ];
}

/** The forward pass: the outputs, as they see x. */
export function forwardWindow(info: ConvInfo): Window {
  const { strideHeight, filterHeight, dilationHeight, strideWidth, filterWidth, dilationWidth, padInfo } = info;
  return {
    channels: info.inChannels,
    filterWidth,
    height: forwardAxis(info.inHeight, info.outHeight, padInfo.top, strideHeight, filterHeight, dilationHeight),
    width: forwardAxis(info.inWidth, info.outWidth, padInfo.left, strideWidth, filterWidth, dilationWidth),
  };
}

function forwardAxis(input: number, out: number, pad: number, step: number, taps: number, tapStep: number): Axis {
  return {
    input,
    grid: out,
    origin: -pad,
    step,
    taps,
    tapStep,
    out,
    outOrigin: 0,
    outStep: 1,
    filterOrigin: 0,
    filterStep: 1,
  };
}

/** The gradient with respect to x: the positions of x, as they see dy, split into grids of equal filter taps. */
export function gradientWindows(info: ConvInfo): Window[] {
  const heights = gradientAxes(
    ...[info.inHeight, info.outHeight, info.padInfo.top],
    ...[info.strideHeight, info.filterHeight, info.dilationHeight],
  );
  const widths = gradientAxes(
    ...[info.inWidth, info.outWidth, info.padInfo.left],
    ...[info.strideWidth, info.filterWidth, info.dilationWidth],
  );
  return heights.flatMap((height) =>
    widths.map((width) => ({ channels: info.outChannels, filterWidth: info.filterWidth, height, width })),
  );
}

/**
 * Position p of x meets tap f of the filter for output (p + pad - f * dilation) / stride, where that is whole. For
 * positions of one residue modulo the stride, those f form an arithmetic progression.
 */
function gradientAxes(
  inSize: number,
  outSize: number,
  pad: number,
  stride: number,
  filter: number,
  dilation: number,
): Axis[] {
  const filterStep = stride / greatestCommonDivisor(stride, dilation);
  const axes: Axis[] = [];
  for (let residue = 0; residue < Math.min(stride, inSize); residue++) {
    let first = 0;
    while (first < Math.min(filter, filterStep) && (residue + pad - first * dilation) % stride !== 0) first++;
    const taps = first < Math.min(filter, filterStep) ? Math.ceil((filter - first) / filterStep) : 0;
    // Counted from the last tap down, so that taps go up through dy: the kernels like neighbours in order.
    const last = first + (taps - 1) * filterStep;
    axes.push({
      ...{ input: outSize, grid: Math.ceil((inSize - residue) / stride) },
      ...{ origin: taps > 0 ? (residue + pad - last * dilation) / stride : 0, step: 1 },
      ...{ taps, tapStep: (dilation * filterStep) / stride },
      ...{ out: inSize, outOrigin: residue, outStep: stride },
      ...{ filterOrigin: taps > 0 ? last : 0, filterStep: -filterStep },
    });
  }
  return axes;
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}
