// Batch normalisation of x [rows][channels], float32, with an optional swish behind it.
//
// Statistics are collected in chunks of rows that fit into the cache: each chunk gives its sums and its squared
// deviations from its own mean, and the chunks are combined in order (T. Chan, G. Golub, R. LeVeque, "Algorithms for
// computing the sample variance", 1983). That needs one pass through memory, loses no digits to a large mean, and does
// not depend on who computed which chunk.
import { sigmoid4 } from './math';
import { addColumns, addToSums } from './accumulate';
import { mulAdd } from './mulAdd';

/** Rows that are added in float32 before their sum goes to float64. */
const GROUP = 8;

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

/** factor[c] = scale[c] / sqrt(variance[c] + epsilon) */
export function normalizeFactors(variance: usize, scale: usize, factor: usize, channels: i32, epsilon: f64): void {
  for (let i: usize = 0, end = <usize>channels << 2; i < end; i += 4) {
    store<f32>(factor + i, <f32>(<f64>load<f32>(scale + i) / Math.sqrt(<f64>load<f32>(variance + i) + epsilon)));
  }
}

class Linear {
  @inline f(z: v128): v128 { return z; }
  @inline backward(dy: v128, z: v128): v128 { return dy; }
}
class Swish {
  @inline f(z: v128): v128 { return f32x4.mul(z, sigmoid4(z)); }
  @inline backward(dy: v128, z: v128): v128 {
    const one = f32x4.splat(1);
    const s = sigmoid4(z);
    return f32x4.mul(dy, f32x4.mul(s, mulAdd(one, z, f32x4.sub(one, s))));
  }
}

// @ts-ignore: decorator
@inline
function affine(x: v128, mean: v128, factor: v128, offset: v128): v128 {
  return mulAdd(offset, f32x4.sub(x, mean), factor);
}

// @ts-ignore: decorator
@inline
function normalizeWith<F>(
  x: usize, y: usize, mean: usize, factor: usize, offset: usize, rows: i32, channels: i32,
): void {
  const op = changetype<F>(0);
  const row = <usize>channels << 2;
  const end = row & ~15;
  for (let r = 0; r < rows; r++) {
    let i: usize = 0;
    for (; i < end; i += 16) {
      const z = affine(v128.load(x + i), v128.load(mean + i), v128.load(factor + i), v128.load(offset + i));
      v128.store(y + i, op.f(z));
    }
    for (; i < row; i += 4) {
      const z = affine(
        v128.load32_zero(x + i), v128.load32_zero(mean + i), v128.load32_zero(factor + i), v128.load32_zero(offset + i),
      );
      v128.store_lane<f32>(y + i, op.f(z), 0);
    }
    x += row;
    y += row;
  }
}

/** y = (x - mean) * factor + offset */
export function normalize(
  x: usize, y: usize, mean: usize, factor: usize, offset: usize, rows: i32, channels: i32,
): void { normalizeWith<Linear>(x, y, mean, factor, offset, rows, channels); }

/** y = swish((x - mean) * factor + offset) */
export function normalizeSwish(
  x: usize, y: usize, mean: usize, factor: usize, offset: usize, rows: i32, channels: i32,
): void { normalizeWith<Swish>(x, y, mean, factor, offset, rows, channels); }

/**
 * As `normalize`, for images of `pixels` rows that are cut into parts of `partRows`: also writes, for the parts [first,
 * end) counted over all images, the sums of y (float64, channels each).
 */
export function normalizePooled(
  x: usize, y: usize, mean: usize, factor: usize, offset: usize, sums: usize,
  pixels: i32, channels: i32, partRows: i32, first: i32, end: i32,
): void { pooledParts<Linear>(x, y, mean, factor, offset, sums, pixels, channels, partRows, first, end); }

/** As `normalizeSwish`, with the sums of `normalizePooled`. */
export function normalizeSwishPooled(
  x: usize, y: usize, mean: usize, factor: usize, offset: usize, sums: usize,
  pixels: i32, channels: i32, partRows: i32, first: i32, end: i32,
): void { pooledParts<Swish>(x, y, mean, factor, offset, sums, pixels, channels, partRows, first, end); }

// @ts-ignore: decorator
@inline
function pooledParts<F>(
  x: usize, y: usize, mean: usize, factor: usize, offset: usize, sums: usize,
  pixels: i32, channels: i32, partRows: i32, first: i32, end: i32,
): void {
  const words = <usize>channels << 3;
  for (let part = first; part < end; part++) {
    const from = rowOfPart(part, pixels, partRows) * (<usize>channels << 2);
    const out = sums + <usize>part * words;
    memory.fill(out, 0, words);
    addNormalized<F>(x + from, y + from, mean, factor, offset, out, rowsOfPart(part, pixels, partRows), channels);
  }
}

// @ts-ignore: decorator
@inline
function rowOfPart(part: i32, pixels: i32, partRows: i32): usize {
  const parts = (pixels + partRows - 1) / partRows;
  return <usize>(part / parts) * <usize>pixels + <usize>((part % parts) * partRows);
}

