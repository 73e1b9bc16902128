// Depthwise convolutions with one output channel per input channel, channels last. One routine serves the forward pass
// and the gradient with respect to the input: they differ in their windows only.
import { mulAdd } from './mulAdd';
import { firstAtLeast, One, Three, Two, Window } from './window';

/** Outputs of a row that are computed together. */
const COLUMNS: i32 = 4;

/** Rows `start` to `end` of the grid (counted over all images) of y = x * filter + bias; `bias` is 0 for none. */
export function depthwise(
  x: usize,
  windowAddress: usize,
  filter: usize,
  y: usize,
  bias: usize,
  start: usize,
  end: usize,
): void {
  const w = changetype<Window>(windowAddress);
  const pixelBytes = <usize>w.channels << 2;
  const rowBytes = pixelBytes * w.inWidth;
  // Columns whose taps all lie inside the image, if four of them can be computed together.
  const innerStart = min(w.gridWidth, firstAtLeast(-w.originWidth, w.stepWidth));
  const innerEnd = w.innerEnd(innerStart);
  const inFours = w.tapStepWidth == 1 && w.stepWidth <= 2 && w.tapsWidth > 0 && innerEnd - innerStart >= COLUMNS;
  for (let gridRow = start; gridRow < end; gridRow++) {
    const image = gridRow / w.gridHeight;
    const i = <i32>(gridRow % w.gridHeight);
    const top = w.originHeight + i * w.stepHeight;
    let t0 = 0;
    let t1 = w.tapsHeight;
    while (t0 < t1 && <u32>(top + t0 * w.tapStepHeight) >= <u32>w.inHeight) t0++;
    while (t1 > t0 && <u32>(top + (t1 - 1) * w.tapStepHeight) >= <u32>w.inHeight) t1--;

    const xRow = x + (image * w.inHeight + top + t0 * w.tapStepHeight) * rowBytes;
    const filterRow = w.filterOriginHeight + t0 * w.filterStepHeight;
    const yRow = y + (image * w.outHeight + w.outOriginHeight + i * w.outStepHeight) * pixelBytes * w.outWidth;
    let j = 0;
    while (j < w.gridWidth) {
      if (inFours && j >= innerStart && j < innerEnd) {
        // The last four overlap with those before where the columns do not divide.
        const column = min(j, innerEnd - COLUMNS);
        const weights = filter + pixelBytes * (filterRow * w.filterWidth + w.filterOriginWidth);
        const out = yRow + pixelBytes * (w.outOriginWidth + column * w.outStepWidth);
        fourColumns(xRow + pixelBytes * (w.originWidth + column * w.stepWidth), w, weights, out, bias, t1 - t0);
        j = column + COLUMNS;
      } else {
        const left = w.originWidth + j * w.stepWidth;
        let u0 = 0;
        let u1 = w.tapsWidth;
        while (u0 < u1 && <u32>(left + u0 * w.tapStepWidth) >= <u32>w.inWidth) u0++;
        while (u1 > u0 && <u32>(left + (u1 - 1) * w.tapStepWidth) >= <u32>w.inWidth) u1--;
        const filterColumn = w.filterOriginWidth + u0 * w.filterStepWidth;
        const weights = filter + pixelBytes * (filterRow * w.filterWidth + filterColumn);
        const out = yRow + pixelBytes * (w.outOriginWidth + j * w.outStepWidth);
        oneColumn(xRow + pixelBytes * (left + u0 * w.tapStepWidth), w, weights, out, bias, t1 - t0, u1 - u0);
        j++;
      }
    }
  }
}

/** Four neighbouring outputs of the grid whose taps lie side by side: three taps of a row at a time. */
function fourColumns(x: usize, w: Window, filter: usize, y: usize, bias: usize, rows: i32): void {
  const pixelBytes = <usize>w.channels << 2;
  for (let u = 0; u < w.tapsWidth; u += 3) {
    const from = x + pixelBytes * u;
    const f = filter + pixelBytes * u * w.filterStepWidth;
    const taps = w.tapsWidth - u;
    if (w.stepWidth == 1) {
      if (taps >= 3) addTaps<Three, One>(from, w, f, y, bias, rows, u > 0);
      else if (taps == 2) addTaps<Two, One>(from, w, f, y, bias, rows, u > 0);
      else addTaps<One, One>(from, w, f, y, bias, rows, u > 0);
    } else {
      if (taps >= 3) addTaps<Three, Two>(from, w, f, y, bias, rows, u > 0);
      else if (taps == 2) addTaps<Two, Two>(from, w, f, y, bias, rows, u > 0);
      else addTaps<One, Two>(from, w, f, y, bias, rows, u > 0);
    }
  }
}

