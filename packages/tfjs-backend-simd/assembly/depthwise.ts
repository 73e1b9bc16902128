// Depthwise convolutions with one output channel per input channel, channels last. One routine serves the forward pass
// and the gradient with respect to the input: they differ in their windows only.
import { mulAdd } from './mulAdd';
import { firstAtLeast, Window } from './window';

/** Outputs of a row that are computed together. */
const COLUMNS: i32 = 6;

/** Rows `start` to `end` of the grid (counted over all images) of y = x * filter. */
export function depthwise(
  x: usize,
  windowAddress: usize,
  filter: usize,
  y: usize,
  start: usize,
  end: usize,
): void {
  const w = changetype<Window>(windowAddress);
  const pixelBytes = <usize>w.channels << 2;
  const rowBytes = pixelBytes * w.inWidth;
  const reach = (w.tapsWidth - 1) * w.tapStepWidth;
  // Columns whose taps all lie inside the image.
  const innerStart = min(w.gridWidth, firstAtLeast(-min(0, reach) - w.originWidth, w.stepWidth));
  const innerEnd = max(innerStart, min(w.gridWidth, firstAtLeast(w.inWidth - max(0, reach) - w.originWidth, w.stepWidth)));
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
      const left = w.originWidth + j * w.stepWidth;
      const out = yRow + pixelBytes * (w.outOriginWidth + j * w.outStepWidth);
      if (j >= innerStart && j + COLUMNS <= innerEnd) {
        const weights = filter + pixelBytes * (filterRow * w.filterWidth + w.filterOriginWidth);
        sixColumns(xRow + pixelBytes * left, w, weights, out, t1 - t0, w.tapsWidth);
        j += COLUMNS;
      } else {
        let u0 = 0;
        let u1 = w.tapsWidth;
        while (u0 < u1 && <u32>(left + u0 * w.tapStepWidth) >= <u32>w.inWidth) u0++;
        while (u1 > u0 && <u32>(left + (u1 - 1) * w.tapStepWidth) >= <u32>w.inWidth) u1--;
        const filterColumn = w.filterOriginWidth + u0 * w.filterStepWidth;
        const weights = filter + pixelBytes * (filterRow * w.filterWidth + filterColumn);
        oneColumn(xRow + pixelBytes * (left + u0 * w.tapStepWidth), w, weights, out, t1 - t0, u1 - u0);
        j++;
      }
    }
  }
}

/**
 * Six neighbouring outputs of the grid, four channels at a time: each weight is loaded once for the six. The six sums,
 * the six inputs and the weight just fit into the registers.
 */
function sixColumns(x: usize, w: Window, filter: usize, y: usize, tapRows: i32, tapColumns: i32): void {
  const pixelBytes = <usize>w.channels << 2;
  const step = pixelBytes * w.stepWidth;
  const xTap = pixelBytes * w.tapStepWidth;
  const xRow = pixelBytes * (w.tapStepHeight * w.inWidth - tapColumns * w.tapStepWidth);
  const filterTap = pixelBytes * w.filterStepWidth;
  const filterRow = pixelBytes * (w.filterStepHeight * w.filterWidth - tapColumns * w.filterStepWidth);
  const outStep = pixelBytes * w.outStepWidth;
  const zero = f32x4.splat(0);
  let c: usize = 0;
  for (; c + 16 <= pixelBytes; c += 16) {
    let s0 = zero;
    let s1 = zero;
    let s2 = zero;
    let s3 = zero;
    let s4 = zero;
    let s5 = zero;
    let from = x + c;
    let f = filter + c;
    for (let t = tapRows; t > 0; t--) {
      for (let u = tapColumns; u > 0; u--) {
        const weight = v128.load(f);
        let at = from;
        s0 = mulAdd(s0, v128.load(at), weight);
        at += step;
        s1 = mulAdd(s1, v128.load(at), weight);
        at += step;
        s2 = mulAdd(s2, v128.load(at), weight);
        at += step;
        s3 = mulAdd(s3, v128.load(at), weight);
        at += step;
        s4 = mulAdd(s4, v128.load(at), weight);
        at += step;
        s5 = mulAdd(s5, v128.load(at), weight);
        from += xTap;
        f += filterTap;
      }
      from += xRow;
      f += filterRow;
    }
    let out = y + c;
    v128.store(out, s0);
    out += outStep;
    v128.store(out, s1);
    out += outStep;
    v128.store(out, s2);
    out += outStep;
    v128.store(out, s3);
    out += outStep;
    v128.store(out, s4);
    out += outStep;
    v128.store(out, s5);
  }
  if (c < pixelBytes) {
    for (let column = 0; column < COLUMNS; column++) {
      oneColumnFrom(c, x + step * column, w, filter, y + outStep * column, tapRows, tapColumns);
    }
  }
}

/** One output of the grid, sixteen channels at a time. */
function oneColumn(x: usize, w: Window, filter: usize, y: usize, tapRows: i32, tapColumns: i32): void {
  const pixelBytes = <usize>w.channels << 2;
  const xTap = pixelBytes * w.tapStepWidth;
  const xRow = pixelBytes * (w.tapStepHeight * w.inWidth - tapColumns * w.tapStepWidth);
  const filterTap = pixelBytes * w.filterStepWidth;
  const filterRow = pixelBytes * (w.filterStepHeight * w.filterWidth - tapColumns * w.filterStepWidth);
  const zero = f32x4.splat(0);
  let c: usize = 0;
  for (; c + 64 <= pixelBytes; c += 64) {
    let s0 = zero;
    let s1 = zero;
    let s2 = zero;
    let s3 = zero;
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
  if (c < pixelBytes) oneColumnFrom(c, x, w, filter, y, tapRows, tapColumns);
}

/** One output of the grid from byte `c` of its channels on: four channels at a time, then one. */
function oneColumnFrom(c: usize, x: usize, w: Window, filter: usize, y: usize, tapRows: i32, tapColumns: i32): void {
  const pixelBytes = <usize>w.channels << 2;
  const xTap = pixelBytes * w.tapStepWidth;
  const xRow = pixelBytes * (w.tapStepHeight * w.inWidth - tapColumns * w.tapStepWidth);
  const filterTap = pixelBytes * w.filterStepWidth;
  const filterRow = pixelBytes * (w.filterStepHeight * w.filterWidth - tapColumns * w.filterStepWidth);
  for (; c + 16 <= pixelBytes; c += 16) {
    let sum = f32x4.splat(0);
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
    let sum: f32 = 0;
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
