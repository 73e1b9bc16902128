import { minus } from './ticks';
import type { EstimateData } from './values';

/** A figure with its interval as text, e.g. `0.774 (0.708 to 0.837)`. */
export function estimateText(estimate: number | EstimateData, digits = 3): string {
  if (typeof estimate === 'number') return numberText(estimate, digits);
  const { lower, upper } = estimate;
  return `${numberText(estimate.estimate, digits)} (${numberText(lower, digits)} to ${numberText(upper, digits)})`;
}

/** A number with so many digits after the point; with a power of ten if that would be very long or all zeros. */
export function numberText(value: number, digits: number): string {
  const size = Math.abs(value);
  if (size >= 1e7 || (size > 0 && size < 10 ** -digits / 2)) return minus(value.toExponential(Math.min(digits, 2)));
  return minus(value.toFixed(digits));
}