/**
 * What one to three neighbouring taps of each row give to four outputs; four channels at a time. Each input is loaded
 * once for all the outputs that see it. Inputs, weights and sums just fit into the registers.
 */
// @ts-ignore: AssemblyScript decorator
@inline
function addTaps<Taps, Step>(
  x: usize, w: Window, filter: usize, y: usize, bias: usize, rows: i32, accumulate: bool,
): void {
  const pixelBytes = <usize>w.channels << 2;
  const x2 = 2 * pixelBytes;
  const x3 = 3 * pixelBytes;
  const x4 = 4 * pixelBytes;
  const x5 = 5 * pixelBytes;
  const x6 = 6 * pixelBytes;
  const x7 = 7 * pixelBytes;
  const x8 = 8 * pixelBytes;
  const xRow = pixelBytes * w.tapStepHeight * w.inWidth;
  const f1 = pixelBytes * w.filterStepWidth;
  const f2 = 2 * f1;
  const filterRow = pixelBytes * w.filterStepHeight * w.filterWidth;
  const y1 = pixelBytes * w.outStepWidth;
  const y2 = 2 * y1;
  const y3 = 3 * y1;
  const zero = f32x4.splat(0);
  let c: usize = 0;
  for (; c + 16 <= pixelBytes; c += 16) {
    const out = y + c;
    let s0 = bias == 0 ? zero : v128.load(bias + c);
    let s1 = s0;
    let s2 = s0;
    let s3 = s0;
    if (accumulate) {
      s0 = v128.load(out);
      s1 = v128.load(out + y1);
      s2 = v128.load(out + y2);
      s3 = v128.load(out + y3);
    }
    let from = x + c;
    let f = filter + c;
    for (let t = rows; t > 0; t--) {
      const w0 = v128.load(f);
      if (idof<Step>() == idof<One>()) {
        const a1 = v128.load(from + pixelBytes);
        const a2 = v128.load(from + x2);
        const a3 = v128.load(from + x3);
        s0 = mulAdd(s0, v128.load(from), w0);
        s1 = mulAdd(s1, a1, w0);
        s2 = mulAdd(s2, a2, w0);
        s3 = mulAdd(s3, a3, w0);
        if (idof<Taps>() != idof<One>()) {
          const w1 = v128.load(f + f1);
          const a4 = v128.load(from + x4);
          s0 = mulAdd(s0, a1, w1);
          s1 = mulAdd(s1, a2, w1);
          s2 = mulAdd(s2, a3, w1);
          s3 = mulAdd(s3, a4, w1);
          if (idof<Taps>() == idof<Three>()) {
            const w2 = v128.load(f + f2);
            s0 = mulAdd(s0, a2, w2);
            s1 = mulAdd(s1, a3, w2);
            s2 = mulAdd(s2, a4, w2);
            s3 = mulAdd(s3, v128.load(from + x5), w2);
          }
        }
      } else {
        const a2 = v128.load(from + x2);
        const a4 = v128.load(from + x4);
        const a6 = v128.load(from + x6);
        s0 = mulAdd(s0, v128.load(from), w0);
        s1 = mulAdd(s1, a2, w0);
        s2 = mulAdd(s2, a4, w0);
        s3 = mulAdd(s3, a6, w0);
        if (idof<Taps>() != idof<One>()) {
          const w1 = v128.load(f + f1);
          s0 = mulAdd(s0, v128.load(from + pixelBytes), w1);
          s1 = mulAdd(s1, v128.load(from + x3), w1);
          s2 = mulAdd(s2, v128.load(from + x5), w1);
          s3 = mulAdd(s3, v128.load(from + x7), w1);
          if (idof<Taps>() == idof<Three>()) {
            const w2 = v128.load(f + f2);
            s0 = mulAdd(s0, a2, w2);
            s1 = mulAdd(s1, a4, w2);
            s2 = mulAdd(s2, a6, w2);
            s3 = mulAdd(s3, v128.load(from + x8), w2);
          }
        }
      }
      from += xRow;
      f += filterRow;
    }
    v128.store(out, s0);
    v128.store(out + y1, s1);
    v128.store(out + y2, s2);
    v128.store(out + y3, s3);
  }
  if (c < pixelBytes) addTapsFrom<Taps, Step>(c, x, w, filter, y, bias, rows, accumulate);
}

