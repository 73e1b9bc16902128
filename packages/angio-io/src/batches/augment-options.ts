import { OptionError } from '../errors/option-error';

/** A lowest and a highest value, both included; or one number, whose meaning the option says. */
export type AugmentRange = number | readonly [lowest: number, highest: number];

/** Pairs of names that change places when a patient is mirrored. */
export type SwapPairs = readonly (readonly [string, string])[];

/**
 * How volumes are changed at random for training. What is left out stays as it is. Every number is drawn uniformly from
 * its range; the ranges mean what torchvision's `RandomHorizontalFlip`, `RandomAffine` and `ColorJitter` mean by them.
 */
export interface AugmentOptions {
  /**
   * How probable it is that a patient is mirrored: each image left to right, while views (`LI-A` and `RI-A`) and labels
   * (`L_ICA` and `R_ICA`) of the two sides change places. Always the whole patient. Default: 0.
   */
  readonly flip?: number;
  /** Degrees, clockwise: d for −d to d. torchvision's `degrees`, turned as by its `functional.affine`. Default: 0. */
  readonly rotate?: AugmentRange;
  /** Factor, above 1 to enlarge: s for 1 − s to 1 + s. torchvision's `scale`. Default: 0. */
  readonly scale?: AugmentRange;
  /**
   * Part of the width and of the height by which the image is moved: f for −f to f both ways, or [f of the width, f of
   * the height]. torchvision's `translate`, but not rounded to whole pixels. Default: 0.
   */
  readonly shift?: number | readonly [horizontal: number, vertical: number];
  /** Factor on every value: b for 1 − b (0 at least) to 1 + b. torchvision's `brightness`. Default: 0. */
  readonly brightness?: AugmentRange;
  /** Factor on the distance from the image's mean: c for 1 − c (0 at least) to 1 + c. torchvision's `contrast`. Default: 0. */
  readonly contrast?: AugmentRange;
  /** Standard deviation of normal noise as a part of white: one number for just this, or a range. Default: 0. */
  readonly noise?: AugmentRange;
  /**
   * What is seen beyond the border: `edge`, the nearest pixel of it (grid_sample's `border`), or a constant from 0, black,
   * to 1, white. Default: `edge`.
   */
  readonly fill?: 'edge' | number;
  /** Draw for each view apart, since each angiogram has its own projection; otherwise once a patient. Default: true. */
  readonly perView?: boolean;
  /**
   * The views that change places in mirrored patients; [] for none. Default: as the names say, one beginning with L and
   * one with R (`LV-B`, `RV-B`) or containing left and right.
   */
  readonly swapViews?: SwapPairs;
  /** The labels that change places in mirrored patients; [] for none. Default: as the names say, like `swapViews`. */
  readonly swapLabels?: SwapPairs;
}

/** {@link AugmentOptions} with every default filled in and every range written out. */
export interface AugmentRanges {
  readonly flip: number;
  readonly rotate: readonly [number, number];
  readonly scale: readonly [number, number];
  readonly shift: readonly [number, number];
  readonly brightness: readonly [number, number];
  readonly contrast: readonly [number, number];
  readonly noise: readonly [number, number];
  readonly fill: 'edge' | number;
  readonly perView: boolean;
}

/**
 * Check the options but for the pairs, and write out their ranges.
 *
 * @throws OptionError
 */
export function augmentRanges(options: AugmentOptions): AugmentRanges {
  const unknown = Object.keys(options).find((name) => !NAMES.has(name));
  if (unknown !== undefined) throw new OptionError(`augment.${unknown}`, 'given', `one of ${[...NAMES].join(', ')}`);
  const { flip = 0, fill = 'edge', shift = 0, perView = true } = options;
  check('flip', flip, isBetween(flip, 0, 1), 'a probability from 0 to 1');
  check('fill', fill, fill === 'edge' || isBetween(fill, 0, 1), "'edge' or a number from 0 (black) to 1 (white)");
  check('perView', perView, typeof perView === 'boolean', 'true or false');
  const shifts = typeof shift === 'number' ? ([shift, shift] as const) : shift;
  const isShift = Array.isArray(shifts) && shifts.length === 2 && shifts.every((part) => isBetween(part, 0, 1));
  check('shift', shift, isShift, 'a part from 0 to 1, or one of the width and one of the height');
  return {
    flip,
    rotate: range('rotate', options.rotate, (d) => [-d, d], -180, 180),
    // A factor of 0 would shrink the image to nothing.
    scale: range('scale', options.scale, (s) => [1 - s, 1 + s], 0.01, 100),
    shift: [shifts[0], shifts[1]],
    brightness: range('brightness', options.brightness, (b) => [Math.max(0, 1 - b), 1 + b], 0, 100),
    contrast: range('contrast', options.contrast, (c) => [Math.max(0, 1 - c), 1 + c], 0, 100),
    noise: range('noise', options.noise, (sigma) => [sigma, sigma], 0, 1),
    fill,
    perView,
  };
}

const NAMES: ReadonlySet<string> = new Set<keyof AugmentOptions>([
  ...(['flip', 'rotate', 'scale', 'shift', 'brightness', 'contrast', 'noise'] as const),
  ...(['fill', 'perView', 'swapViews', 'swapLabels'] as const),
]);

function range(
  name: 'rotate' | 'scale' | 'brightness' | 'contrast' | 'noise',
  value: AugmentRange | undefined,
  around: (amount: number) => [number, number],
  lowest: number,
  highest: number,
): [number, number] {
  const written = value === undefined || typeof value === 'number' ? around(value ?? 0) : value;
  const [low, high] = Array.isArray(written) && written.length === 2 ? written : [Number.NaN, Number.NaN];
  const isRange = isBetween(low, lowest, highest) && isBetween(high, lowest, highest) && low <= high;
  const isAmount = typeof value !== 'number' || value >= 0;
  check(name, value, isRange && isAmount, `an amount from 0, or [lowest, highest], within ${lowest} to ${highest}`);
  return [low, high];
}

function check(name: string, found: unknown, isRight: boolean, expected: string): void {
  if (!isRight) throw new OptionError(`augment.${name}`, found, expected);
}

function isBetween(value: unknown, lowest: number, highest: number): boolean {
  return typeof value === 'number' && value >= lowest && value <= highest;
}
