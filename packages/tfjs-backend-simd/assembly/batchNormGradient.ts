// The gradient of batch normalisation through the batch's statistics, with an optional swish behind it.
import { addToSums } from './accumulate';
import { GROUP, isLinear, Linear, Swish } from './batchNormBlocks';
import { mulAdd } from './mulAdd';
import { rowOfPart, rowsOfPart } from './parts';

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
