// Convolutions whose outputs are normalised, block by block, while they are still in the cache.
import { convolve } from './convolution';
import { multiplyGated } from './gatedConvolution';
import { multiplyRows } from './gemm';
import { normalizeRows, rowsOfBlock } from './normalizeRows';

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
