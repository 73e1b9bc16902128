import { mulAdd } from './mulAdd';

/** Eight zeros. */
export const NO_BIAS: usize = memory.data<f32>([0, 0, 0, 0, 0, 0, 0, 0], 16);

/**
 * c = bias + A · panel, or c += A · panel with `accumulate`, for `rows` rows of A and one packed panel of B (see pack.ts): the innermost kernel of every matrix
 * product. Four rows by eight columns are summed in eight registers; a taller tile spills registers in V8.
 *
 * `Step` is what lies between an element of A and the next along k: `f32` where A's rows are contiguous, `v128` in
 * packed strips. Row r of A is `rowBytes` behind row r - 1 within a strip of four, strips lie `stripBytes` apart.
 * `columns` (at most 8) of each row of c are written. `bias` is where eight floats lie, `NO_BIAS` for zeros.
 */
export function multiplyPanel<Step>(
  a: usize,
  rowBytes: usize,
  stripBytes: usize,
  rows: usize,
  panel: usize,
  k: usize,
  c: usize,
  cRowBytes: usize,
  columns: usize,
  bias: usize,
  accumulate: bool,
): void {
  const low = v128.load(bias);
  const high = v128.load(bias, 16);
  const end = panel + (k << 5);
  let row: usize = 0;
  while (row < rows) {
    // Rows past the end repeat the last one; their sums are not written.
    const last = rows - row - 1;
    let a0 = a;
    let a1 = a + (last > 0 ? rowBytes : 0);
    let a2 = last > 1 ? a1 + rowBytes : a1;
    let a3 = last > 2 ? a2 + rowBytes : a2;
    let b = panel;
    let c00 = low;
    let c01 = high;
    let c10 = low;
    let c11 = high;
    let c20 = low;
    let c21 = high;
    let c30 = low;
    let c31 = high;
    // Four steps along k, each of which may be the last. V8 moves the loads of a stretch without branches before its
    // arithmetic, and those of one step and the sums just fit into the registers: the branches keep the steps apart.
    while (b < end) {
      let b0 = v128.load(b);
      let b1 = v128.load(b, 16);
      let x = v128.load32_splat(a0);
      c00 = mulAdd(c00, x, b0);
      c01 = mulAdd(c01, x, b1);
      x = v128.load32_splat(a1);
      c10 = mulAdd(c10, x, b0);
      c11 = mulAdd(c11, x, b1);
      x = v128.load32_splat(a2);
      c20 = mulAdd(c20, x, b0);
      c21 = mulAdd(c21, x, b1);
      x = v128.load32_splat(a3);
      c30 = mulAdd(c30, x, b0);
      c31 = mulAdd(c31, x, b1);
      if (b == end - 32) break;
      b0 = v128.load(b, 32);
      b1 = v128.load(b, 48);
      x = v128.load32_splat(a0, sizeof<Step>());
      c00 = mulAdd(c00, x, b0);
      c01 = mulAdd(c01, x, b1);
      x = v128.load32_splat(a1, sizeof<Step>());
      c10 = mulAdd(c10, x, b0);
      c11 = mulAdd(c11, x, b1);
      x = v128.load32_splat(a2, sizeof<Step>());
      c20 = mulAdd(c20, x, b0);
      c21 = mulAdd(c21, x, b1);
      x = v128.load32_splat(a3, sizeof<Step>());
      c30 = mulAdd(c30, x, b0);
      c31 = mulAdd(c31, x, b1);
      if (b == end - 64) break;
      b0 = v128.load(b, 64);
      b1 = v128.load(b, 80);
      x = v128.load32_splat(a0, 2 * sizeof<Step>());
      c00 = mulAdd(c00, x, b0);
      c01 = mulAdd(c01, x, b1);
      x = v128.load32_splat(a1, 2 * sizeof<Step>());
      c10 = mulAdd(c10, x, b0);
      c11 = mulAdd(c11, x, b1);
      x = v128.load32_splat(a2, 2 * sizeof<Step>());
      c20 = mulAdd(c20, x, b0);
      c21 = mulAdd(c21, x, b1);
      x = v128.load32_splat(a3, 2 * sizeof<Step>());
      c30 = mulAdd(c30, x, b0);
      c31 = mulAdd(c31, x, b1);
      if (b == end - 96) break;
      b0 = v128.load(b, 96);
      b1 = v128.load(b, 112);
      x = v128.load32_splat(a0, 3 * sizeof<Step>());
      c00 = mulAdd(c00, x, b0);
      c01 = mulAdd(c01, x, b1);
      x = v128.load32_splat(a1, 3 * sizeof<Step>());
      c10 = mulAdd(c10, x, b0);
      c11 = mulAdd(c11, x, b1);
      x = v128.load32_splat(a2, 3 * sizeof<Step>());
      c20 = mulAdd(c20, x, b0);
      c21 = mulAdd(c21, x, b1);
      x = v128.load32_splat(a3, 3 * sizeof<Step>());
      c30 = mulAdd(c30, x, b0);
      c31 = mulAdd(c31, x, b1);
      a0 += 4 * sizeof<Step>();
      a1 += 4 * sizeof<Step>();
      a2 += 4 * sizeof<Step>();
      a3 += 4 * sizeof<Step>();
      b += 128;
    }

    writeRow(c, c00, c01, columns, accumulate);
    if (last > 0) writeRow(c + cRowBytes, c10, c11, columns, accumulate);
    if (last > 1) writeRow(c + 2 * cRowBytes, c20, c21, columns, accumulate);
    if (last > 2) writeRow(c + 3 * cRowBytes, c30, c31, columns, accumulate);
    a += stripBytes;
    c += 4 * cRowBytes;
    row += 4;
  }
}

// @ts-ignore: AssemblyScript decorator
@inline
function writeRow(c: usize, low: v128, high: v128, columns: usize, accumulate: bool): void {
  if (columns < 8) writePart(c, low, high, columns, accumulate);
  else {
    if (accumulate) {
      const l = v128.load(c);
      const h = v128.load(c, 16);
      low = f32x4.add(l, low);
      high = f32x4.add(h, high);
    }
    v128.store(c, low);
    v128.store(c, high, 16);
  }
}

function writePart(c: usize, low: v128, high: v128, columns: usize, accumulate: bool): void {
  if (columns >= 4) {
    v128.store(c, accumulate ? f32x4.add(v128.load(c), low) : low);
    low = high;
    c += 16;
    columns -= 4;
  }
  if (columns > 0) writeLane(c, f32x4.extract_lane(low, 0), accumulate);
  if (columns > 1) writeLane(c + 4, f32x4.extract_lane(low, 1), accumulate);
  if (columns > 2) writeLane(c + 8, f32x4.extract_lane(low, 2), accumulate);
}

// @ts-ignore: AssemblyScript decorator
@inline
function writeLane(c: usize, value: f32, accumulate: bool): void {
  store<f32>(c, accumulate ? load<f32>(c) + value : value);
}
