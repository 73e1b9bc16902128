// Sums, maxima and minima of contiguous float32 matrices along rows or columns.
//
// Long column sums are cut into chunks of rows, whose sums are combined in order: the result does not depend on who
// computed which chunk.
import { addColumns, extremeOf, Maximum, Minimum, sumOf } from './accumulate';
import { rowOfPart, rowsOfPart } from './parts';

/** out[r] = factor * (sum of row r) */
export function sumRows(x: usize, out: usize, rows: i32, cols: i32, factor: f64): void {
  for (let r = 0; r < rows; r++) {
    store<f32>(out + (<usize>r << 2), <f32>(factor * sumOf(x, cols)));
    x += <usize>cols << 2;
  }
}

/**
 * For x [outer][rows][cols]: out[o][c] = factor * (sum of column c of matrix o). `sums` is scratch for cols float64.
 */
export function sumColumns(
  x: usize, out: usize, sums: usize, outer: i32, rows: i32, cols: i32, factor: f64,
): void {
  for (let o = 0; o < outer; o++) {
    memory.fill(sums, 0, <usize>cols << 3);
    addColumns(x, sums, rows, cols);
    for (let c = 0; c < cols; c++) {
      store<f32>(out + (<usize>c << 2), <f32>(factor * load<f64>(sums + (<usize>c << 3))));
    }
    x += (<usize>rows * <usize>cols) << 2;
    out += <usize>cols << 2;
  }
}

/**
 * Column sums of x [outer][rows][cols], whose rows are cut into chunks of `chunkRows`, for the chunks [first, end) counted
 * over all of `outer`: partial[chunk][c], float64.
 */
export function sumColumnChunks(
  x: usize, partial: usize, rows: i32, cols: i32, chunkRows: i32, first: i32, end: i32,
): void {
  for (let chunk = first; chunk < end; chunk++) {
    const row = rowOfPart(chunk, rows, chunkRows);
    const sums = partial + ((<usize>chunk * <usize>cols) << 3);
    memory.fill(sums, 0, <usize>cols << 3);
    addColumns(x + ((row * <usize>cols) << 2), sums, rowsOfPart(chunk, rows, chunkRows), cols);
  }
}

/** out[c] = factor * (sum over chunks of partial[chunk][c]) */
export function combineChunks(partial: usize, out: usize, chunks: i32, cols: i32, factor: f64): void {
  for (let c = 0; c < cols; c++) {
    let total: f64 = 0;
    for (let chunk = 0; chunk < chunks; chunk++) {
      total += load<f64>(partial + ((<usize>chunk * <usize>cols + <usize>c) << 3));
    }
    store<f32>(out + (<usize>c << 2), <f32>(factor * total));
  }
}

// @ts-ignore: decorator
@inline
function extremeRows<F>(x: usize, out: usize, rows: i32, cols: i32): void {
  for (let r = 0; r < rows; r++) {
    v128.store_lane<f32>(out + (<usize>r << 2), extremeOf<F>(x, cols), 0);
    x += <usize>cols << 2;
  }
}

// @ts-ignore: decorator
@inline
function extremeColumns<F>(x: usize, out: usize, outer: i32, rows: i32, cols: i32): void {
  const op = changetype<F>(0);
  const row = <usize>cols << 2;
  const end = row & ~15;
  for (let o = 0; o < outer; o++) {
    memory.copy(out, x, row);
    for (let r = 0; r < rows; r++) {
      let i: usize = 0;
      for (; i < end; i += 16) v128.store(out + i, op.f(v128.load(out + i), v128.load(x + i)));
      for (; i < row; i += 4) {
        v128.store_lane<f32>(out + i, op.f(v128.load32_zero(out + i), v128.load32_zero(x + i)), 0);
      }
      x += row;
    }
    out += row;
  }
}

/** out[r] = largest value of row r */
export function maxRows(x: usize, out: usize, rows: i32, cols: i32): void { extremeRows<Maximum>(x, out, rows, cols); }
/** out[r] = smallest value of row r */
export function minRows(x: usize, out: usize, rows: i32, cols: i32): void { extremeRows<Minimum>(x, out, rows, cols); }
/** For x [outer][rows][cols]: out[o][c] = largest value of column c of matrix o */
export function maxColumns(x: usize, out: usize, outer: i32, rows: i32, cols: i32): void {
  extremeColumns<Maximum>(x, out, outer, rows, cols);
}
/** For x [outer][rows][cols]: out[o][c] = smallest value of column c of matrix o */
export function minColumns(x: usize, out: usize, outer: i32, rows: i32, cols: i32): void {
  extremeColumns<Minimum>(x, out, outer, rows, cols);
}