// @ts-ignore: decorator
@inline
function rowsOfPart(part: i32, pixels: i32, partRows: i32): i32 {
  const parts = (pixels + partRows - 1) / partRows;
  return min(partRows, pixels - (part % parts) * partRows);
}

// @ts-ignore: decorator
@inline
function addNormalized<F>(
  x: usize, y: usize, mean: usize, factor: usize, offset: usize, sums: usize, rows: i32, channels: i32,
): void {
  const op = changetype<F>(0);
  const row = <usize>channels << 2;
  const end = row & ~15;
  for (let r = 0; r < rows; r += GROUP) {
    const bytes = <usize>min(GROUP, rows - r) * row;
    let i: usize = 0;
    for (; i < end; i += 16) {
      const m = v128.load(mean + i);
      const a = v128.load(factor + i);
      const b = v128.load(offset + i);
      let sum = f32x4.splat(0);
      for (let j = i; j < bytes; j += row) {
        const value = op.f(affine(v128.load(x + j), m, a, b));
        v128.store(y + j, value);
        sum = f32x4.add(sum, value);
      }
      addToSums(sums + (i << 1), sum);
    }
    for (; i < row; i += 4) {
      const m = v128.load32_zero(mean + i);
      const a = v128.load32_zero(factor + i);
      const b = v128.load32_zero(offset + i);
      let sum: f64 = 0;
      for (let j = i; j < bytes; j += row) {
        const value = op.f(affine(v128.load32_zero(x + j), m, a, b));
        v128.store_lane<f32>(y + j, value, 0);
        sum += <f64>f32x4.extract_lane(value, 0);
      }
      store<f64>(sums + (i << 1), load<f64>(sums + (i << 1)) + sum);
    }
    x += bytes;
    y += bytes;
  }
}

/** pooled[image][c] = the mean over an image's pixels, from the sums of its parts. */
export function combinePooled(sums: usize, pooled: usize, images: i32, parts: i32, channels: i32, pixels: i32): void {
  const words = <usize>channels << 3;
  for (let image = 0; image < images; image++) {
    for (let c = 0; c < channels; c++) {
      let sum: f64 = 0;
      for (let part = image * parts; part < (image + 1) * parts; part++) {
        sum += load<f64>(sums + <usize>part * words + (<usize>c << 3));
      }
      store<f32>(pooled + (<usize>(image * channels + c) << 2), <f32>(sum / pixels));
    }
  }
}

/**
 * For images of `pixels` rows that are cut into chunks of `chunkRows`, and the chunks [first, end) counted over all
 * images, with z = (x - mean) * factor + offset and dz = (dy + dPooled / pixels) * swish'(z), written to `dz`:
 * partial[chunk] = sums of dz and of dz * (x - mean) (float64, channels each). `dPooled` [images][channels] is 0 for
 * none.
 */
export function swishGradChunks(
  dy: usize, x: usize, mean: usize, factor: usize, offset: usize, dPooled: usize, dz: usize, partial: usize,
  pixels: i32, channels: i32, chunkRows: i32, first: i32, end: i32,
): void {
  gradChunks<Swish>(dy, x, mean, factor, offset, dPooled, dz, partial, pixels, channels, chunkRows, first, end);
}

/** As `swishGradChunks` without the swish. Without `dPooled`, dz is dy, and nothing is written for it. */
export function linearGradChunks(
  dy: usize, x: usize, mean: usize, factor: usize, offset: usize, dPooled: usize, dz: usize, partial: usize,
  pixels: i32, channels: i32, chunkRows: i32, first: i32, end: i32,
): void {
  gradChunks<Linear>(dy, x, mean, factor, offset, dPooled, dz, partial, pixels, channels, chunkRows, first, end);
}

// @ts-ignore: decorator
@inline
function gradChunks<F>(
  dy: usize, x: usize, mean: usize, factor: usize, offset: usize, dPooled: usize, dz: usize, partial: usize,
  pixels: i32, channels: i32, chunkRows: i32, first: i32, end: i32,
): void {
  const words = <usize>channels << 3;
  for (let chunk = first; chunk < end; chunk++) {
    const row = rowOfPart(chunk, pixels, chunkRows);
    const from = row * (<usize>channels << 2);
    const pooled = dPooled == 0 ? 0 : dPooled + ((row / <usize>pixels) * <usize>channels << 2);
    const sums = partial + <usize>chunk * words * 2;
    memory.fill(sums, 0, 2 * words);
    addGradients<F>(
      dy + from, x + from, mean, factor, offset, pooled, 1 / <f32>pixels, dz + from, sums, sums + words,
      rowsOfPart(chunk, pixels, chunkRows), channels,
    );
  }
}

