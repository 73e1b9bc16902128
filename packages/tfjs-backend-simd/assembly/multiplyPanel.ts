import { mulAdd } from './mulAdd';

/**
 * c (+)= A · panel for `rows` rows of A and one packed panel of B (see pack.ts): the innermost kernel of every matrix
 * product. Four rows by eight columns are summed in eight registers; a taller tile spills registers in V8.
 *
 * `Step` is what lies between an element of A and the next along k: `f32` where A's rows are contiguous, `v128` in
 * packed strips. Row r of A is `rowBytes` behind row r - 1 within a strip of four, strips lie `stripBytes` apart.
 * `columns` (at most 8) of each row of c are written.
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
  accumulate: bool,
): void {
  const zero = f32x4.splat(0);
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
    let c00 = zero;
    let c01 = zero;
    let c10 = zero;
    let c11 = zero;
    let c20 = zero;
    let c21 = zero;
    let c30 = zero;
    let c31 = zero;
    // Not unrolled: V8 moves all loads of a loop's body before its arithmetic, and the loads of one step and the sums
    // just fit into the registers.
    while (b < end) {
      const b0 = v128.load(b);
      const b1 = v128.load(b, 16);
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
      a0 += sizeof<Step>();
      a1 += sizeof<Step>();
      a2 += sizeof<Step>();
      a3 += sizeof<Step>();
      b += 32;
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
    v128.store(c, accumulate ? f32x4.add(v128.load(c), low) : low);
    v128.store(c, accumulate ? f32x4.add(v128.load(c, 16), high) : high, 16);
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
