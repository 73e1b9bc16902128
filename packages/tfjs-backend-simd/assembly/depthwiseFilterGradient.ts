// The gradient of a depthwise convolution with respect to its filter, channels last.
import { mulAdd } from './mulAdd';
import { firstAtLeast, Window } from './window';

/** Pixels of dy whose channels are summed in one go. */
const STRIP_PIXELS: i32 = 128;
/** Channels of one unit of work. */
const UNIT: usize = 16;

/**
 * dw[t, u, c] = Σ x[…, c] · dy[…, c] for the channels of units `start` to `end` (sixteen channels a unit), over
 * `images` images. The window is the forward pass's.
 */
export function depthwiseFilterGradient(
  x: usize,
  windowAddress: usize,
  dy: usize,
  dw: usize,
  images: usize,
  start: usize,
  end: usize,
): void {
  const w = changetype<Window>(windowAddress);
  const pixelBytes = <usize>w.channels << 2;
  const first = start * UNIT * 4;
  const last = min(end * UNIT * 4, pixelBytes);
  if (last <= first) return;
  for (let tap = 0; tap < w.tapsHeight * w.tapsWidth; tap++) memory.fill(dw + pixelBytes * tap + first, 0, last - first);

  // A strip of rows at a time, all channels of it, so that what one channel block fetched is still cached for the next.
  const stripRows = max(1, STRIP_PIXELS / max(w.gridWidth, 1));
  for (let image: usize = 0; image < images; image++) {
    for (let i = 0; i < w.gridHeight; i += stripRows) {
      const rowEnd = min(i + stripRows, w.gridHeight);
      for (let c = first; c < last; c += UNIT * 4) {
        stripFilterGradient(x, w, dy, dw, image, i, rowEnd, c, min(c + UNIT * 4, last));
      }
    }
  }
}

/** Adds what rows `rowStart` to `rowEnd` of one image give to the channels from byte `c` to byte `end`. */
function stripFilterGradient(
  x: usize,
  w: Window,
  dy: usize,
  dw: usize,
  image: usize,
  rowStart: i32,
  rowEnd: i32,
  c: usize,
  end: usize,
): void {
  const pixelBytes = <usize>w.channels << 2;
  const xStep = pixelBytes * w.stepWidth;
  for (let t = 0; t < w.tapsHeight; t++) {
    const top = w.originHeight + t * w.tapStepHeight;
    const i0 = max(rowStart, firstAtLeast(-top, w.stepHeight));
    const i1 = min(rowEnd, firstAtLeast(w.inHeight - top, w.stepHeight));
    for (let u = 0; u < w.tapsWidth; u++) {
      const left = w.originWidth + u * w.tapStepWidth;
      const j0 = firstAtLeast(-left, w.stepWidth);
      const columns = min(w.gridWidth, firstAtLeast(w.inWidth - left, w.stepWidth)) - j0;
      if (i1 <= i0 || columns <= 0) continue;
      const xRows = (image * w.inHeight + top + i0 * w.stepHeight) * w.inWidth + left + j0 * w.stepWidth;
      const dyRows = (image * w.gridHeight + i0) * w.gridWidth + j0;
      sumProducts(
        x + xRows * pixelBytes,
        pixelBytes * w.stepHeight * w.inWidth,
        xStep,
        dy + dyRows * pixelBytes,
        pixelBytes * w.gridWidth,
        pixelBytes,
        i1 - i0,
        columns,
        dw + pixelBytes * (t * w.tapsWidth + u),
        c,
        end,
      );
    }
  }
}

/** out[c] += Σ over rows and columns of x · dy, for the channels from byte `c` to byte `end` (at most sixteen). */
function sumProducts(
  x: usize,
  xRow: usize,
  xColumn: usize,
  dy: usize,
  dyRow: usize,
  dyColumn: usize,
  rows: i32,
  columns: i32,
  out: usize,
  c: usize,
  end: usize,
): void {
  if (end - c == 64) {
    let s0 = v128.load(out + c);
    let s1 = v128.load(out + c, 16);
    let s2 = v128.load(out + c, 32);
    let s3 = v128.load(out + c, 48);
    for (let i = rows; i > 0; i--) {
      let a = x + c;
      let b = dy + c;
      for (let j = columns; j > 0; j--) {
        s0 = mulAdd(s0, v128.load(a), v128.load(b));
        s1 = mulAdd(s1, v128.load(a, 16), v128.load(b, 16));
        s2 = mulAdd(s2, v128.load(a, 32), v128.load(b, 32));
        s3 = mulAdd(s3, v128.load(a, 48), v128.load(b, 48));
        a += xColumn;
        b += dyColumn;
      }
      x += xRow;
      dy += dyRow;
    }
    v128.store(out + c, s0);
    v128.store(out + c, s1, 16);
    v128.store(out + c, s2, 32);
    v128.store(out + c, s3, 48);
    return;
  }
  for (; c + 16 <= end; c += 16) {
    let sum = v128.load(out + c);
    for (let i: usize = 0; i < <usize>rows; i++) {
      let a = x + i * xRow + c;
      let b = dy + i * dyRow + c;
      for (let j = columns; j > 0; j--) {
        sum = mulAdd(sum, v128.load(a), v128.load(b));
        a += xColumn;
        b += dyColumn;
      }
    }
    v128.store(out + c, sum);
  }
  for (; c < end; c += 4) {
    let sum = load<f32>(out + c);
    for (let i: usize = 0; i < <usize>rows; i++) {
      let a = x + i * xRow + c;
      let b = dy + i * dyRow + c;
      for (let j = columns; j > 0; j--) {
        sum += load<f32>(a) * load<f32>(b);
        a += xColumn;
        b += dyColumn;
      }
    }
    store<f32>(out + c, sum);
  }
}
