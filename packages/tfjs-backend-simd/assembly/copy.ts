// Copies between arrays of up to twelve dimensions with any strides: transpose, slice, pad, concatenate, tile, reverse.

/** Largest number of dimensions in a `table`. */
const MAX_RANK = 12;

/**
 * dst[i0 d0 + i1 d1 + ...] = src[i0 s0 + i1 s1 + ...] for 0 <= ik < size_k; elements have 4 bytes.
 *
 * `table` points to int32 values: rank (1 to 12), twelve sizes, twelve strides s, twelve strides d, all in elements,
 * and twelve words that the kernel counts in. No size is 0.
 */
export function copyStrided(src: usize, dst: usize, table: usize): void {
  const rank = load<i32>(table);
  const sizes = table + 4;
  const srcStrides = sizes + 4 * MAX_RANK;
  const dstStrides = srcStrides + 4 * MAX_RANK;
  const counters = dstStrides + 4 * MAX_RANK;
  const last = rank - 1;
  const n = at(sizes, last);
  const s = at(srcStrides, last);
  const d = at(dstStrides, last);
  const tiled = rank > 1 && d == 1 && s != 1 && s != 0 && at(srcStrides, last - 1) == 1;
  const outer = tiled ? rank - 2 : rank - 1;
  memory.fill(counters, 0, 4 * MAX_RANK);
  while (true) {
    if (tiled) transposeBlocks(src, dst, at(sizes, last - 1), n, s, at(dstStrides, last - 1));
    else copyLine(src, dst, n, s, d);
    let dim = outer - 1;
    for (; dim >= 0; dim--) {
      const count = at(counters, dim) + 1;
      src += <isize>at(srcStrides, dim) << 2;
      dst += <isize>at(dstStrides, dim) << 2;
      if (count < at(sizes, dim)) {
        store<i32>(counters + (<usize>dim << 2), count);
        break;
      }
      src -= (<isize>at(srcStrides, dim) * <isize>at(sizes, dim)) << 2;
      dst -= (<isize>at(dstStrides, dim) * <isize>at(sizes, dim)) << 2;
      store<i32>(counters + (<usize>dim << 2), 0);
    }
    if (dim < 0) return;
  }
}

// @ts-ignore: decorator
@inline
function at(list: usize, index: i32): i32 {
  return load<i32>(list + (<usize>index << 2));
}

// @ts-ignore: decorator
@inline
function copyLine(src: usize, dst: usize, n: i32, s: i32, d: i32): void {
  const bytes = <usize>n << 2;
  if (d == 1 && s == 1) {
    // The engine's own copy is fastest, but calling it costs as much as copying a few hundred bytes.
    if (bytes >= 512) {
      memory.copy(dst, src, bytes);
      return;
    }
    let i: usize = 0;
    for (const end = bytes & ~15; i < end; i += 16) v128.store(dst + i, v128.load(src + i));
    for (; i < bytes; i += 4) store<i32>(dst + i, load<i32>(src + i));
  } else if (d == 1 && s == 0) {
    const value = v128.load32_splat(src);
    let i: usize = 0;
    for (const end = bytes & ~15; i < end; i += 16) v128.store(dst + i, value);
    for (; i < bytes; i += 4) v128.store_lane<f32>(dst + i, value, 0);
  } else {
    const srcStep = <isize>s << 2;
    const dstStep = <isize>d << 2;
    for (let i = 0; i < n; i++) {
      store<i32>(dst, load<i32>(src));
      src += srcStep;
      dst += dstStep;
    }
  }
}

/** Rows that `transpose` writes to in turns: few enough that their cache lines stay in the first-level cache. */
const BLOCK_ROWS = 64;

// @ts-ignore: decorator
@inline
function transposeBlocks(src: usize, dst: usize, rows: i32, cols: i32, srcCol: i32, dstRow: i32): void {
  for (let r = 0; r < rows; r += BLOCK_ROWS) {
    const to = dst + ((<isize>r * <isize>dstRow) << 2);
    transpose(src + (<usize>r << 2), to, min(BLOCK_ROWS, rows - r), cols, srcCol, dstRow);
  }
}

/** dst[r * dstRow + c] = src[c * srcCol + r] for r < rows, c < cols: four by four values at a time. */
function transpose(src: usize, dst: usize, rows: i32, cols: i32, srcCol: i32, dstRow: i32): void {
  const s = <isize>srcCol << 2;
  const d = <isize>dstRow << 2;
  const fullRows = rows & ~3;
  const fullCols = cols & ~3;
  for (let c = 0; c < fullCols; c += 4) {
    let from = src + <isize>c * s;
    let to = dst + (<usize>c << 2);
    for (let r = 0; r < fullRows; r += 4) {
      const a = v128.load(from);
      const b = v128.load(from + s);
      const e = v128.load(from + 2 * s);
      const f = v128.load(from + 3 * s);
      const ab0 = v128.shuffle<f32>(a, b, 0, 4, 1, 5);
      const ab1 = v128.shuffle<f32>(a, b, 2, 6, 3, 7);
      const ef0 = v128.shuffle<f32>(e, f, 0, 4, 1, 5);
      const ef1 = v128.shuffle<f32>(e, f, 2, 6, 3, 7);
      v128.store(to, v128.shuffle<f32>(ab0, ef0, 0, 1, 4, 5));
      v128.store(to + d, v128.shuffle<f32>(ab0, ef0, 2, 3, 6, 7));
      v128.store(to + 2 * d, v128.shuffle<f32>(ab1, ef1, 0, 1, 4, 5));
      v128.store(to + 3 * d, v128.shuffle<f32>(ab1, ef1, 2, 3, 6, 7));
      from += 16;
      to += 4 * d;
    }
    for (let r = fullRows; r < rows; r++) {
      store<i32>(to, load<i32>(from));
      store<i32>(to + 4, load<i32>(from + s));
      store<i32>(to + 8, load<i32>(from + 2 * s));
      store<i32>(to + 12, load<i32>(from + 3 * s));
      from += 4;
      to += d;
    }
  }
  for (let c = fullCols; c < cols; c++) {
    let from = src + <isize>c * s;
    let to = dst + (<usize>c << 2);
    for (let r = 0; r < rows; r++) {
      store<i32>(to, load<i32>(from));
      from += 4;
      to += d;
    }
  }
}
