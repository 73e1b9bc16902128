/** Φ(z) of the standard normal distribution. */
export function normalCdf(z: number): number {
  return z > 0 ? 1 - upperNormal(z) : upperNormal(-z);
}

/** z with Φ(z) = p, for 0 < p < 1, to the last digits by Newton's steps; in the tails on log Φ. */
export function normalQuantile(p: number): number {
  if (p > 0.5) return -normalQuantile(1 - p);
  if (p === 0.5) return 0;
  // log Φ is concave, so that Newton's steps from the left of the root never overshoot.
  const target = Math.log(p);
  let z = -Math.sqrt(-2 * target);
  for (let step = 0; step < 100; step++) {
    const below = upperNormal(-z);
    const next = z + ((target - Math.log(below)) * below) / normalDensity(z);
    if (Math.abs(next - z) <= 1e-15 * Math.abs(z)) return next;
    z = next;
  }
  return z;
}

/** Two-sided p value of a standard normal z, in [0, 1]; keeps its digits however small it is. */
export function twoSidedP(z: number): number {
  return Math.min(1, 2 * upperNormal(Math.abs(z)));
}

/** 1 − F(x) of the χ² distribution with `df` > 0 degrees of freedom, x ≥ 0: Γ(df / 2, x / 2) / Γ(df / 2). */
export function chiSquareUpper(x: number, df: number): number {
  if (!(x > 0)) return 1;
  if (x === Infinity) return 0;
  return upperGamma(df / 2, x / 2);
}

/** 1 − Φ(z) for z ≥ 0. */
function upperNormal(z: number): number {
  if (z === 0) return 0.5;
  if (z === Infinity) return 0;
  return upperGamma(0.5, (z * z) / 2) / 2;
}

const normalDensity = (z: number) => Math.exp(-(z * z) / 2) / Math.sqrt(2 * Math.PI);

/**
 * The regularised upper incomplete gamma function Q(a, x): by the series of the lower one for x < a + 1, beyond by
 * Legendre's continued fraction, evaluated by Lentz's method (Abramowitz and Stegun 1964, 6.5.29 and 6.5.31).
 */
function upperGamma(a: number, x: number): number {
  const scale = Math.exp(a * Math.log(x) - x - logGamma(a));
  if (x < a + 1) {
    let term = 1 / a;
    let sum = term;
    for (let n = 1; term > sum * 1e-17; n++) {
      term *= x / (a + n);
      sum += term;
    }
    return 1 - scale * sum;
  }
  let b = x + 1 - a;
  let c = 1e300;
  let d = 1 / b;
  let fraction = d;
  for (let n = 1; n < 10_000; n++) {
    const numerator = n * (a - n);
    b += 2;
    d = 1 / (numerator * d + b);
    c = b + numerator / c;
    const factor = c * d;
    fraction *= factor;
    if (Math.abs(factor - 1) < 1e-16) break;
  }
  return scale * fraction;
}

/** Lanczos's coefficients for g = 7, n = 9 (Godfrey 2001): 15 digits. */
const LANCZOS = [
  0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059,
  12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
];

/** log Γ(x) for x > 0. */
function logGamma(x: number): number {
  if (x < 0.5) return Math.log(Math.PI / Math.sin(Math.PI * x)) - logGamma(1 - x);
  const z = x - 1;
  const t = z + 7.5;
  const sum = LANCZOS.reduce((total, coefficient, i) => (i === 0 ? coefficient : total + coefficient / (z + i)), 0);
  return 0.5 * Math.log(2 * Math.PI) + (z + 0.5) * Math.log(t) - t + Math.log(sum);
}
