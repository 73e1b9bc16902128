// Convolutions whose outputs are normalised, block by block, while they are still in the cache.
import { normalize, normalizeSwish } from './batchNormalize';
import { convolve } from './convolution';
import { depthwise } from './depthwise';
import { multiplyGated } from './gatedConvolution';
import { multiplyRows } from './gemm';
import { Window } from './window';

/** Outputs that are normalised in one go take about this much: a part of the second-level cache. */
const BLOCK_BYTES: usize = 256 * 1024;

/** y = (x - mean) * factor + offset, and swish behind it where `swish` is not 0; ../src/normalization.ts writes it. */
@unmanaged
class Normalization {
  mean: usize;
  factor: usize;
  offset: usize;
  swish: i32;
}

/** As `multiplyRows`, normalised. */
export function multiplyRowsNormalized(
  a: usize, packed: usize, y: usize, n: usize, k: usize, normalization: usize, start: usize, end: usize,
): void {
  const block = rowsOfBlock(n);
  for (let row = start; row < end; row += block) {
    const rows = min(block, end - row);
    multiplyRows(a, packed, y, n, k, row, row + rows);
    normalizeRows(normalization, y + ((row * n) << 2), rows, n);
  }
}

/** As `convolve`, normalised, for outputs that lie as the grid does. */
export function convolveNormalized(
  x: usize, window: usize, packed: usize, y: usize, outChannels: usize, normalization: usize, scratch: usize,
  start: usize, end: usize,
): void {
  const block = rowsOfBlock(outChannels);
  for (let pixel = start; pixel < end; pixel += block) {
    const pixels = min(block, end - pixel);
    convolve(x, window, packed, y, outChannels, scratch, pixel, pixel + pixels);
    normalizeRows(normalization, y + ((pixel * outChannels) << 2), pixels, outChannels);
  }
}

/** As `depthwise`, normalised, for outputs that lie as the grid does. */
export function depthwiseNormalized(
  x: usize, window: usize, filter: usize, y: usize, normalization: usize, start: usize, end: usize,
): void {
  const w = changetype<Window>(window);
  const channels = <usize>w.channels;
  const width = <usize>w.gridWidth;
  const block = max<usize>(1, rowsOfBlock(channels) / max<usize>(1, width));
  for (let row = start; row < end; row += block) {
    const rows = min(block, end - row);
    depthwise(x, window, filter, y, row, row + rows);
    normalizeRows(normalization, y + ((row * width * channels) << 2), rows * width, channels);
  }
}

/** As `multiplyGated`, normalised. */
export function multiplyGatedNormalized(
  a: usize, b: usize, rowStride: usize, columnStride: usize, gate: usize, gateRows: i32, out: usize,
  pixels: usize, n: usize, k: usize, partRows: usize, normalization: usize, scratch: usize, start: usize, end: usize,
): void {
  const parts = (pixels + partRows - 1) / partRows;
  for (let unit = start; unit < end; unit++) {
    multiplyGated(a, b, rowStride, columnStride, gate, gateRows, out, pixels, n, k, partRows, scratch, unit, unit + 1);
    const row = (unit % parts) * partRows;
    const first = (unit / parts) * pixels + row;
    normalizeRows(normalization, out + ((first * n) << 2), min(partRows, pixels - row), n);
  }
}

function rowsOfBlock(n: usize): usize {
  return max<usize>(32, (BLOCK_BYTES / max<usize>(4, n << 2)) & ~31);
}

function normalizeRows(normalization: usize, y: usize, rows: usize, n: usize): void {
  const to = changetype<Normalization>(normalization);
  if (to.swish != 0) normalizeSwish(y, y, to.mean, to.factor, to.offset, <i32>rows, <i32>n);
  else normalize(y, y, to.mean, to.factor, to.offset, <i32>rows, <i32>n);
}
