// out[r][c] = f(a, b) over a matrix of float32, rows by cols, contiguous in `out`. `a` and `b` step by aRow and bRow
// elements from row to row and by aCol and bCol (0 or 1) from column to column, so that either may be repeated along
// rows, columns or both. Rows are independent of each other, and so are parts of a row.
import { sigmoid4 } from './math';

// @ts-ignore: decorator
@inline
function zip<F>(
  a: usize, b: usize, out: usize, rows: i32, cols: i32, aRow: i32, aCol: i32, bRow: i32, bCol: i32,
): void {
  const op = changetype<F>(0);
  const bytes = (<usize>cols) << 2;
  const end = bytes & ~15;
  for (let r = 0; r < rows; r++) {
    let i: usize = 0;
    if (aCol & bCol) {
      for (; i < end; i += 16) v128.store(out + i, op.f(v128.load(a + i), v128.load(b + i)));
      for (; i < bytes; i += 4) v128.store_lane<f32>(out + i, op.f(v128.load32_zero(a + i), v128.load32_zero(b + i)), 0);
    } else if (aCol) {
      const vb = v128.load32_splat(b);
      for (; i < end; i += 16) v128.store(out + i, op.f(v128.load(a + i), vb));
      for (; i < bytes; i += 4) v128.store_lane<f32>(out + i, op.f(v128.load32_zero(a + i), vb), 0);
    } else {
      const va = v128.load32_splat(a);
      if (bCol) {
        for (; i < end; i += 16) v128.store(out + i, op.f(va, v128.load(b + i)));
        for (; i < bytes; i += 4) v128.store_lane<f32>(out + i, op.f(va, v128.load32_zero(b + i)), 0);
      } else {
        const y = op.f(va, v128.load32_splat(b));
        for (; i < end; i += 16) v128.store(out + i, y);
        for (; i < bytes; i += 4) v128.store_lane<f32>(out + i, y, 0);
      }
    }
    a += <isize>aRow << 2;
    b += <isize>bRow << 2;
    out += bytes;
  }
}

// @ts-ignore: decorator
@inline
function bool(mask: v128): v128 {
  return v128.and(mask, i32x4.splat(1));
}

class Add { @inline f(a: v128, b: v128): v128 { return f32x4.add(a, b); } }
class Sub { @inline f(a: v128, b: v128): v128 { return f32x4.sub(a, b); } }
class Mul { @inline f(a: v128, b: v128): v128 { return f32x4.mul(a, b); } }
class Div { @inline f(a: v128, b: v128): v128 { return f32x4.div(a, b); } }
class Maximum { @inline f(a: v128, b: v128): v128 { return f32x4.max(a, b); } }
class Minimum { @inline f(a: v128, b: v128): v128 { return f32x4.min(a, b); } }
class SquaredDifference {
  @inline f(a: v128, b: v128): v128 {
    const d = f32x4.sub(a, b);
    return f32x4.mul(d, d);
  }
}
class Prelu {
  @inline f(x: v128, alpha: v128): v128 {
    return v128.bitselect(f32x4.mul(alpha, x), x, f32x4.lt(x, f32x4.splat(0)));
  }
}
class EluGrad {
  @inline f(dy: v128, y: v128): v128 {
    return v128.bitselect(dy, f32x4.mul(dy, f32x4.add(y, f32x4.splat(1))), f32x4.ge(y, f32x4.splat(0)));
  }
}
/** d/dx (x s) = s + x s (1 - s) with s = sigmoid(x) */
class SwishGrad {
  @inline f(dy: v128, x: v128): v128 {
    const one = f32x4.splat(1);
    const s = sigmoid4(x);
    return f32x4.mul(dy, f32x4.mul(s, f32x4.add(one, f32x4.mul(x, f32x4.sub(one, s)))));
  }
}
class Greater { @inline f(a: v128, b: v128): v128 { return bool(f32x4.gt(a, b)); } }
class GreaterEqual { @inline f(a: v128, b: v128): v128 { return bool(f32x4.ge(a, b)); } }
class Less { @inline f(a: v128, b: v128): v128 { return bool(f32x4.lt(a, b)); } }
class LessEqual { @inline f(a: v128, b: v128): v128 { return bool(f32x4.le(a, b)); } }
class Equal { @inline f(a: v128, b: v128): v128 { return bool(f32x4.eq(a, b)); } }
class NotEqual { @inline f(a: v128, b: v128): v128 { return bool(f32x4.ne(a, b)); } }
class LogicalAnd {
  @inline f(a: v128, b: v128): v128 {
    const zero = i32x4.splat(0);
    return bool(v128.and(i32x4.ne(a, zero), i32x4.ne(b, zero)));
  }
}
class LogicalOr { @inline f(a: v128, b: v128): v128 { return bool(i32x4.ne(v128.or(a, b), i32x4.splat(0))); } }

