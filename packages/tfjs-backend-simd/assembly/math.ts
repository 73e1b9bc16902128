// Elementary functions of four floats at a time. Polynomials and splittings are those of Cephes (S. Moshier, Cephes
// Mathematical Library, single/expf.c, logf.c, tanhf.c); errors stay below 2 units in the last place
// (sigmoid and swish: 4).
//
// pmin and pmax are used instead of min and max wherever NaN has only one way in: they are one instruction, and they
// hand the first operand on when it is NaN.
import { mulAdd } from './mulAdd';

const LOG2E: f32 = 1.44269504088896341;
/** ln 2 in two parts, the first exact in few bits, so that x - n ln 2 loses nothing. */
const LN2_HIGH: f32 = 0.693359375;
const LN2_LOW: f32 = -2.12194440e-4;

// @ts-ignore: decorator
@inline
function k(value: f32): v128 {
  return f32x4.splat(value);
}

/** (e^r - 1 - r) / r^2 for |r| <= ln(2) / 2 */
// @ts-ignore: decorator
@inline
function expPolynomial(r: v128): v128 {
  let p = mulAdd(k(1.3981999507e-3), k(1.9875691500e-4), r);
  p = mulAdd(k(8.3334519073e-3), p, r);
  p = mulAdd(k(4.1665795894e-2), p, r);
  p = mulAdd(k(1.6666665459e-1), p, r);
  return mulAdd(k(5.0000001201e-1), p, r);
}

/** x - n ln 2 */
// @ts-ignore: decorator
@inline
function expRemainder(x: v128, n: v128): v128 {
  return f32x4.sub(f32x4.sub(x, f32x4.mul(n, k(LN2_HIGH))), f32x4.mul(n, k(LN2_LOW)));
}

/** 2^n for integers -126 <= n <= 128 (128: infinity) */
// @ts-ignore: decorator
@inline
function powerOfTwo(n: v128): v128 {
  return i32x4.shl(i32x4.add(n, i32x4.splat(127)), 23);
}

/** e^x over the whole range, with subnormal results, 0 and infinity where they belong. */
// @ts-ignore: decorator
@inline
export function exp4(x: v128): v128 {
  const clamped = f32x4.pmin(f32x4.pmax(x, k(-104)), k(89));
  const n = f32x4.nearest(f32x4.mul(clamped, k(LOG2E)));
  const r = expRemainder(clamped, n);
  const y = f32x4.add(mulAdd(r, expPolynomial(r), f32x4.mul(r, r)), k(1));
  // In two factors, because 2^n alone may be too large or too small for a float.
  const whole = i32x4.trunc_sat_f32x4_s(n);
  const half = i32x4.shr_s(whole, 1);
  return f32x4.mul(f32x4.mul(y, powerOfTwo(half)), powerOfTwo(i32x4.sub(whole, half)));
}

/** 1.5 · 2^23 + 127: the low bits of x + ROUND are the integer n next to x as a float's exponent, n + 127. */
const ROUND: f32 = 12582912 + 127;

/**
 * 1 + e^-x, from the largest float's neighbourhood (x below -88) down to 1: what a sigmoid divides by. The polynomial is
 * the minimax one of its degree on |r| <= ln(2) / 2 (relative error 1.05e-7), found with Remez's algorithm.
 */
// @ts-ignore: decorator
@inline
function onePlusExpNeg(x: v128): v128 {
  const clamped = f32x4.pmin(f32x4.pmax(x, k(-88)), k(87));
  const shifted = mulAdd(k(ROUND), clamped, k(-LOG2E));
  const n = f32x4.sub(shifted, k(ROUND));
  // -r with r = -x - n ln 2
  const s = mulAdd(mulAdd(clamped, n, k(LN2_HIGH)), n, k(LN2_LOW));
  let p = mulAdd(k(4.1890156813e-2), s, k(-8.3125201406e-3));
  p = mulAdd(k(-1.6667114650e-1), s, p);
  p = mulAdd(k(4.9999231495e-1), s, p);
  const y = mulAdd(f32x4.sub(k(1), s), f32x4.mul(s, s), p);
  return mulAdd(k(1), y, i32x4.shl(shifted, 23));
}

/** e^x - 1, accurate near 0 */
// @ts-ignore: decorator
@inline
export function expm1x4(x: v128): v128 {
  const clamped = f32x4.pmin(f32x4.pmax(x, k(-87)), k(88.8));
  const n = f32x4.nearest(f32x4.mul(clamped, k(LOG2E)));
  const r = expRemainder(clamped, n);
  const scale = powerOfTwo(i32x4.trunc_sat_f32x4_s(n));
  const y = mulAdd(r, expPolynomial(r), f32x4.mul(r, r));
  return f32x4.add(f32x4.mul(y, scale), f32x4.sub(scale, k(1)));
}

