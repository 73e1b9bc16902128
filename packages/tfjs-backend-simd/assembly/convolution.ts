// Convolutions as matrix products: the inputs that a block of output pixels sees are gathered into the rows of a
// matrix, unless they can be read where they are. Pixels are counted over the grid, image by image. Weights, x and y are
// float32, channels last.
import { LONGEST_PANEL, multiplyRows, multiplyTransposedBlock, transposedScratchBytes } from './gemm';
import { swish as applySwish } from './logistic';
import { multiplyPanel, NO_BIAS } from './multiplyPanel';
import { PANEL } from './pack';
import { firstAtLeast, Window } from './window';

/** Bytes that the gathered rows of a block may take, so that they stay in the second-level cache. */
const BLOCK_BYTES: usize = 256 * 1024;
/** Pixels of a block in the filter gradient: one block of k in `multiplyTransposed`. */
const GRADIENT_PIXELS: usize = 256;

/**
 * y = x * filter + bias for grid pixels `start` to `end`, and swish behind it where `swish` is not 0; `packed` is the filter
 * as a (taps * channels) × outChannels matrix, packed by `packPanels`; `bias` is that of `multiplyRows`. `scratch` takes
 * `convolveScratchBytes` bytes. Bias and swish are for outputs that lie as the grid does.
 */
export function convolve(
  x: usize,
  windowAddress: usize,
  packed: usize,
  y: usize,
  outChannels: usize,
  bias: usize,
  swish: i32,
  scratch: usize,
  start: usize,
  end: usize,
): void {
  const w = changetype<Window>(windowAddress);
  const neighbours = w.tapStepWidth == 1 && <usize>(w.tapsWidth * w.channels) <= LONGEST_PANEL;
  if (w.outStepHeight != 1 || w.outStepWidth != 1) convolveScattered(x, w, packed, y, outChannels, scratch, start, end);
  else if (neighbours) convolveRows(x, w, packed, y, outChannels, bias, swish, scratch, start, end);
  else gatherAndMultiply(x, w, start, end - start, packed, y, outChannels, bias, swish, scratch);
}

/** As `convolve`, for outputs that lie apart from each other. */
function convolveScattered(
  x: usize, w: Window, packed: usize, y: usize, outChannels: usize, scratch: usize, start: usize, end: usize,
): void {
  const taps = <usize>(w.tapsHeight * w.tapsWidth);
  const k = taps * w.channels;
  const block = pixelsOfBlock(k);
  const product = scratch + block * k * 4;
  for (let pixel = start; pixel < end; pixel += block) {
    const pixels = min(block, end - pixel);
    gather(x, w, pixel, pixels, 0, taps, scratch);
    multiplyRows(scratch, packed, product, outChannels, k, 0, 0, 0, pixels);
    scatter(product, w, pixel, pixels, outChannels, y);
  }
}

/**
 * As `convolve`, for neighbouring taps. Those of a row lie one behind the other, and as far from the next pixel's as the
 * pixels lie apart: a matrix that need not be gathered. Only pixels at the edge of the image are gathered.
 */
function convolveRows(
  x: usize, w: Window, packed: usize, y: usize, outChannels: usize, bias: usize, swish: i32, scratch: usize,
  start: usize, end: usize,
): void {
  const width = <usize>w.gridWidth;
  const innerStart = <usize>min(w.gridWidth, firstAtLeast(-w.originWidth, w.stepWidth));
  const innerEnd = <usize>w.innerEnd(<i32>innerStart);
  for (let pixel = start; pixel < end; ) {
    const row = pixel / width;
    const from = pixel - row * width;
    const to = min(width, from + end - pixel);
    const out = y + ((pixel * outChannels) << 2);
    const inner = min(max(from, innerStart), to);
    const innerTo = max(inner, min(to, innerEnd));
    gatherAndMultiply(x, w, row * width + from, inner - from, packed, y, outChannels, bias, 0, scratch);
    multiplyInner(x, w, row, inner, innerTo - inner, packed, y, outChannels, bias);
    gatherAndMultiply(x, w, row * width + innerTo, to - innerTo, packed, y, outChannels, bias, 0, scratch);
    if (swish != 0) applySwish(out, out, <i32>((to - from) * outChannels));
    pixel += to - from;
  }
}

