// Statistics of batch normalisation, x [rows][channels], float32.
//
// They are collected in chunks of rows that fit into the cache: each chunk gives its sums and its squared deviations from
// its own mean, and the chunks are combined in order (T. Chan, G. Golub, R. LeVeque, "Algorithms for computing the sample
// variance", 1983). That needs one pass through memory, loses no digits to a large mean, and does not depend on who
// computed which chunk.
import { addColumns, addToSums } from './accumulate';
import { GROUP } from './batchNormBlocks';
import { mulAdd } from './mulAdd';

/** float64 words per channel that a chunk of `momentChunks` writes. */
const MOMENT_WORDS = 3;

/**
 * For the chunks [first, end): partial[chunk] = sums (float64, channels), squared deviations (float64, channels) and
 * scratch (channels float64).
 */
export function momentChunks(
  x: usize, partial: usize, rows: i32, channels: i32, chunkRows: i32, first: i32, end: i32,
): void {
  const words = <usize>channels << 3;
  for (let chunk = first; chunk < end; chunk++) {
    const start = chunk * chunkRows;
    const count = min(chunkRows, rows - start);
    const from = x + ((<usize>start * <usize>channels) << 2);
    const sums = partial + <usize>chunk * words * MOMENT_WORDS;
    const squares = sums + words;
    const means = squares + words;
    memory.fill(sums, 0, 2 * words);
    addColumns(from, sums, count, channels);
    for (let c = 0; c < channels; c++) {
      store<f32>(means + (<usize>c << 2), <f32>(load<f64>(sums + (<usize>c << 3)) / count));
    }
    addSquares(from, means, squares, count, channels);
  }
}

// @ts-ignore: decorator
@inline
function plusSquare(sum: v128, x: usize, mean: v128): v128 {
  const d = f32x4.sub(v128.load(x), mean);
  return mulAdd(sum, d, d);
}

/** squares[c] += sum over rows of (x[r][c] - means[c])^2 */
function addSquares(x: usize, means: usize, squares: usize, rows: i32, channels: i32): void {
  const row = <usize>channels << 2;
  const end = row & ~15;
  let r = 0;
  for (; r + GROUP <= rows; r += GROUP) {
    const x1 = x + row;
    const x2 = x1 + row;
    const x3 = x2 + row;
    const x4 = x3 + row;
    const x5 = x4 + row;
    const x6 = x5 + row;
    const x7 = x6 + row;
    const zero = f32x4.splat(0);
    let i: usize = 0;
    for (; i < end; i += 16) {
      const m = v128.load(means + i);
      const even = plusSquare(plusSquare(plusSquare(plusSquare(zero, x + i, m), x2 + i, m), x4 + i, m), x6 + i, m);
      const odd = plusSquare(plusSquare(plusSquare(plusSquare(zero, x1 + i, m), x3 + i, m), x5 + i, m), x7 + i, m);
      addToSums(squares + (i << 1), f32x4.add(even, odd));
    }
    for (; i < row; i += 4) {
      for (let j = i; j < <usize>GROUP * row; j += row) addSquare(x + j, means + i, squares + (i << 1));
    }
    x = x7 + row;
  }
  for (; r < rows; r++) {
    for (let i: usize = 0; i < row; i += 4) addSquare(x + i, means + i, squares + (i << 1));
    x += row;
  }
}

// @ts-ignore: decorator
@inline
function addSquare(x: usize, mean: usize, square: usize): void {
  const d = <f64>load<f32>(x) - <f64>load<f32>(mean);
  store<f64>(square, load<f64>(square) + d * d);
}

/** Means and biased variances from what `momentChunks` wrote. */
export function combineMoments(
  partial: usize, mean: usize, variance: usize, rows: i32, channels: i32, chunkRows: i32, chunks: i32,
): void {
  const stride = (<usize>channels << 3) * MOMENT_WORDS;
  for (let c = 0; c < channels; c++) {
    const first = partial + (<usize>c << 3);
    let total: f64 = 0;
    for (let chunk = 0; chunk < chunks; chunk++) total += load<f64>(first + <usize>chunk * stride);
    const center = total / rows;
    let squares: f64 = 0;
    for (let chunk = 0; chunk < chunks; chunk++) {
      const at = first + <usize>chunk * stride;
      const count = <f64>min(chunkRows, rows - chunk * chunkRows);
      const own = load<f64>(at) / count;
      // The chunk's deviations are from its mean rounded to float32.
      const rounding = own - <f64>(<f32>own);
      const offset = own - center;
      squares += load<f64>(at + (<usize>channels << 3)) + count * (offset * offset - rounding * rounding);
    }
    store<f32>(mean + (<usize>c << 2), <f32>center);
    store<f32>(variance + (<usize>c << 2), <f32>(max(squares, 0) / rows));
  }
}