// @ts-ignore: decorator
@inline
function addGradients<F>(
  dy: usize, x: usize, mean: usize, factor: usize, offset: usize, dPooled: usize, share: f32, dz: usize,
  sums: usize, products: usize, rows: i32, channels: i32,
): void {
  const op = changetype<F>(0);
  const row = <usize>channels << 2;
  const end = row & ~15;
  const writes = !isLinear<F>() || dPooled != 0;
  for (let r = 0; r < rows; r += GROUP) {
    const bytes = <usize>min(GROUP, rows - r) * row;
    let i: usize = 0;
    for (; i < end; i += 16) {
      const m = v128.load(mean + i);
      const a = v128.load(factor + i);
      const b = v128.load(offset + i);
      const p = dPooled == 0 ? f32x4.splat(0) : f32x4.mul(v128.load(dPooled + i), f32x4.splat(share));
      let sum = f32x4.splat(0);
      let product = f32x4.splat(0);
      for (let j = i; j < bytes; j += row) {
        const d = f32x4.sub(v128.load(x + j), m);
        const g = op.backward(f32x4.add(v128.load(dy + j), p), mulAdd(b, d, a));
        if (writes) v128.store(dz + j, g);
        sum = f32x4.add(sum, g);
        product = mulAdd(product, g, d);
      }
      addToSums(sums + (i << 1), sum);
      addToSums(products + (i << 1), product);
    }
    for (; i < row; i += 4) {
      const m = v128.load32_zero(mean + i);
      const a = v128.load32_zero(factor + i);
      const b = v128.load32_zero(offset + i);
      const p = dPooled == 0 ? f32x4.splat(0) : f32x4.splat(load<f32>(dPooled + i) * share);
      let sum: f64 = 0;
      let product: f64 = 0;
      for (let j = i; j < bytes; j += row) {
        const d = f32x4.sub(v128.load32_zero(x + j), m);
        const g = op.backward(f32x4.add(v128.load32_zero(dy + j), p), mulAdd(b, d, a));
        if (writes) v128.store_lane<f32>(dz + j, g, 0);
        sum += <f64>f32x4.extract_lane(g, 0);
        product += <f64>f32x4.extract_lane(g, 0) * <f64>f32x4.extract_lane(d, 0);
      }
      store<f64>(sums + (i << 1), load<f64>(sums + (i << 1)) + sum);
      store<f64>(products + (i << 1), load<f64>(products + (i << 1)) + product);
    }
    dy += bytes;
    x += bytes;
    dz += bytes;
  }
}

// @ts-ignore: decorator
@inline
function isLinear<F>(): bool {
  return idof<F>() == idof<Linear>();
}

/**
 * From what the chunks wrote: doffset = sum of dz, dscale = (sum of dz (x - mean)) / sqrt(variance + epsilon), and the
 * per-channel terms of `gradInput`: meanTerm = doffset / rows, slope = dscale / sqrt(variance + epsilon) / rows.
 */
export function combineGradients(
  partial: usize, variance: usize, dscale: usize, doffset: usize, meanTerm: usize, slope: usize,
  rows: i32, channels: i32, chunks: i32, epsilon: f64,
): void {
  const words = <usize>channels << 3;
  for (let c = 0; c < channels; c++) {
    let sum: f64 = 0;
    let product: f64 = 0;
    for (let chunk = 0; chunk < chunks; chunk++) {
      const at = partial + <usize>chunk * words * 2 + (<usize>c << 3);
      sum += load<f64>(at);
      product += load<f64>(at + words);
    }
    const i = <usize>c << 2;
    const deviation = Math.sqrt(<f64>load<f32>(variance + i) + epsilon);
    store<f32>(doffset + i, <f32>sum);
    store<f32>(dscale + i, <f32>(product / deviation));
    store<f32>(meanTerm + i, <f32>(sum / rows));
    store<f32>(slope + i, <f32>(product / (deviation * deviation) / rows));
  }
}

/** dx = factor * (dz - meanTerm - (x - mean) * slope); dx may be dz. */
export function gradInput(
  dz: usize, x: usize, mean: usize, factor: usize, meanTerm: usize, slope: usize, dx: usize, rows: i32, channels: i32,
): void {
  const row = <usize>channels << 2;
  const end = row & ~15;
  for (let r = 0; r < rows; r++) {
    let i: usize = 0;
    for (; i < end; i += 16) {
      const d = f32x4.mul(f32x4.sub(v128.load(x + i), v128.load(mean + i)), v128.load(slope + i));
      const g = f32x4.sub(f32x4.sub(v128.load(dz + i), v128.load(meanTerm + i)), d);
      v128.store(dx + i, f32x4.mul(v128.load(factor + i), g));
    }
    for (; i < row; i += 4) {
      const d = (load<f32>(x + i) - load<f32>(mean + i)) * load<f32>(slope + i);
      store<f32>(dx + i, load<f32>(factor + i) * (load<f32>(dz + i) - load<f32>(meanTerm + i) - d));
    }
    dz += row;
    x += row;
    dx += row;
  }
}
