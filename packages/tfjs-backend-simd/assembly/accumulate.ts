// Accumulators that the reductions share.
//
// A sum adds eight values (or eight rows) pairwise in float32 and collects these partial sums in float64, so that its
// error stays near that of one rounding however long it is.

// @ts-ignore: decorator
@inline
function low(v: v128): v128 {
  return f64x2.promote_low_f32x4(v);
}

// @ts-ignore: decorator
@inline
function high(v: v128): v128 {
  return f64x2.promote_low_f32x4(v128.shuffle<f32>(v, v, 2, 3, 2, 3));
}

/** Sum of n values. */
// @ts-ignore: decorator
@inline
export function sumOf(x: usize, n: i32): f64 {
  const bytes = (<usize>n) << 2;
  let sums = f64x2.splat(0);
  let i: usize = 0;
  for (const end = bytes & ~127; i < end; i += 128) {
    const s0 = f32x4.add(v128.load(x + i), v128.load(x + i, 16));
    const s1 = f32x4.add(v128.load(x + i, 32), v128.load(x + i, 48));
    const s2 = f32x4.add(v128.load(x + i, 64), v128.load(x + i, 80));
    const s3 = f32x4.add(v128.load(x + i, 96), v128.load(x + i, 112));
    const s = f32x4.add(f32x4.add(s0, s1), f32x4.add(s2, s3));
    sums = f64x2.add(sums, f64x2.add(low(s), high(s)));
  }
  for (const end = bytes & ~15; i < end; i += 16) {
    const s = v128.load(x + i);
    sums = f64x2.add(sums, f64x2.add(low(s), high(s)));
  }
  let total = f64x2.extract_lane(sums, 0) + f64x2.extract_lane(sums, 1);
  for (; i < bytes; i += 4) total += <f64>load<f32>(x + i);
  return total;
}

/** Four float64 at `sums` plus four float32. */
// @ts-ignore: decorator
@inline
export function addToSums(sums: usize, v: v128): void {
  v128.store(sums, f64x2.add(v128.load(sums), low(v)));
  v128.store(sums, f64x2.add(v128.load(sums, 16), high(v)), 16);
}

/** sums[c] += sum of column c; `sums` are float64 */
export function addColumns(x: usize, sums: usize, rows: i32, cols: i32): void {
  const row = <usize>cols << 2;
  const end = row & ~15;
  let r = 0;
  for (; r + 8 <= rows; r += 8) {
    const x1 = x + row;
    const x2 = x1 + row;
    const x3 = x2 + row;
    const x4 = x3 + row;
    const x5 = x4 + row;
    const x6 = x5 + row;
    const x7 = x6 + row;
    let i: usize = 0;
    for (; i < end; i += 16) {
      const s0 = f32x4.add(v128.load(x + i), v128.load(x1 + i));
      const s1 = f32x4.add(v128.load(x2 + i), v128.load(x3 + i));
      const s2 = f32x4.add(v128.load(x4 + i), v128.load(x5 + i));
      const s3 = f32x4.add(v128.load(x6 + i), v128.load(x7 + i));
      addToSums(sums + (i << 1), f32x4.add(f32x4.add(s0, s1), f32x4.add(s2, s3)));
    }
    for (; i < row; i += 4) {
      const s =
        <f64>load<f32>(x + i) + <f64>load<f32>(x1 + i) + <f64>load<f32>(x2 + i) + <f64>load<f32>(x3 + i) +
        <f64>load<f32>(x4 + i) + <f64>load<f32>(x5 + i) + <f64>load<f32>(x6 + i) + <f64>load<f32>(x7 + i);
      store<f64>(sums + (i << 1), load<f64>(sums + (i << 1)) + s);
    }
    x = x7 + row;
  }
  for (; r < rows; r++) {
    let i: usize = 0;
    for (; i < end; i += 16) addToSums(sums + (i << 1), v128.load(x + i));
    for (; i < row; i += 4) store<f64>(sums + (i << 1), load<f64>(sums + (i << 1)) + <f64>load<f32>(x + i));
    x += row;
  }
}

export class Maximum { @inline f(a: v128, b: v128): v128 { return f32x4.max(a, b); } }
export class Minimum { @inline f(a: v128, b: v128): v128 { return f32x4.min(a, b); } }

/** The extremum of n >= 1 values, in lane 0; NaN if any is NaN. */
// @ts-ignore: decorator
@inline
export function extremeOf<F>(x: usize, n: i32): v128 {
  const op = changetype<F>(0);
  const bytes = <usize>n << 2;
  const end = bytes & ~15;
  let m = v128.load32_splat(x);
  let i: usize = 0;
  for (; i < end; i += 16) m = op.f(m, v128.load(x + i));
  for (; i < bytes; i += 4) m = op.f(m, v128.load32_splat(x + i));
  m = op.f(m, v128.shuffle<f32>(m, m, 2, 3, 0, 1));
  return op.f(m, v128.shuffle<f32>(m, m, 1, 0, 3, 2));
}
