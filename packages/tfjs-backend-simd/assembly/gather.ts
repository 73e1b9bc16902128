// Copies of runs of 4-byte elements that tables of int32 indices choose.

/** out[o][i] = x[o][indices[i]] for runs of `run` elements; x is [outer][size][run], out [outer][count][run]. */
export function gather(x: usize, indices: usize, out: usize, outer: i32, size: i32, count: i32, run: i32): void {
  const bytes = <usize>run << 2;
  for (let o = 0; o < outer; o++) {
    for (let i = 0; i < count; i++) {
      copyRun(x + <usize>load<i32>(indices + (<usize>i << 2)) * bytes, out, bytes);
      out += bytes;
    }
    x += <usize>size * bytes;
  }
}

/**
 * y[b][r][c] = x[b][sourceRows[r]][sourceColumns[c]] for pixels of `channels` values, in output lines [first, end) of
 * all batch * outH.
 */
export function resizeNearest(
  x: usize, y: usize, sourceRows: usize, sourceColumns: usize, inH: i32, inW: i32, outH: i32, outW: i32, channels: i32,
  first: i32, end: i32,
): void {
  const pixel = <usize>channels << 2;
  for (let line = first; line < end; line++) {
    const row = line / outH * inH + load<i32>(sourceRows + (<usize>(line % outH) << 2));
    const from = x + <usize>row * inW * pixel;
    let to = y + <usize>line * outW * pixel;
    for (let c = 0; c < outW; c++) {
      copyRun(from + <usize>load<i32>(sourceColumns + (<usize>c << 2)) * pixel, to, pixel);
      to += pixel;
    }
  }
}

/** The gradient of `resizeNearest`: each pixel of dx is the sum of those that were copied from it; images [first, end). */
export function resizeNearestGrad(
  dy: usize, dx: usize, sourceRows: usize, sourceColumns: usize, inH: i32, inW: i32, outH: i32, outW: i32,
  channels: i32, first: i32, end: i32,
): void {
  const pixel = <usize>channels << 2;
  const vectors = pixel & ~15;
  const image = <usize>inH * inW * pixel;
  memory.fill(dx + image * first, 0, image * (end - first));
  for (let line = first * outH; line < end * outH; line++) {
    const row = line / outH * inH + load<i32>(sourceRows + (<usize>(line % outH) << 2));
    const target = dx + <usize>row * inW * pixel;
    let from = dy + <usize>line * outW * pixel;
    for (let c = 0; c < outW; c++) {
      const to = target + <usize>load<i32>(sourceColumns + (<usize>c << 2)) * pixel;
      let i: usize = 0;
      for (; i < vectors; i += 16) v128.store(to + i, f32x4.add(v128.load(to + i), v128.load(from + i)));
      for (; i < pixel; i += 4) store<f32>(to + i, load<f32>(to + i) + load<f32>(from + i));
      from += pixel;
    }
  }
}

// @ts-ignore: decorator
@inline
function copyRun(from: usize, to: usize, bytes: usize): void {
  if (bytes >= 512) {
    memory.copy(to, from, bytes);
    return;
  }
  let i: usize = 0;
  for (const end = bytes & ~15; i < end; i += 16) v128.store(to + i, v128.load(from + i));
  for (; i < bytes; i += 4) store<i32>(to + i, load<i32>(from + i));
}
