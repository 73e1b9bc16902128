// out[i] = f(x[i]) over n contiguous float32 values; `p` and `q` are parameters of those functions that have any.
// Any part of an array can be computed by itself: pass shifted addresses and a smaller n.
import { exp4, expm1x4, log1p4, log4, softplus4, tanh4 } from './math';

// Each function is a class with one inlined method on four values, so that `map` compiles to one tight loop for each.

// @ts-ignore: decorator
@inline
function map<F>(x: usize, out: usize, n: i32, p: f32 = 0, q: f32 = 0): void {
  const op = changetype<F>(0);
  const vp = f32x4.splat(p);
  const vq = f32x4.splat(q);
  const bytes = (<usize>n) << 2;
  let i: usize = 0;
  for (const end = bytes & ~15; i < end; i += 16) v128.store(out + i, op.f(v128.load(x + i), vp, vq));
  for (; i < bytes; i += 4) v128.store_lane<f32>(out + i, op.f(v128.load32_zero(x + i), vp, vq), 0);
}

class Neg { @inline f(x: v128, p: v128, q: v128): v128 { return f32x4.neg(x); } }
class Abs { @inline f(x: v128, p: v128, q: v128): v128 { return f32x4.abs(x); } }
class Square { @inline f(x: v128, p: v128, q: v128): v128 { return f32x4.mul(x, x); } }
class Sqrt { @inline f(x: v128, p: v128, q: v128): v128 { return f32x4.sqrt(x); } }
class Rsqrt { @inline f(x: v128, p: v128, q: v128): v128 { return f32x4.div(f32x4.splat(1), f32x4.sqrt(x)); } }
class Reciprocal { @inline f(x: v128, p: v128, q: v128): v128 { return f32x4.div(f32x4.splat(1), x); } }
class Floor { @inline f(x: v128, p: v128, q: v128): v128 { return f32x4.floor(x); } }
class Ceil { @inline f(x: v128, p: v128, q: v128): v128 { return f32x4.ceil(x); } }
class Round { @inline f(x: v128, p: v128, q: v128): v128 { return f32x4.nearest(x); } }
class Sign {
  @inline f(x: v128, p: v128, q: v128): v128 {
    const one = f32x4.splat(1);
    const zero = f32x4.splat(0);
    return f32x4.sub(v128.and(f32x4.gt(x, zero), one), v128.and(f32x4.lt(x, zero), one));
  }
}
class Exp { @inline f(x: v128, p: v128, q: v128): v128 { return exp4(x); } }
class Expm1 {
  @inline f(x: v128, p: v128, q: v128): v128 {
    const one = f32x4.splat(1);
    return v128.bitselect(f32x4.sub(exp4(x), one), expm1x4(x), f32x4.gt(x, one));
  }
}
class Log { @inline f(x: v128, p: v128, q: v128): v128 { return log4(x); } }
class Log1p { @inline f(x: v128, p: v128, q: v128): v128 { return log1p4(x); } }
class Tanh { @inline f(x: v128, p: v128, q: v128): v128 { return tanh4(x); } }
class Softplus { @inline f(x: v128, p: v128, q: v128): v128 { return softplus4(x); } }
class Relu { @inline f(x: v128, p: v128, q: v128): v128 { return f32x4.pmax(x, f32x4.splat(0)); } }
class Clip { @inline f(x: v128, p: v128, q: v128): v128 { return f32x4.pmin(f32x4.pmax(x, p), q); } }
class Step {
  @inline f(x: v128, p: v128, q: v128): v128 {
    const y = v128.bitselect(f32x4.splat(1), p, f32x4.gt(x, f32x4.splat(0)));
    return v128.bitselect(y, x, f32x4.eq(x, x));
  }
}
class LeakyRelu {
  @inline f(x: v128, p: v128, q: v128): v128 {
    return v128.bitselect(f32x4.mul(p, x), x, f32x4.lt(x, f32x4.splat(0)));
  }
}
/** p x for x >= 0, q (e^x - 1) below */
class Selu {
  @inline f(x: v128, p: v128, q: v128): v128 {
    return v128.bitselect(f32x4.mul(p, x), f32x4.mul(q, expm1x4(x)), f32x4.ge(x, f32x4.splat(0)));
  }
}

