/** z with Φ(z) = p for 0.5 < p < 1, by Newton's steps from 0, which never overshoot where Φ is concave. */
export function normalQuantile(p: number): number {
  let z = 0;
  for (let step = 0; step < 100; step++) {
    const next = z + (p - normalCdf(z)) / density(z);
    if (!(next > z)) break;
    z = next;
  }
  return z;
}

/**
 * Two-sided p value of a standard normal z, in [0, 1]; 1 of z = 0, 0 of an infinite one. Far out by the continued fraction
 * 1 − Φ(z) = φ(z) / (z + 1 / (z + 2 / (z + 3 / …))) (Laplace), which keeps its digits where 1 − Φ would lose them.
 */
export function twoSidedP(z: number): number {
  const distance = Math.abs(z);
  if (distance === Infinity) return 0;
  if (distance < 3) return 2 * (1 - normalCdf(distance));
  let fraction = distance;
  for (let n = 100; n >= 1; n--) fraction = distance + n / fraction;
  return (2 * density(distance)) / fraction;
}

const density = (z: number) => Math.exp(-(z ** 2) / 2) / Math.sqrt(2 * Math.PI);

/** Φ(z) = ½ + φ(z) · (z + z³/3 + z⁵/(3·5) + …), Marsaglia 2004. */
function normalCdf(z: number): number {
  let sum = 0;
  let term = z;
  for (let n = 1; sum + term !== sum; n += 2) {
    sum += term;
    term *= z ** 2 / (n + 2);
  }
  return 0.5 + density(z) * sum;
}
