// Depthwise convolutions whose outputs get their swish while they are in the cache, and whose inputs can be made there
// too: an inverted bottleneck in inference, without its widest tensor.
import { addColumns } from './accumulate';
import { depthwise } from './depthwise';
import { multiplyRows } from './gemm';
import { swish as applySwish } from './logistic';
import { Window } from './window';

/** A convolution's input that is yet to be computed, as by `multiplyRows`; ../src/expansion.ts writes it. */
@unmanaged
class Expansion {
  /** Rows of A are pixels, of k floats each. */
  a: usize;
  k: usize;
  /** B, packed by `packPanels`. */
  packed: usize;
  bias: usize;
  swish: i32;
}

/**
 * As `depthwise`, with a swish behind it where `swish` is not 0, for outputs that lie as the grid does.
 *
 * Images are cut into bands of `bandRows` rows of the grid, and into parts of `partRows`, a multiple of that; unit u is part
 * u % parts of image u / parts. If `sums` is not 0, the sums of each band's outputs are written there (float64, channels for
 * each band of each image). If `expansion` is not 0, it is what x is made from: `scratch` takes the rows that a band sees, and those
 * that the next one sees as well stay there.
 */
export function depthwiseParts(
  x: usize, window: usize, filter: usize, y: usize, bias: usize, swish: i32, sums: usize, partRows: i32, bandRows: i32,
  expansion: usize, scratch: usize, start: usize, end: usize,
): void {
  const w = changetype<Window>(window);
  const channels = <usize>w.channels;
  const width = <usize>w.gridWidth;
  const parts = (w.gridHeight + partRows - 1) / partRows;
  const bands = (w.gridHeight + bandRows - 1) / bandRows;
  for (let unit = start; unit < end; unit++) {
    const image = <i32>unit / parts;
    const first = (<i32>unit % parts) * partRows;
    const last = min(first + partRows, w.gridHeight);
    // Rows [from, to) of the input are in scratch memory.
    let from = 0;
    let to = 0;
    for (let row = first; row < last; row += bandRows) {
      const rows = min(bandRows, last - row);
      if (expansion != 0) {
        const top = w.originHeight + row * w.stepHeight;
        const bottom = top + (rows - 1) * w.stepHeight + (w.tapsHeight - 1) * w.tapStepHeight + 1;
        const nextFrom = min(max(top, 0), w.inHeight);
        const nextTo = min(max(bottom, nextFrom), w.inHeight);
        x = expand(expansion, w, image, from, to, nextFrom, nextTo, scratch);
        from = nextFrom;
        to = nextTo;
      }
      const gridRow = <usize>(image * w.gridHeight + row);
      depthwise(x, window, filter, y, bias, gridRow, gridRow + rows);
      const out = y + ((gridRow * width * channels) << 2);
      const pixels = <i32>(rows * width);
      if (swish != 0) applySwish(out, out, pixels * <i32>channels);
      if (sums != 0) {
        const sum = sums + ((<usize>(image * bands + row / bandRows) * channels) << 3);
        memory.fill(sum, 0, channels << 3);
        addColumns(out, sum, pixels, <i32>channels);
      }
    }
  }
}

/**
 * Puts rows [nextFrom, nextTo) of an image of the input into scratch memory, where [from, to) are.
 *
 * @returns Where the whole input would begin for these rows to lie where they do.
 */
function expand(
  expansion: usize, w: Window, image: i32, from: i32, to: i32, nextFrom: i32, nextTo: i32, scratch: usize,
): usize {
  const e = changetype<Expansion>(expansion);
  const width = <usize>w.inWidth;
  const rowBytes = (width * w.channels) << 2;
  const kept = max(0, to - nextFrom);
  if (kept > 0) memory.copy(scratch, scratch + (nextFrom - from) * rowBytes, kept * rowBytes);
  const x = scratch - <usize>(image * w.inHeight + nextFrom) * rowBytes;
  const start = <usize>(image * w.inHeight + nextFrom + kept) * width;
  const end = <usize>(image * w.inHeight + nextTo) * width;
  multiplyRows(e.a, e.packed, x, w.channels, e.k, e.bias, e.swish, start, end);
  return x;
}
