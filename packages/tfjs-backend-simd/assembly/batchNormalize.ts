// The forward pass of batch normalisation, given the statistics, with an optional swish behind it: x [rows][channels].
import { addToSums } from './accumulate';
import { GROUP, Linear, Swish } from './batchNormBlocks';
import { mulAdd } from './mulAdd';
import { rowOfPart, rowsOfPart } from './parts';

/** factor[c] = scale[c] / sqrt(variance[c] + epsilon) */
export function normalizeFactors(variance: usize, scale: usize, factor: usize, channels: i32, epsilon: f64): void {
  for (let i: usize = 0, end = <usize>channels << 2; i < end; i += 4) {
    store<f32>(factor + i, <f32>(<f64>load<f32>(scale + i) / Math.sqrt(<f64>load<f32>(variance + i) + epsilon)));
  }
}

/**
 * What a normalisation amounts to behind a product, (x - mean) * factor + offset = x * factor + bias, with the factor of
 * `normalizeFactors`: bias[c] = offset[c] - mean[c] * factor[c].
 */
export function foldNormalization(
  mean: usize, variance: usize, scale: usize, offset: usize, factor: usize, bias: usize, channels: i32, epsilon: f64,
): void {
  normalizeFactors(variance, scale, factor, channels, epsilon);
  for (let i: usize = 0, end = <usize>channels << 2; i < end; i += 4) {
    const product = <f64>load<f32>(mean + i) * <f64>load<f32>(factor + i);
    store<f32>(bias + i, <f32>(<f64>load<f32>(offset + i) - product));
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

/** y = the activation of (x - mean) * factor + offset, added to `sums` (float64, channels). */
// @ts-ignore: decorator
@inline
export function addNormalized<F>(
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
