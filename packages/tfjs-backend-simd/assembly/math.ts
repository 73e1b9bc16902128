// Elementary functions of four floats at a time. Polynomials and splittings are those of Cephes (S. Moshier, Cephes
// Mathematical Library, single/expf.c, logf.c, tanhf.c); errors stay below 2 units in the last place
// (sigmoid and swish: 4).
//
// pmin and pmax are used instead of min and max wherever NaN has only one way in: they are one instruction, and they
// hand the first operand on when it is NaN.
import { mulAdd } from './mulAdd';

// Numbers that a loop needs over and over are loaded from static memory, by one instruction each. A literal would be made
// anew in each turn, by three, in V8 since Node 22; where every instruction counts, a kernel loads them before its loop
// (see `logistic.ts`).

const ONE: usize = memory.data<f32>([1]);
const LOG2E: usize = memory.data<f32>([1.44269504088896341]);
/** ln 2 in two parts, the first exact in few bits, so that x - n ln 2 loses nothing. */
const LN2_HIGH: usize = memory.data<f32>([0.693359375]);
const LN2_LOW: usize = memory.data<f32>([-2.12194440e-4]);

/** A number of static memory, four times. */
// @ts-ignore: decorator
@inline
function k(address: usize): v128 {
  return v128.load32_splat(address);
}

/** Coefficients of `expPolynomial`, the highest power's first. */
const EXP: usize = memory.data<f32>([
  1.9875691500e-4, 1.3981999507e-3, 8.3334519073e-3, 4.1665795894e-2, 1.6666665459e-1, 5.0000001201e-1,
]);

/** (e^r - 1 - r) / r^2 for |r| <= ln(2) / 2 */
// @ts-ignore: decorator
@inline
function expPolynomial(r: v128): v128 {
  let p = mulAdd(k(EXP + 4), k(EXP), r);
  p = mulAdd(k(EXP + 8), p, r);
  p = mulAdd(k(EXP + 12), p, r);
  p = mulAdd(k(EXP + 16), p, r);
  return mulAdd(k(EXP + 20), p, r);
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
  return i32x4.shl(i32x4.add(n, k(EXPONENT_BIAS)), 23);
}

const EXPONENT_BIAS: usize = memory.data<i32>([127]);
/** Beyond these, e^x is 0 and infinity. */
const EXP_RANGE: usize = memory.data<f32>([-104, 89]);

/** e^x over the whole range, with subnormal results, 0 and infinity where they belong. */
// @ts-ignore: decorator
@inline
export function exp4(x: v128): v128 {
  const clamped = f32x4.pmin(f32x4.pmax(x, k(EXP_RANGE)), k(EXP_RANGE + 4));
  const n = f32x4.nearest(f32x4.mul(clamped, k(LOG2E)));
  const r = expRemainder(clamped, n);
  const y = f32x4.add(mulAdd(r, expPolynomial(r), f32x4.mul(r, r)), k(ONE));
  // In two factors, because 2^n alone may be too large or too small for a float.
  const whole = i32x4.trunc_sat_f32x4_s(n);
  const half = i32x4.shr_s(whole, 1);
  return f32x4.mul(f32x4.mul(y, powerOfTwo(half)), powerOfTwo(i32x4.sub(whole, half)));
}

/**
 * What `onePlusExpNeg` computes with: the range that its argument is cut to; 1.5 * 2^23 + 127, to which a float is added
 * to have the integer n next to it, as the exponent n + 127, in the sum's low bits; -log2 e; ln 2 in two parts; and the
 * coefficients of the minimax polynomial of e^-s of its degree on |s| <= ln(2) / 2 (relative error 1.05e-7, found with
 * Remez's algorithm), the highest power's first.
 */
export const SIGMOID: usize = memory.data<f32>([
  -88, 87, 12583039, -1.44269504088896341, 0.693359375, -2.12194440e-4,
  -8.3125201406e-3, 4.1890156813e-2, -1.6667114650e-1, 4.9999231495e-1, -1, 1,
]);