/** As `convolve`, for `pixels` pixels from `pixel` on that lie one behind the other: with any taps, also outside the image. */
function gatherAndMultiply(
  x: usize, w: Window, pixel: usize, pixels: usize, packed: usize, y: usize, outChannels: usize, bias: usize, swish: i32,
  scratch: usize,
): void {
  const taps = <usize>(w.tapsHeight * w.tapsWidth);
  const k = taps * w.channels;
  const block = pixelsOfBlock(k);
  for (const end = pixel + pixels; pixel < end; pixel += block) {
    const count = min(block, end - pixel);
    gather(x, w, pixel, count, 0, taps, scratch);
    multiplyRows(scratch, packed, y + ((pixel * outChannels) << 2), outChannels, k, bias, swish, 0, count);
  }
}

/** `pixels` neighbours of a row of the grid, from column `column` on, whose taps all lie between the image's sides. */
function multiplyInner(
  x: usize, w: Window, row: usize, column: usize, pixels: usize, packed: usize, y: usize, outChannels: usize, bias: usize,
): void {
  if (pixels == 0) return;
  const bytes = <usize>w.channels << 2;
  const rowBytes = bytes * w.inWidth;
  const k = <usize>(w.tapsWidth * w.channels);
  const panelBytes = (<usize>w.tapsHeight * k) << 5;
  const step = bytes * w.stepWidth;
  const image = row / <usize>w.gridHeight;
  const top = w.originHeight + <i32>(row % <usize>w.gridHeight) * w.stepHeight;
  const from = x + image * rowBytes * w.inHeight + bytes * (w.originWidth + <i32>column * w.stepWidth);
  const out = y + (((row * w.gridWidth + column) * outChannels) << 2);
  for (let n: usize = 0; n < outChannels; n += PANEL) {
    let first = bias == 0 ? NO_BIAS : bias + (n << 2);
    let accumulate = false;
    for (let t = 0; t < w.tapsHeight; t++) {
      const inRow = top + t * w.tapStepHeight;
      if (<u32>inRow >= <u32>w.inHeight) continue;
      multiplyPanel<f32>(
        from + rowBytes * inRow, step, step << 2, pixels, packed + ((<usize>t * k) << 5), k, out + (n << 2),
        outChannels << 2, min(PANEL, outChannels - n), first, accumulate,
      );
      first = NO_BIAS;
      accumulate = true;
    }
    // No tap lies in the image: what is left is the bias.
    if (!accumulate) {
      multiplyPanel<f32>(
        from, step, step << 2, pixels, packed, 0, out + (n << 2), outChannels << 2, min(PANEL, outChannels - n), first, false,
      );
    }
    packed += panelBytes;
  }
}

/** Bytes of scratch that `convolve` needs. */
export function convolveScratchBytes(windowAddress: usize, outChannels: usize): usize {
  const w = changetype<Window>(windowAddress);
  const k = <usize>(w.tapsHeight * w.tapsWidth * w.channels);
  return pixelsOfBlock(k) * (k + outChannels) * 4;
}

/**
 * dw[tap, c, :] = Σ over grid pixels of x[…, c] · dy[pixel, :].
 *
 * The pixels are cut into parts of `partPixels`, each with a dw of its own (one behind the other in `dw`; `sumParts`
 * adds them), and the taps into groups of `groupTaps`. Unit u is group u % groups of part u / groups. `scratch` takes
 * `filterGradientScratchBytes` bytes.
 */
export function convolveFilterGradient(
  x: usize,
  windowAddress: usize,
  dy: usize,
  dw: usize,
  outChannels: usize,
  pixels: usize,
  partPixels: usize,
  groupTaps: usize,
  scratch: usize,
  start: usize,
  end: usize,
): void {
  const w = changetype<Window>(windowAddress);
  const taps = <usize>(w.tapsHeight * w.tapsWidth);
  const groups = (taps + groupTaps - 1) / groupTaps;
  const products = scratch + GRADIENT_PIXELS * groupTaps * w.channels * 4;
  for (let unit = start; unit < end; unit++) {
    const part = unit / groups;
    const tap = (unit % groups) * groupTaps;
    const tapEnd = min(taps, tap + groupTaps);
    const rows = (tapEnd - tap) * w.channels;
    const out = dw + (((part * taps + tap) * w.channels * outChannels) << 2);
    const first = part * partPixels;
    const last = min(pixels, first + partPixels);
    for (let pixel = first; pixel < last; pixel += GRADIENT_PIXELS) {
      const count = min(GRADIENT_PIXELS, last - pixel);
      gather(x, w, pixel, count, tap, tapEnd, scratch);
      const dyRows = dy + ((pixel * outChannels) << 2);
      multiplyTransposedBlock(scratch, rows, dyRows, outChannels, 1, out, rows, outChannels, count, pixel > first, products);
    }
  }
}

