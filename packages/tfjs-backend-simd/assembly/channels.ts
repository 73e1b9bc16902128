// Small passes over arrays of channels.

/**
 * out[r] = x[r] + factor * means[r / pixels] for rows `start` to `end` of `channels` floats; out may be x.
 */
export function addMeans(
  x: usize, means: usize, out: usize, pixels: usize, channels: usize, factor: f32, start: usize, end: usize,
): void {
  const row = channels << 2;
  const vectors = row & ~15;
  const f = f32x4.splat(factor);
  for (let r = start; r < end; r++) {
    const from = x + r * row;
    const to = out + r * row;
    const m = means + (r / pixels) * row;
    let i: usize = 0;
    for (; i < vectors; i += 16) {
      v128.store(to + i, f32x4.add(v128.load(from + i), f32x4.mul(v128.load(m + i), f)));
    }
    for (; i < row; i += 4) store<f32>(to + i, load<f32>(from + i) + load<f32>(m + i) * factor);
  }
}

/** out = old - rate * (old - factor * value) for n floats */
export function movingAverage(old: usize, value: usize, out: usize, n: usize, rate: f32, factor: f32): void {
  for (let i: usize = 0, end = n << 2; i < end; i += 4) {
    const o = load<f32>(old + i);
    store<f32>(out + i, o - (o - load<f32>(value + i) * factor) * rate);
  }
}