/**
 * 1 + e^-x, from the largest float's neighbourhood (x below -88) down to 1: what a sigmoid divides by. The other
 * arguments are the numbers of `SIGMOID`.
 */
// @ts-ignore: decorator
@inline
export function onePlusExpNegWith(
  x: v128, low: v128, high: v128, round: v128, minusLog2E: v128, ln2High: v128, ln2Low: v128,
  c5: v128, c4: v128, c3: v128, c2: v128, c1: v128, one: v128,
): v128 {
  const clamped = f32x4.pmin(f32x4.pmax(x, low), high);
  const shifted = mulAdd(round, clamped, minusLog2E);
  const n = f32x4.sub(shifted, round);
  // -x = n ln 2 - s
  const s = mulAdd(mulAdd(clamped, n, ln2High), n, ln2Low);
  const p = mulAdd(c2, s, mulAdd(c3, s, mulAdd(c4, s, c5)));
  const y = mulAdd(one, s, mulAdd(c1, s, p));
  return mulAdd(one, y, i32x4.shl(shifted, 23));
}

// @ts-ignore: decorator
@inline
function onePlusExpNeg(x: v128): v128 {
  const c = SIGMOID;
  return onePlusExpNegWith(
    x, k(c), k(c + 4), k(c + 8), k(c + 12), k(c + 16), k(c + 20), k(c + 24), k(c + 28), k(c + 32), k(c + 36), k(c + 40),
    k(c + 44),
  );
}

/** Below and above these, e^x - 1 is -1 and infinity. */
const EXPM1_RANGE: usize = memory.data<f32>([-87, 88.8]);

/** e^x - 1, accurate near 0 */
// @ts-ignore: decorator
@inline
export function expm1x4(x: v128): v128 {
  const clamped = f32x4.pmin(f32x4.pmax(x, k(EXPM1_RANGE)), k(EXPM1_RANGE + 4));
  const n = f32x4.nearest(f32x4.mul(clamped, k(LOG2E)));
  const r = expRemainder(clamped, n);
  const scale = powerOfTwo(i32x4.trunc_sat_f32x4_s(n));
  const y = mulAdd(r, expPolynomial(r), f32x4.mul(r, r));
  return f32x4.add(f32x4.mul(y, scale), f32x4.sub(scale, k(ONE)));
}

/** 1 / (1 + e^-x) */
// @ts-ignore: decorator
@inline
export function sigmoid4(x: v128): v128 {
  return f32x4.div(k(ONE), onePlusExpNeg(x));
}

/** x / (1 + e^-x) */
// @ts-ignore: decorator
@inline
export function swish4(x: v128): v128 {
  return f32x4.div(x, onePlusExpNeg(x));
}

/** Numbers of `log4`: the smallest normal float, 2^23 and 23; the bits of sqrt(1/2), and the mantissa's mask. */
const TINY: usize = memory.data<f32>([1.17549435e-38, 8388608, 23]);
const LOG_BITS: usize = memory.data<i32>([0x3f3504f3, 0x007fffff]);
/** Coefficients of (ln(1 + f) - f + f^2 / 2) / f^3, the highest power's first. */
const LOG: usize = memory.data<f32>([
  7.0376836292e-2, -1.1514610310e-1, 1.1676998740e-1, -1.2420140846e-1, 1.4249322787e-1, -1.6668057665e-1,
  2.0000714765e-1, -2.4999993993e-1, 3.3333331174e-1, 0.5,
]);
const NOT_FINITE: usize = memory.data<f32>([Infinity, -Infinity, NaN]);

