/** Filter counts are multiples of this (`depth_divisor` of the reference implementation). */
const FILTER_DIVISOR = 8;

/**
 * The filter count nearest to `filters * widthCoefficient` that is a multiple of 8, but never more than 10 % below it
 * (`round_filters` of the reference implementation).
 */
export function roundFilters(filters: number, widthCoefficient: number): number {
  const wanted = filters * widthCoefficient;
  const nearest = Math.floor(Math.trunc(wanted + FILTER_DIVISOR / 2) / FILTER_DIVISOR) * FILTER_DIVISOR;
  const rounded = Math.max(FILTER_DIVISOR, nearest);
  return rounded < 0.9 * wanted ? rounded + FILTER_DIVISOR : rounded;
}

/** `repeats * depthCoefficient`, rounded up (`round_repeats` of the reference implementation). */
export function roundRepeats(repeats: number, depthCoefficient: number): number {
  return Math.ceil(repeats * depthCoefficient);
}
