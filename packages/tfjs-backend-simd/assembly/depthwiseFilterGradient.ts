// The gradient of a depthwise convolution with respect to its filter, channels last.
//
// The rows of all images are cut into bands, and the bands into parts with a gradient of their own, which `sumParts`
// adds up. A part reads x and dy from front to back: four columns of dy at a time meet the taps that lie side by side.
import { mulAdd } from './mulAdd';
import { firstAtLeast, One, Three, Two, Window } from './window';

/** Columns of dy that are multiplied together. */
const COLUMNS: i32 = 4;
/** Bytes of sixteen channels. */
const BLOCK: usize = 64;

/**
 * dw[part][t, u, c] = Σ x[…, c] · dy[…, c] for the parts `start` to `end`: of the `bands` bands (of `bandRows` rows of an
 * image each, counted over all images), a part has `partBands`. The window is the forward pass's.
 */
export function depthwiseFilterGradient(
  x: usize,
  windowAddress: usize,
  dy: usize,
  dw: usize,
  bands: i32,
  bandRows: i32,
  partBands: i32,
  start: i32,
  end: i32,
): void {
  const w = changetype<Window>(windowAddress);
  const pixelBytes = <usize>w.channels << 2;
  const filterBytes = pixelBytes * w.tapsHeight * w.tapsWidth;
  const imageBands = (w.gridHeight + bandRows - 1) / bandRows;
  const innerStart = min(w.gridWidth, firstAtLeast(-w.originWidth, w.stepWidth));
  const inFours = w.tapStepWidth == 1 && w.stepWidth <= 2;
  // Columns that are taken four at a time with all taps; what is left on both sides goes tap by tap.
  const innerEnd = innerStart + (inFours ? (w.innerEnd(innerStart) - innerStart) & ~(COLUMNS - 1) : 0);
  for (let part = start; part < end; part++) {
    const out = dw + filterBytes * part;
    memory.fill(out, 0, filterBytes);
    const last = min(bands, (part + 1) * partBands);
    for (let band = part * partBands; band < last; band++) {
      const image: usize = band / imageBands;
      const row = (band % imageBands) * bandRows;
      const rowEnd = min(w.gridHeight, row + bandRows);
      if (innerEnd > innerStart) addInner(x, w, dy, out, image, row, rowEnd, innerStart, innerEnd);
      addColumns(x, w, dy, out, image, row, rowEnd, 0, innerStart);
      addColumns(x, w, dy, out, image, row, rowEnd, innerEnd, w.gridWidth);
    }
  }
}

/** Adds what the columns `columnStart` to `columnEnd`, whose taps all lie inside the image, give in fours. */
function addInner(
  x: usize, w: Window, dy: usize, dw: usize, image: usize, rowStart: i32, rowEnd: i32, columnStart: i32, columnEnd: i32,
): void {
  const pixelBytes = <usize>w.channels << 2;
  for (let i = rowStart; i < rowEnd; i++) {
    const dyRow = dy + pixelBytes * ((image * w.gridHeight + i) * w.gridWidth);
    for (let t = 0; t < w.tapsHeight; t++) {
      const row = w.originHeight + i * w.stepHeight + t * w.tapStepHeight;
      if (<u32>row >= <u32>w.inHeight) continue;
      const xRow = x + pixelBytes * ((image * w.inHeight + row) * w.inWidth);
      const out = dw + pixelBytes * (t * w.tapsWidth);
      for (let j = columnStart; j < columnEnd; j += COLUMNS) {
        addFour(xRow + pixelBytes * (w.originWidth + j * w.stepWidth), w, dyRow + pixelBytes * j, out);
      }
    }
  }
}

/** Adds the products of four columns of a row of dy with all taps of a row: three taps at a time. */
function addFour(x: usize, w: Window, dy: usize, dw: usize): void {
  const pixelBytes = <usize>w.channels << 2;
  for (let u = 0; u < w.tapsWidth; u += 3) {
    const from = x + pixelBytes * u;
    const out = dw + pixelBytes * u;
    const taps = w.tapsWidth - u;
    if (w.stepWidth == 1) {
      if (taps >= 3) addProducts<Three, One>(from, dy, out, pixelBytes);
      else if (taps == 2) addProducts<Two, One>(from, dy, out, pixelBytes);
      else addProducts<One, One>(from, dy, out, pixelBytes);
    } else {
      if (taps >= 3) addProducts<Three, Two>(from, dy, out, pixelBytes);
      else if (taps == 2) addProducts<Two, Two>(from, dy, out, pixelBytes);
      else addProducts<One, Two>(from, dy, out, pixelBytes);
    }
  }
}