/** ln x; NaN below 0, minus infinity at 0 */
// @ts-ignore: decorator
@inline
export function log4(x: v128): v128 {
  // Subnormal numbers are scaled by 2^23 first.
  const tiny = f32x4.lt(x, k(TINY));
  const scaled = v128.bitselect(f32x4.mul(x, k(TINY + 4)), x, tiny);
  // x = m 2^n with m in [sqrt(1/2), sqrt(2))
  const bits = i32x4.sub(scaled, k(LOG_BITS));
  const whole = i32x4.shr_s(bits, 23);
  const m = i32x4.add(v128.and(bits, k(LOG_BITS + 4)), k(LOG_BITS));
  const n = f32x4.sub(f32x4.convert_i32x4_s(whole), v128.and(tiny, k(TINY + 8)));
  const f = f32x4.sub(m, k(ONE));
  let p = mulAdd(k(LOG + 4), k(LOG), f);
  p = mulAdd(k(LOG + 8), p, f);
  p = mulAdd(k(LOG + 12), p, f);
  p = mulAdd(k(LOG + 16), p, f);
  p = mulAdd(k(LOG + 20), p, f);
  p = mulAdd(k(LOG + 24), p, f);
  p = mulAdd(k(LOG + 28), p, f);
  p = mulAdd(k(LOG + 32), p, f);
  const f2 = f32x4.mul(f, f);
  let y = f32x4.mul(f32x4.mul(p, f), f2);
  y = mulAdd(y, n, k(LN2_LOW));
  y = f32x4.sub(y, f32x4.mul(k(LOG + 36), f2));
  y = mulAdd(f32x4.add(f, y), n, k(LN2_HIGH));
  // The edges: +infinity and NaN stay, 0 and below leave the range.
  y = v128.bitselect(y, x, f32x4.lt(x, k(NOT_FINITE)));
  y = v128.bitselect(k(NOT_FINITE + 4), y, f32x4.eq(x, f32x4.splat(0)));
  return v128.bitselect(k(NOT_FINITE + 8), y, f32x4.lt(x, f32x4.splat(0)));
}

/** ln(1 + u) for u >= 0 or small negative u, accurate near 0 (W. Kahan's correction of the rounding of 1 + u) */
// @ts-ignore: decorator
@inline
export function log1p4(u: v128): v128 {
  const w = f32x4.add(k(ONE), u);
  const difference = f32x4.sub(w, k(ONE));
  const corrected = f32x4.mul(log4(w), f32x4.div(u, difference));
  const y = v128.bitselect(u, corrected, f32x4.eq(difference, f32x4.splat(0)));
  return v128.bitselect(u, y, f32x4.eq(u, k(NOT_FINITE)));
}

/** Coefficients of `tanh4` near 0, the highest power's first; from where on it is computed from e^-2x; -2, 2, the sign's bit. */
const TANH: usize = memory.data<f32>([
  -5.70498872745e-3, 2.06390887954e-2, -5.37397155531e-2, 1.33314422036e-1, -3.33332819422e-1, 0.625, -2, 2, -0.0,
]);

// @ts-ignore: decorator
@inline
export function tanh4(x: v128): v128 {
  const z = f32x4.mul(x, x);
  let p = mulAdd(k(TANH + 4), k(TANH), z);
  p = mulAdd(k(TANH + 8), p, z);
  p = mulAdd(k(TANH + 12), p, z);
  p = mulAdd(k(TANH + 16), p, z);
  const small = mulAdd(x, f32x4.mul(p, z), x);
  const magnitude = f32x4.abs(x);
  const large = f32x4.sub(k(ONE), f32x4.div(k(TANH + 28), onePlusExpNeg(f32x4.mul(magnitude, k(TANH + 24)))));
  const signed = v128.or(large, v128.and(x, k(TANH + 32)));
  return v128.bitselect(small, signed, f32x4.lt(magnitude, k(TANH + 20)));
}

/** ln(1 + e^x) */
// @ts-ignore: decorator
@inline
export function softplus4(x: v128): v128 {
  return f32x4.add(f32x4.pmax(x, f32x4.splat(0)), log1p4(exp4(f32x4.neg(f32x4.abs(x)))));
}
