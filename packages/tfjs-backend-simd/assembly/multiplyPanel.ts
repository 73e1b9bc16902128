import { mulAdd } from './mulAdd';

/**
 * Whether tiles of six rows are faster than those of four: where the engine keeps all of a tile's sums in registers. Given
 * when the module is instantiated, see ../src/tallTiles.ts.
 */
// @ts-ignore: AssemblyScript decorator
@external('env', 'tallTiles')
declare const TALL_TILES: i32;

/** Eight zeros. */
export const NO_BIAS: usize = memory.data<f32>([0, 0, 0, 0, 0, 0, 0, 0], 16);

/**
 * c = bias + A · panel, or c += A · panel with `accumulate`, for `rows` rows of A and one packed panel of B (see pack.ts):
 * the innermost kernel of every matrix product. Each element of c is summed in the order of k, whatever the tiles.
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
  const end = panel + (k << 5);
  let row: usize = 0;
  if (TALL_TILES != 0) {
    // Eight rows are two tiles of four.
    for (; rows - row >= 6 && rows - row != 8; row += 6) {
      sixRows<Step>(a, rowBytes, stripBytes, row, panel, end, c, cRowBytes, columns, bias, accumulate);
      c += 6 * cRowBytes;
    }
  }
  for (; row < rows; row += 4) {
    fourRows<Step>(a, rowBytes, stripBytes, row, rows - row - 1, panel, end, c, cRowBytes, columns, bias, accumulate);
    c += 4 * cRowBytes;
  }
}

// @ts-ignore: AssemblyScript decorator
@inline
function rowOf<Step>(a: usize, rowBytes: usize, stripBytes: usize, row: usize): usize {
  if (sizeof<Step>() == sizeof<f32>()) return a + row * rowBytes;
  return a + (row >> 2) * stripBytes + (row & 3) * rowBytes;
}

/** The row after row `row`, which is at `address`. */
// @ts-ignore: AssemblyScript decorator
@inline
function rowBelow<Step>(address: usize, rowBytes: usize, stripBytes: usize, row: usize): usize {
  if (sizeof<Step>() == sizeof<f32>() || (row & 3) != 3) return address + rowBytes;
  return address + stripBytes - 3 * rowBytes;
}

/**
 * Up to four rows (`last` more than one) by eight columns, in eight registers. Four steps along k, each of which may be the
 * last: V8 before 13 moves the loads of a stretch without branches before its arithmetic, and those of one step and the sums
 * just fit into the registers. The branches keep the steps apart. All of it is written out, here and below, because
 * AssemblyScript has neither unrolled loops nor references to local variables.
 */
// @ts-ignore: AssemblyScript decorator
@inline
function fourRows<Step>(
  a: usize, rowBytes: usize, stripBytes: usize, row: usize, last: usize, panel: usize, end: usize, c: usize,
  cRowBytes: usize, columns: usize, bias: usize, accumulate: bool,
): void {
  let a0 = rowOf<Step>(a, rowBytes, stripBytes, row);
  let a1 = last > 0 ? rowBelow<Step>(a0, rowBytes, stripBytes, row) : a0;
  let a2 = last > 1 ? rowBelow<Step>(a1, rowBytes, stripBytes, row + 1) : a1;
  let a3 = last > 2 ? rowBelow<Step>(a2, rowBytes, stripBytes, row + 2) : a2;
  const low = v128.load(bias);
  const high = v128.load(bias, 16);
  let b = panel;
  let c00 = low;
  let c01 = high;
  let c10 = low;
  let c11 = high;
  let c20 = low;
  let c21 = high;
  let c30 = low;
  let c31 = high;
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
}

/** As `fourRows`, with six rows. Twelve sums hide the latency of multiply-adds, and are a fifth less to load for. */
// @ts-ignore: AssemblyScript decorator
@inline
function sixRows<Step>(
  a: usize, rowBytes: usize, stripBytes: usize, row: usize, panel: usize, end: usize, c: usize,
  cRowBytes: usize, columns: usize, bias: usize, accumulate: bool,
): void {
  let a0 = rowOf<Step>(a, rowBytes, stripBytes, row);
  let a1 = rowBelow<Step>(a0, rowBytes, stripBytes, row);
  let a2 = rowBelow<Step>(a1, rowBytes, stripBytes, row + 1);
  let a3 = rowBelow<Step>(a2, rowBytes, stripBytes, row + 2);
  let a4 = rowBelow<Step>(a3, rowBytes, stripBytes, row + 3);
  let a5 = rowBelow<Step>(a4, rowBytes, stripBytes, row + 4);
  const low = v128.load(bias);
  const high = v128.load(bias, 16);
  let b = panel;
  let c00 = low;
  let c01 = high;
  let c10 = low;
  let c11 = high;
  let c20 = low;
  let c21 = high;
  let c30 = low;
  let c31 = high;
  let c40 = low;
  let c41 = high;
  let c50 = low;
  let c51 = high;
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
    x = v128.load32_splat(a4);
    c40 = mulAdd(c40, x, b0);
    c41 = mulAdd(c41, x, b1);
    x = v128.load32_splat(a5);
    c50 = mulAdd(c50, x, b0);
    c51 = mulAdd(c51, x, b1);
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
    x = v128.load32_splat(a4, sizeof<Step>());
    c40 = mulAdd(c40, x, b0);
    c41 = mulAdd(c41, x, b1);
    x = v128.load32_splat(a5, sizeof<Step>());
    c50 = mulAdd(c50, x, b0);
    c51 = mulAdd(c51, x, b1);
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
    x = v128.load32_splat(a4, 2 * sizeof<Step>());
    c40 = mulAdd(c40, x, b0);
    c41 = mulAdd(c41, x, b1);
    x = v128.load32_splat(a5, 2 * sizeof<Step>());
    c50 = mulAdd(c50, x, b0);
    c51 = mulAdd(c51, x, b1);
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
    x = v128.load32_splat(a4, 3 * sizeof<Step>());
    c40 = mulAdd(c40, x, b0);
    c41 = mulAdd(c41, x, b1);
    x = v128.load32_splat(a5, 3 * sizeof<Step>());
    c50 = mulAdd(c50, x, b0);
    c51 = mulAdd(c51, x, b1);
    a0 += 4 * sizeof<Step>();
    a1 += 4 * sizeof<Step>();
    a2 += 4 * sizeof<Step>();
    a3 += 4 * sizeof<Step>();
    a4 += 4 * sizeof<Step>();
    a5 += 4 * sizeof<Step>();
    b += 128;
  }

  writeRow(c, c00, c01, columns, accumulate);
  writeRow(c + cRowBytes, c10, c11, columns, accumulate);
  writeRow(c + 2 * cRowBytes, c20, c21, columns, accumulate);
  writeRow(c + 3 * cRowBytes, c30, c31, columns, accumulate);
  writeRow(c + 4 * cRowBytes, c40, c41, columns, accumulate);
  writeRow(c + 5 * cRowBytes, c50, c51, columns, accumulate);
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