/** Bytes of scratch that `convolveFilterGradient` needs. */
export function filterGradientScratchBytes(channels: usize, outChannels: usize, groupTaps: usize): usize {
  return GRADIENT_PIXELS * channels * groupTaps * 4 + transposedScratchBytes(outChannels);
}

function pixelsOfBlock(k: usize): usize {
  return max<usize>(64, min<usize>(4096, BLOCK_BYTES / (max<usize>(k, 1) << 2))) & ~3;
}

/** Writes, for each of `pixels` grid pixels, the inputs of taps `tapStart` to `tapEnd`, one tap's channels after the other's. */
function gather(x: usize, w: Window, pixel: usize, pixels: usize, tapStart: usize, tapEnd: usize, out: usize): void {
  if (tapEnd == tapStart) return;
  const bytes = <usize>w.channels << 2;
  const rowBytes = bytes * w.inWidth;
  const imagePixels = <usize>(w.gridHeight * w.gridWidth);
  let image = pixel / imagePixels;
  let i = <i32>(pixel % imagePixels) / w.gridWidth;
  let j = <i32>(pixel % imagePixels) % w.gridWidth;
  const firstRow = <i32>tapStart / w.tapsWidth;
  const lastRow = <i32>(tapEnd - 1) / w.tapsWidth;
  // Neighbouring taps read neighbouring pixels: a row of them is copied in one go where all of it lies in the image.
  const dense = w.tapStepWidth == 1;
  for (let count: usize = 0; count < pixels; count++) {
    const left = w.originWidth + j * w.stepWidth;
    for (let t = firstRow; t <= lastRow; t++) {
      const from = t == firstRow ? <i32>tapStart - t * w.tapsWidth : 0;
      const to = t == lastRow ? <i32>tapEnd - t * w.tapsWidth : w.tapsWidth;
      const row = w.originHeight + i * w.stepHeight + t * w.tapStepHeight;
      const rowAddress = x + image * rowBytes * w.inHeight + rowBytes * row;
      if (<u32>row >= <u32>w.inHeight) {
        out = zeros(out, bytes * (to - from));
      } else if (dense && left + from >= 0 && left + to <= w.inWidth) {
        out = copy(rowAddress + bytes * (left + from), out, bytes * (to - from));
      } else {
        for (let u = from; u < to; u++) {
          const column = left + u * w.tapStepWidth;
          if (<u32>column < <u32>w.inWidth) out = copy(rowAddress + bytes * column, out, bytes);
          else out = zeros(out, bytes);
        }
      }
    }
    if (++j == w.gridWidth) {
      j = 0;
      if (++i == w.gridHeight) {
        i = 0;
        image++;
      }
    }
  }
}

/** Writes the rows of a product to the grid's places in the output. */
function scatter(product: usize, w: Window, pixel: usize, pixels: usize, channels: usize, y: usize): void {
  const bytes = channels << 2;
  const imagePixels = <usize>(w.gridHeight * w.gridWidth);
  for (let p = pixel; p < pixel + pixels; p++) {
    const image = p / imagePixels;
    const i = <i32>(p % imagePixels) / w.gridWidth;
    const j = <i32>(p % imagePixels) % w.gridWidth;
    const row = image * w.outHeight + w.outOriginHeight + i * w.outStepHeight;
    copy(product, y + (row * w.outWidth + w.outOriginWidth + j * w.outStepWidth) * bytes, bytes);
    product += bytes;
  }
}

/** Copies whole floats; returns the end of what was written. */
// @ts-ignore: AssemblyScript decorator
@inline
function copy(from: usize, to: usize, bytes: usize): usize {
  const end = to + bytes;
  for (const full = to + (bytes & ~15); to < full; to += 16) {
    v128.store(to, v128.load(from));
    from += 16;
  }
  for (; to < end; to += 4) {
    store<f32>(to, load<f32>(from));
    from += 4;
  }
  return end;
}

// @ts-ignore: AssemblyScript decorator
@inline
function zeros(to: usize, bytes: usize): usize {
  const end = to + bytes;
  for (const full = to + (bytes & ~15); to < full; to += 16) v128.store(to, f32x4.splat(0));
  for (; to < end; to += 4) store<f32>(to, 0);
  return end;
}