export function neg(x: usize, out: usize, n: i32): void { map<Neg>(x, out, n); }
export function abs(x: usize, out: usize, n: i32): void { map<Abs>(x, out, n); }
export function square(x: usize, out: usize, n: i32): void { map<Square>(x, out, n); }
export function sqrt(x: usize, out: usize, n: i32): void { map<Sqrt>(x, out, n); }
export function rsqrt(x: usize, out: usize, n: i32): void { map<Rsqrt>(x, out, n); }
export function reciprocal(x: usize, out: usize, n: i32): void { map<Reciprocal>(x, out, n); }
export function floor(x: usize, out: usize, n: i32): void { map<Floor>(x, out, n); }
export function ceil(x: usize, out: usize, n: i32): void { map<Ceil>(x, out, n); }
export function round(x: usize, out: usize, n: i32): void { map<Round>(x, out, n); }
export function sign(x: usize, out: usize, n: i32): void { map<Sign>(x, out, n); }
export function exp(x: usize, out: usize, n: i32): void { map<Exp>(x, out, n); }
export function expm1(x: usize, out: usize, n: i32): void { map<Expm1>(x, out, n); }
export function log(x: usize, out: usize, n: i32): void { map<Log>(x, out, n); }
export function log1p(x: usize, out: usize, n: i32): void { map<Log1p>(x, out, n); }
export function tanh(x: usize, out: usize, n: i32): void { map<Tanh>(x, out, n); }
export function softplus(x: usize, out: usize, n: i32): void { map<Softplus>(x, out, n); }
export function relu(x: usize, out: usize, n: i32): void { map<Relu>(x, out, n); }
/** x cut to [low, high] */
export function clip(x: usize, out: usize, n: i32, low: f32, high: f32): void { map<Clip>(x, out, n, low, high); }
/** 1 above 0, alpha elsewhere */
export function step(x: usize, out: usize, n: i32, alpha: f32): void { map<Step>(x, out, n, alpha); }
export function leakyRelu(x: usize, out: usize, n: i32, alpha: f32): void { map<LeakyRelu>(x, out, n, alpha); }
/** scale * x for x >= 0, scaleAlpha * (e^x - 1) below */
export function selu(x: usize, out: usize, n: i32, scale: f32, scaleAlpha: f32): void {
  map<Selu>(x, out, n, scale, scaleAlpha);
}

/** out[i] = value */
export function fill(out: usize, n: i32, value: f32): void {
  const v = f32x4.splat(value);
  const bytes = (<usize>n) << 2;
  let i: usize = 0;
  for (const end = bytes & ~15; i < end; i += 16) v128.store(out + i, v);
  for (; i < bytes; i += 4) store<f32>(out + i, value);
}

/** int32 to float32 */
export function intToFloat(x: usize, out: usize, n: i32): void {
  const bytes = (<usize>n) << 2;
  let i: usize = 0;
  for (const end = bytes & ~15; i < end; i += 16) v128.store(out + i, f32x4.convert_i32x4_s(v128.load(x + i)));
  for (; i < bytes; i += 4) store<f32>(out + i, <f32>load<i32>(x + i));
}

/** Whether a bool (0 or 1, as int32) is 0 */
export function logicalNot(x: usize, out: usize, n: i32): void {
  const one = i32x4.splat(1);
  const zero = i32x4.splat(0);
  const bytes = (<usize>n) << 2;
  let i: usize = 0;
  for (const end = bytes & ~15; i < end; i += 16) {
    v128.store(out + i, v128.and(i32x4.eq(v128.load(x + i), zero), one));
  }
  for (; i < bytes; i += 4) store<i32>(out + i, load<i32>(x + i) == 0 ? 1 : 0);
}

/** out[i] = condition[i] == 1 ? t[i] : e[i]; the condition is a bool (0 or 1, as int32) */
export function select(condition: usize, t: usize, e: usize, out: usize, n: i32): void {
  const one = i32x4.splat(1);
  const bytes = (<usize>n) << 2;
  let i: usize = 0;
  for (const end = bytes & ~15; i < end; i += 16) {
    const mask = i32x4.eq(v128.load(condition + i), one);
    v128.store(out + i, v128.bitselect(v128.load(t + i), v128.load(e + i), mask));
  }
  for (; i < bytes; i += 4) store<i32>(out + i, load<i32>((load<i32>(condition + i) == 1 ? t : e) + i));
}