// @ts-ignore: AssemblyScript decorator
@inline
function addProducts<Taps, Step>(x: usize, dy: usize, dw: usize, pixelBytes: usize): void {
  const x2 = 2 * pixelBytes;
  const x3 = 3 * pixelBytes;
  const x4 = 4 * pixelBytes;
  const x5 = 5 * pixelBytes;
  const x6 = 6 * pixelBytes;
  const x7 = 7 * pixelBytes;
  const x8 = 8 * pixelBytes;
  const end = dy + (pixelBytes & ~15);
  for (; dy < end; dy += 16) {
    const d0 = v128.load(dy);
    const d1 = v128.load(dy + pixelBytes);
    const d2 = v128.load(dy + x2);
    const d3 = v128.load(dy + x3);
    let s0 = v128.load(dw);
    if (idof<Step>() == idof<One>()) {
      const a1 = v128.load(x + pixelBytes);
      const a2 = v128.load(x + x2);
      const a3 = v128.load(x + x3);
      s0 = mulAdd(s0, d0, v128.load(x));
      s0 = mulAdd(s0, d1, a1);
      s0 = mulAdd(s0, d2, a2);
      s0 = mulAdd(s0, d3, a3);
      if (idof<Taps>() != idof<One>()) {
        const a4 = v128.load(x + x4);
        let s1 = v128.load(dw + pixelBytes);
        s1 = mulAdd(s1, d0, a1);
        s1 = mulAdd(s1, d1, a2);
        s1 = mulAdd(s1, d2, a3);
        s1 = mulAdd(s1, d3, a4);
        v128.store(dw + pixelBytes, s1);
        if (idof<Taps>() == idof<Three>()) {
          let s2 = v128.load(dw + x2);
          s2 = mulAdd(s2, d0, a2);
          s2 = mulAdd(s2, d1, a3);
          s2 = mulAdd(s2, d2, a4);
          s2 = mulAdd(s2, d3, v128.load(x + x5));
          v128.store(dw + x2, s2);
        }
      }
    } else {
      const a2 = v128.load(x + x2);
      const a4 = v128.load(x + x4);
      const a6 = v128.load(x + x6);
      s0 = mulAdd(s0, d0, v128.load(x));
      s0 = mulAdd(s0, d1, a2);
      s0 = mulAdd(s0, d2, a4);
      s0 = mulAdd(s0, d3, a6);
      if (idof<Taps>() != idof<One>()) {
        let s1 = v128.load(dw + pixelBytes);
        s1 = mulAdd(s1, d0, v128.load(x + pixelBytes));
        s1 = mulAdd(s1, d1, v128.load(x + x3));
        s1 = mulAdd(s1, d2, v128.load(x + x5));
        s1 = mulAdd(s1, d3, v128.load(x + x7));
        v128.store(dw + pixelBytes, s1);
        if (idof<Taps>() == idof<Three>()) {
          let s2 = v128.load(dw + x2);
          s2 = mulAdd(s2, d0, a2);
          s2 = mulAdd(s2, d1, a4);
          s2 = mulAdd(s2, d2, a6);
          s2 = mulAdd(s2, d3, v128.load(x + x8));
          v128.store(dw + x2, s2);
        }
      }
    }
    v128.store(dw, s0);
    x += 16;
    dw += 16;
  }
  // Channels that do not fill four.
  const step = pixelBytes * (idof<Step>() == idof<One>() ? 1 : 2);
  const taps = idof<Taps>() == idof<One>() ? 1 : idof<Taps>() == idof<Two>() ? 2 : 3;
  for (const rest = end + (pixelBytes & 15); dy < rest; dy += 4) {
    for (let u = 0; u < taps; u++) {
      let sum = load<f32>(dw + pixelBytes * u);
      for (let j = 0; j < COLUMNS; j++) sum += load<f32>(dy + pixelBytes * j) * load<f32>(x + step * j + pixelBytes * u);
      store<f32>(dw + pixelBytes * u, sum);
    }
    x += 4;
    dw += 4;
  }
}