/** 1 / (1 + e^-x) */
// @ts-ignore: decorator
@inline
export function sigmoid4(x: v128): v128 {
  return f32x4.div(k(1), onePlusExpNeg(x));
}

/** x / (1 + e^-x) */
// @ts-ignore: decorator
@inline
export function swish4(x: v128): v128 {
  return f32x4.div(x, onePlusExpNeg(x));
}

/** ln x; NaN below 0, minus infinity at 0 */
// @ts-ignore: decorator
@inline
export function log4(x: v128): v128 {
  // Subnormal numbers are scaled by 2^23 first.
  const tiny = f32x4.lt(x, k(1.17549435e-38));
  const scaled = v128.bitselect(f32x4.mul(x, k(8388608)), x, tiny);
  // x = m 2^n with m in [sqrt(1/2), sqrt(2))
  const bits = i32x4.sub(scaled, i32x4.splat(0x3f3504f3));
  const whole = i32x4.shr_s(bits, 23);
  const m = i32x4.add(v128.and(bits, i32x4.splat(0x007fffff)), i32x4.splat(0x3f3504f3));
  const n = f32x4.sub(f32x4.convert_i32x4_s(whole), v128.and(tiny, k(23)));
  const f = f32x4.sub(m, k(1));
  let p = mulAdd(k(-1.1514610310e-1), k(7.0376836292e-2), f);
  p = mulAdd(k(1.1676998740e-1), p, f);
  p = mulAdd(k(-1.2420140846e-1), p, f);
  p = mulAdd(k(1.4249322787e-1), p, f);
  p = mulAdd(k(-1.6668057665e-1), p, f);
  p = mulAdd(k(2.0000714765e-1), p, f);
  p = mulAdd(k(-2.4999993993e-1), p, f);
  p = mulAdd(k(3.3333331174e-1), p, f);
  const f2 = f32x4.mul(f, f);
  let y = f32x4.mul(f32x4.mul(p, f), f2);
  y = mulAdd(y, n, k(LN2_LOW));
  y = f32x4.sub(y, f32x4.mul(k(0.5), f2));
  y = mulAdd(f32x4.add(f, y), n, k(LN2_HIGH));
  // The edges: +infinity and NaN stay, 0 and below leave the range.
  y = v128.bitselect(y, x, f32x4.lt(x, k(Infinity)));
  y = v128.bitselect(k(-Infinity), y, f32x4.eq(x, k(0)));
  return v128.bitselect(k(NaN), y, f32x4.lt(x, k(0)));
}

/** ln(1 + u) for u >= 0 or small negative u, accurate near 0 (W. Kahan's correction of the rounding of 1 + u) */
// @ts-ignore: decorator
@inline
export function log1p4(u: v128): v128 {
  const w = f32x4.add(k(1), u);
  const difference = f32x4.sub(w, k(1));
  const corrected = f32x4.mul(log4(w), f32x4.div(u, difference));
  const y = v128.bitselect(u, corrected, f32x4.eq(difference, k(0)));
  return v128.bitselect(u, y, f32x4.eq(u, k(Infinity)));
}

// @ts-ignore: decorator
@inline
export function tanh4(x: v128): v128 {
  const z = f32x4.mul(x, x);
  let p = mulAdd(k(2.06390887954e-2), k(-5.70498872745e-3), z);
  p = mulAdd(k(-5.37397155531e-2), p, z);
  p = mulAdd(k(1.33314422036e-1), p, z);
  p = mulAdd(k(-3.33332819422e-1), p, z);
  const small = mulAdd(x, f32x4.mul(p, z), x);
  const magnitude = f32x4.abs(x);
  const large = f32x4.sub(k(1), f32x4.div(k(2), onePlusExpNeg(f32x4.mul(magnitude, k(-2)))));
  const signed = v128.or(large, v128.and(x, i32x4.splat(0x80000000)));
  return v128.bitselect(small, signed, f32x4.lt(magnitude, k(0.625)));
}

/** ln(1 + e^x) */
// @ts-ignore: decorator
@inline
export function softplus4(x: v128): v128 {
  return f32x4.add(f32x4.pmax(x, k(0)), log1p4(exp4(f32x4.neg(f32x4.abs(x)))));
}