/** As `addTaps` from byte `c` of the channels on, one channel at a time. */
function addTapsFrom<Taps, Step>(
  c: usize, x: usize, w: Window, filter: usize, y: usize, bias: usize, rows: i32, accumulate: bool,
): void {
  const pixelBytes = <usize>w.channels << 2;
  const taps = idof<Taps>() == idof<One>() ? 1 : idof<Taps>() == idof<Two>() ? 2 : 3;
  const step = pixelBytes * (idof<Step>() == idof<One>() ? 1 : 2);
  const xRow = pixelBytes * w.tapStepHeight * w.inWidth;
  const filterTap = pixelBytes * w.filterStepWidth;
  const filterRow = pixelBytes * w.filterStepHeight * w.filterWidth;
  for (; c < pixelBytes; c += 4) {
    for (let column = 0; column < COLUMNS; column++) {
      const out = y + c + pixelBytes * w.outStepWidth * column;
      let sum: f32 = accumulate ? load<f32>(out) : bias == 0 ? 0 : load<f32>(bias + c);
      let from = x + c + step * column;
      let f = filter + c;
      for (let t = rows; t > 0; t--) {
        for (let u = 0; u < taps; u++) sum += load<f32>(from + pixelBytes * u) * load<f32>(f + filterTap * u);
        from += xRow;
        f += filterRow;
      }
      store<f32>(out, sum);
    }
  }
}

/** One output of the grid, sixteen channels at a time. */
function oneColumn(
  x: usize, w: Window, filter: usize, y: usize, bias: usize, tapRows: i32, tapColumns: i32,
): void {
  const pixelBytes = <usize>w.channels << 2;
  const xTap = pixelBytes * w.tapStepWidth;
  const xRow = pixelBytes * (w.tapStepHeight * w.inWidth - tapColumns * w.tapStepWidth);
  const filterTap = pixelBytes * w.filterStepWidth;
  const filterRow = pixelBytes * (w.filterStepHeight * w.filterWidth - tapColumns * w.filterStepWidth);
  const zero = f32x4.splat(0);
  let c: usize = 0;
  for (; c + 64 <= pixelBytes; c += 64) {
    let s0 = bias == 0 ? zero : v128.load(bias + c);
    let s1 = bias == 0 ? zero : v128.load(bias + c, 16);
    let s2 = bias == 0 ? zero : v128.load(bias + c, 32);
    let s3 = bias == 0 ? zero : v128.load(bias + c, 48);
    let from = x + c;
    let f = filter + c;
    for (let t = tapRows; t > 0; t--) {
      for (let u = tapColumns; u > 0; u--) {
        s0 = mulAdd(s0, v128.load(from), v128.load(f));
        s1 = mulAdd(s1, v128.load(from, 16), v128.load(f, 16));
        s2 = mulAdd(s2, v128.load(from, 32), v128.load(f, 32));
        s3 = mulAdd(s3, v128.load(from, 48), v128.load(f, 48));
        from += xTap;
        f += filterTap;
      }
      from += xRow;
      f += filterRow;
    }
    v128.store(y + c, s0);
    v128.store(y + c, s1, 16);
    v128.store(y + c, s2, 32);
    v128.store(y + c, s3, 48);
  }
  if (c < pixelBytes) oneColumnFrom(c, x, w, filter, y, bias, tapRows, tapColumns);
}

/** One output of the grid from byte `c` of its channels on: four channels at a time, then one. */
function oneColumnFrom(
  c: usize, x: usize, w: Window, filter: usize, y: usize, bias: usize, tapRows: i32, tapColumns: i32,
): void {
  const pixelBytes = <usize>w.channels << 2;
  const xTap = pixelBytes * w.tapStepWidth;
  const xRow = pixelBytes * (w.tapStepHeight * w.inWidth - tapColumns * w.tapStepWidth);
  const filterTap = pixelBytes * w.filterStepWidth;
  const filterRow = pixelBytes * (w.filterStepHeight * w.filterWidth - tapColumns * w.filterStepWidth);
  for (; c + 16 <= pixelBytes; c += 16) {
    let sum = bias == 0 ? f32x4.splat(0) : v128.load(bias + c);
    let from = x + c;
    let f = filter + c;
    for (let t = tapRows; t > 0; t--) {
      for (let u = tapColumns; u > 0; u--) {
        sum = mulAdd(sum, v128.load(from), v128.load(f));
        from += xTap;
        f += filterTap;
      }
      from += xRow;
      f += filterRow;
    }
    v128.store(y + c, sum);
  }
  for (; c < pixelBytes; c += 4) {
    let sum: f32 = bias == 0 ? 0 : load<f32>(bias + c);
    let from = x + c;
    let f = filter + c;
    for (let t = tapRows; t > 0; t--) {
      for (let u = tapColumns; u > 0; u--) {
        sum += load<f32>(from) * load<f32>(f);
        from += xTap;
        f += filterTap;
      }
      from += xRow;
      f += filterRow;
    }
    store<f32>(y + c, sum);
  }
}
