// Pooling of x [batch][inH][inW][channels], float32, over windows of windowH by windowW that step by strideH, strideW
// and start padTop, padLeft outside the image. One output row (b, oy) at a time: rows [first, end) of batch * outH.

/** The part of a window that lies inside the image. */
// @ts-ignore: decorator
@inline
function low(corner: i32): i32 {
  return max(corner, 0);
}

/** y = mean over the part of the window inside the image */
export function averagePool(
  x: usize, y: usize, inH: i32, inW: i32, channels: i32, outH: i32, outW: i32, windowH: i32, windowW: i32,
  strideH: i32, strideW: i32, padTop: i32, padLeft: i32, first: i32, end: i32,
): void {
  const pixel = <usize>channels << 2;
  const line = pixel * inW;
  const vectors = pixel & ~15;
  for (let row = first; row < end; row++) {
    const image = x + line * inH * (row / outH);
    const top = (row % outH) * strideH - padTop;
    const y0 = low(top);
    const y1 = min(inH, top + windowH);
    for (let column = 0; column < outW; column++) {
      const left = column * strideW - padLeft;
      const x0 = low(left);
      const x1 = min(inW, left + windowW);
      const out = y + (<usize>row * outW + column) * pixel;
      const count = <f32>(max(y1 - y0, 0) * max(x1 - x0, 0));
      for (let i: usize = 0; i < pixel; i += i < vectors ? 16 : 4) {
        let sum = f32x4.splat(0);
        for (let r = y0; r < y1; r++) {
          let lineSum = f32x4.splat(0);
          let from = image + line * r + pixel * x0 + i;
          for (let c = x0; c < x1; c++) {
            lineSum = f32x4.add(lineSum, i < vectors ? v128.load(from) : v128.load32_zero(from));
            from += pixel;
          }
          sum = f32x4.add(sum, lineSum);
        }
        sum = f32x4.div(sum, f32x4.splat(count));
        if (i < vectors) v128.store(out + i, sum);
        else v128.store_lane<f32>(out + i, sum, 0);
      }
    }
  }
}

/** y = largest value of the window; NaN is passed over, as in tfjs. */
export function maxPool(
  x: usize, y: usize, inH: i32, inW: i32, channels: i32, outH: i32, outW: i32, windowH: i32, windowW: i32,
  strideH: i32, strideW: i32, padTop: i32, padLeft: i32, first: i32, end: i32,
): void {
  const pixel = <usize>channels << 2;
  const line = pixel * inW;
  const vectors = pixel & ~15;
  for (let row = first; row < end; row++) {
    const image = x + line * inH * (row / outH);
    const top = (row % outH) * strideH - padTop;
    const y0 = low(top);
    const y1 = min(inH, top + windowH);
    for (let column = 0; column < outW; column++) {
      const left = column * strideW - padLeft;
      const x0 = low(left);
      const x1 = min(inW, left + windowW);
      const out = y + (<usize>row * outW + column) * pixel;
      for (let i: usize = 0; i < pixel; i += i < vectors ? 16 : 4) {
        let largest = f32x4.splat(-Infinity);
        for (let r = y0; r < y1; r++) {
          let from = image + line * r + pixel * x0 + i;
          for (let c = x0; c < x1; c++) {
            largest = f32x4.pmax(largest, i < vectors ? v128.load(from) : v128.load32_zero(from));
            from += pixel;
          }
        }
        if (i < vectors) v128.store(out + i, largest);
        else v128.store_lane<f32>(out + i, largest, 0);
      }
    }
  }
}

/** dx += dy / (windowH * windowW) for every pixel of the window; images [first, end), which are zeroed here first. */
export function averagePoolGrad(
  dy: usize, dx: usize, inH: i32, inW: i32, channels: i32, outH: i32, outW: i32, windowH: i32, windowW: i32,
  strideH: i32, strideW: i32, padTop: i32, padLeft: i32, first: i32, end: i32,
): void {
  const pixel = <usize>channels << 2;
  const line = pixel * inW;
  const vectors = pixel & ~15;
  const factor = f32x4.splat(1 / <f32>(windowH * windowW));
  memory.fill(dx + line * inH * first, 0, line * inH * (end - first));
  for (let row = first * outH; row < end * outH; row++) {
    const image = dx + line * inH * (row / outH);
    const top = (row % outH) * strideH - padTop;
    const y0 = low(top);
    const y1 = min(inH, top + windowH);
    for (let column = 0; column < outW; column++) {
      const left = column * strideW - padLeft;
      const x0 = low(left);
      const x1 = min(inW, left + windowW);
      const from = dy + (<usize>row * outW + column) * pixel;
      for (let r = y0; r < y1; r++) {
        let to = image + line * r + pixel * x0;
        for (let c = x0; c < x1; c++) {
          let i: usize = 0;
          for (; i < vectors; i += 16) {
            v128.store(to + i, f32x4.add(v128.load(to + i), f32x4.mul(v128.load(from + i), factor)));
          }
          for (; i < pixel; i += 4) {
            store<f32>(to + i, load<f32>(to + i) + load<f32>(from + i) * f32x4.extract_lane(factor, 0));
          }
          to += pixel;
        }
      }
    }
  }
}

/** dx += dy at the first largest value of each window; images [first, end), which are zeroed here first. */
export function maxPoolGrad(
  dy: usize, x: usize, dx: usize, inH: i32, inW: i32, channels: i32, outH: i32, outW: i32, windowH: i32, windowW: i32,
  strideH: i32, strideW: i32, padTop: i32, padLeft: i32, first: i32, end: i32,
): void {
  const pixel = <usize>channels << 2;
  const line = pixel * inW;
  const vectors = pixel & ~15;
  memory.fill(dx + line * inH * first, 0, line * inH * (end - first));
  for (let row = first * outH; row < end * outH; row++) {
    const image = line * inH * (row / outH);
    const top = (row % outH) * strideH - padTop;
    const y0 = low(top);
    const y1 = min(inH, top + windowH);
    for (let column = 0; column < outW; column++) {
      const left = column * strideW - padLeft;
      const x0 = low(left);
      const x1 = min(inW, left + windowW);
      const from = dy + (<usize>row * outW + column) * pixel;
      for (let i: usize = 0; i < pixel; i += i < vectors ? 16 : 4) {
        let largest = f32x4.splat(-Infinity);
        let where = i32x4.splat(-1);
        for (let r = y0; r < y1; r++) {
          let at = image + line * r + pixel * x0 + i;
          for (let c = x0; c < x1; c++) {
            const value = i < vectors ? v128.load(x + at) : v128.load32_zero(x + at);
            const larger = f32x4.gt(value, largest);
            largest = v128.bitselect(value, largest, larger);
            where = v128.bitselect(i32x4.splat(r * inW + c), where, larger);
            at += pixel;
          }
        }
        const g = i < vectors ? v128.load(from + i) : v128.load32_zero(from + i);
        for (let r = y0; r < y1; r++) {
          let at = dx + image + line * r + pixel * x0 + i;
          for (let c = x0; c < x1; c++) {
            const share = v128.and(g, i32x4.eq(where, i32x4.splat(r * inW + c)));
            if (i < vectors) v128.store(at, f32x4.add(v128.load(at), share));
            else v128.store_lane<f32>(at, f32x4.add(v128.load32_zero(at), share), 0);
            at += pixel;
          }
        }
      }
    }
  }
}