export function add(
  a: usize, b: usize, out: usize, rows: i32, cols: i32, aRow: i32, aCol: i32, bRow: i32, bCol: i32,
): void { zip<Add>(a, b, out, rows, cols, aRow, aCol, bRow, bCol); }
export function sub(
  a: usize, b: usize, out: usize, rows: i32, cols: i32, aRow: i32, aCol: i32, bRow: i32, bCol: i32,
): void { zip<Sub>(a, b, out, rows, cols, aRow, aCol, bRow, bCol); }
export function mul(
  a: usize, b: usize, out: usize, rows: i32, cols: i32, aRow: i32, aCol: i32, bRow: i32, bCol: i32,
): void { zip<Mul>(a, b, out, rows, cols, aRow, aCol, bRow, bCol); }
export function div(
  a: usize, b: usize, out: usize, rows: i32, cols: i32, aRow: i32, aCol: i32, bRow: i32, bCol: i32,
): void { zip<Div>(a, b, out, rows, cols, aRow, aCol, bRow, bCol); }
export function maximum(
  a: usize, b: usize, out: usize, rows: i32, cols: i32, aRow: i32, aCol: i32, bRow: i32, bCol: i32,
): void { zip<Maximum>(a, b, out, rows, cols, aRow, aCol, bRow, bCol); }
export function minimum(
  a: usize, b: usize, out: usize, rows: i32, cols: i32, aRow: i32, aCol: i32, bRow: i32, bCol: i32,
): void { zip<Minimum>(a, b, out, rows, cols, aRow, aCol, bRow, bCol); }
export function squaredDifference(
  a: usize, b: usize, out: usize, rows: i32, cols: i32, aRow: i32, aCol: i32, bRow: i32, bCol: i32,
): void { zip<SquaredDifference>(a, b, out, rows, cols, aRow, aCol, bRow, bCol); }
/** a, b = x, alpha */
export function prelu(
  a: usize, b: usize, out: usize, rows: i32, cols: i32, aRow: i32, aCol: i32, bRow: i32, bCol: i32,
): void { zip<Prelu>(a, b, out, rows, cols, aRow, aCol, bRow, bCol); }
/** a, b = dy, y */
export function eluGrad(
  a: usize, b: usize, out: usize, rows: i32, cols: i32, aRow: i32, aCol: i32, bRow: i32, bCol: i32,
): void { zip<EluGrad>(a, b, out, rows, cols, aRow, aCol, bRow, bCol); }
/** a, b = dy, x */
export function swishGrad(
  a: usize, b: usize, out: usize, rows: i32, cols: i32, aRow: i32, aCol: i32, bRow: i32, bCol: i32,
): void { zip<SwishGrad>(a, b, out, rows, cols, aRow, aCol, bRow, bCol); }
// Comparisons write 0 or 1 as int32.
export function greater(
  a: usize, b: usize, out: usize, rows: i32, cols: i32, aRow: i32, aCol: i32, bRow: i32, bCol: i32,
): void { zip<Greater>(a, b, out, rows, cols, aRow, aCol, bRow, bCol); }
export function greaterEqual(
  a: usize, b: usize, out: usize, rows: i32, cols: i32, aRow: i32, aCol: i32, bRow: i32, bCol: i32,
): void { zip<GreaterEqual>(a, b, out, rows, cols, aRow, aCol, bRow, bCol); }
export function less(
  a: usize, b: usize, out: usize, rows: i32, cols: i32, aRow: i32, aCol: i32, bRow: i32, bCol: i32,
): void { zip<Less>(a, b, out, rows, cols, aRow, aCol, bRow, bCol); }
export function lessEqual(
  a: usize, b: usize, out: usize, rows: i32, cols: i32, aRow: i32, aCol: i32, bRow: i32, bCol: i32,
): void { zip<LessEqual>(a, b, out, rows, cols, aRow, aCol, bRow, bCol); }
export function equal(
  a: usize, b: usize, out: usize, rows: i32, cols: i32, aRow: i32, aCol: i32, bRow: i32, bCol: i32,
): void { zip<Equal>(a, b, out, rows, cols, aRow, aCol, bRow, bCol); }
export function notEqual(
  a: usize, b: usize, out: usize, rows: i32, cols: i32, aRow: i32, aCol: i32, bRow: i32, bCol: i32,
): void { zip<NotEqual>(a, b, out, rows, cols, aRow, aCol, bRow, bCol); }
// Logic is on 0 or 1 as int32.
export function logicalAnd(
  a: usize, b: usize, out: usize, rows: i32, cols: i32, aRow: i32, aCol: i32, bRow: i32, bCol: i32,
): void { zip<LogicalAnd>(a, b, out, rows, cols, aRow, aCol, bRow, bCol); }
export function logicalOr(
  a: usize, b: usize, out: usize, rows: i32, cols: i32, aRow: i32, aCol: i32, bRow: i32, bCol: i32,
): void { zip<LogicalOr>(a, b, out, rows, cols, aRow, aCol, bRow, bCol); }