/** Adds what the columns from `columnStart` to `columnEnd` give, as far as their taps lie inside the image. */
function addColumns(
  x: usize, w: Window, dy: usize, dw: usize, image: usize, rowStart: i32, rowEnd: i32, columnStart: i32, columnEnd: i32,
): void {
  if (columnEnd <= columnStart) return;
  const pixelBytes = <usize>w.channels << 2;
  for (let t = 0; t < w.tapsHeight; t++) {
    const top = w.originHeight + t * w.tapStepHeight;
    const i0 = max(rowStart, firstAtLeast(-top, w.stepHeight));
    const i1 = min(rowEnd, firstAtLeast(w.inHeight - top, w.stepHeight));
    for (let u = 0; u < w.tapsWidth; u++) {
      const left = w.originWidth + u * w.tapStepWidth;
      const j0 = max(columnStart, firstAtLeast(-left, w.stepWidth));
      const columns = min(columnEnd, firstAtLeast(w.inWidth - left, w.stepWidth)) - j0;
      if (i1 <= i0 || columns <= 0) continue;
      const xRows = (image * w.inHeight + top + i0 * w.stepHeight) * w.inWidth + left + j0 * w.stepWidth;
      const dyRows = (image * w.gridHeight + i0) * w.gridWidth + j0;
      sumProducts(
        x + xRows * pixelBytes,
        pixelBytes * w.stepHeight * w.inWidth,
        pixelBytes * w.stepWidth,
        dy + dyRows * pixelBytes,
        pixelBytes * w.gridWidth,
        pixelBytes,
        i1 - i0,
        columns,
        dw + pixelBytes * (t * w.tapsWidth + u),
      );
    }
  }
}

/** out[c] += Σ over rows and columns of x · dy, for all channels. */
function sumProducts(
  x: usize,
  xRow: usize,
  xColumn: usize,
  dy: usize,
  dyRow: usize,
  pixelBytes: usize,
  rows: i32,
  columns: i32,
  out: usize,
): void {
  let c: usize = 0;
  for (; c + BLOCK <= pixelBytes; c += BLOCK) {
    let s0 = v128.load(out + c);
    let s1 = v128.load(out + c, 16);
    let s2 = v128.load(out + c, 32);
    let s3 = v128.load(out + c, 48);
    for (let i: usize = 0; i < <usize>rows; i++) {
      let a = x + i * xRow + c;
      let b = dy + i * dyRow + c;
      for (let j = columns; j > 0; j--) {
        s0 = mulAdd(s0, v128.load(a), v128.load(b));
        s1 = mulAdd(s1, v128.load(a, 16), v128.load(b, 16));
        s2 = mulAdd(s2, v128.load(a, 32), v128.load(b, 32));
        s3 = mulAdd(s3, v128.load(a, 48), v128.load(b, 48));
        a += xColumn;
        b += pixelBytes;
      }
    }
    v128.store(out + c, s0);
    v128.store(out + c, s1, 16);
    v128.store(out + c, s2, 32);
    v128.store(out + c, s3, 48);
  }
  for (; c + 16 <= pixelBytes; c += 16) {
    let sum = v128.load(out + c);
    for (let i: usize = 0; i < <usize>rows; i++) {
      let a = x + i * xRow + c;
      let b = dy + i * dyRow + c;
      for (let j = columns; j > 0; j--) {
        sum = mulAdd(sum, v128.load(a), v128.load(b));
        a += xColumn;
        b += pixelBytes;
      }
    }
    v128.store(out + c, sum);
  }
  for (; c < pixelBytes; c += 4) {
    let sum = load<f32>(out + c);
    for (let i: usize = 0; i < <usize>rows; i++) {
      let a = x + i * xRow + c;
      let b = dy + i * dyRow + c;
      for (let j = columns; j > 0; j--) {
        sum += load<f32>(a) * load<f32>(b);
        a += xColumn;
        b += pixelBytes;
      }
    }
    store<f32>(out + c, sum);
  }
}
