import { OptionError } from '../errors/option-error';
import { LABELS, VIEWS } from '../study/names';
import { type AugmentOptions, type AugmentRanges, augmentRanges } from './augment-options';
import { mirrored } from './mirror';
import { mulberry32, seedFor } from './random';

/** What was drawn for an image. */
export interface ViewAugmentation {
  /** Degrees, clockwise. */
  readonly rotate: number;
  /** Above 1: enlarged. */
  readonly scale: number;
  /** Part of the width, to the right. */
  readonly shiftX: number;
  /** Part of the height, downwards. */
  readonly shiftY: number;
  readonly brightness: number;
  readonly contrast: number;
  /** Standard deviation, white being 1. */
  readonly noise: number;
}

/** What was drawn for a patient: plain numbers, which another thread can be sent. */
export interface Augmentation {
  readonly flip: boolean;
  /** Which stored view each view of the result shows: another than its own only in a mirrored patient. */
  readonly viewSources: readonly number[];
  /** The same of the labels. */
  readonly labelSources: readonly number[];
  /** One for each view, or one for all. */
  readonly views: readonly ViewAugmentation[];
  readonly fill: 'edge' | number;
  /** Seed of the noise. */
  readonly noiseSeed: number;
}

/** The names that tell which views and labels change places. */
export interface AugmentNames {
  /** The channels' names. Default: the eight {@link VIEWS}. */
  readonly views?: readonly string[];
  /** The labels' names; empty without labels. Default: the 22 {@link LABELS}. */
  readonly labels?: readonly string[];
}

/**
 * Draw what happens to a patient: the same for the same options, seed and key, whatever else is drawn before. Each option
 * has random numbers of its own, so that adding one leaves the others' draws as they were.
 *
 * @param seed a 32-bit integer; another one for each epoch
 * @param key names the patient, and which time it is drawn in an epoch that draws it repeatedly
 * @throws OptionError, also for names that do not pair while `flip` is above 0
 */
export function drawAugmentation(
  options: AugmentOptions,
  seed: number,
  key: string,
  names: AugmentNames = {},
): Augmentation {
  return augmenter(options, names)(seed, key);
}

/** {@link drawAugmentation} with options that are checked once. */
export function augmenter(
  options: AugmentOptions,
  { views = VIEWS, labels = LABELS }: AugmentNames,
): (seed: number, key: string) => Augmentation {
  if (views.length === 0) throw new OptionError('views', 'an empty list', 'the names of the channels');
  const ranges = augmentRanges(options);
  const own = { views: views.map((_, at) => at), labels: labels.map((_, at) => at) };
  const { swapViews, swapLabels } = options;
  const isMirroring = ranges.flip > 0;
  // Pairs that are given are checked even while nothing is mirrored.
  const swapped = {
    views: isMirroring || swapViews ? mirrored('swapViews', views, swapViews) : own.views,
    labels: (isMirroring && labels.length > 0) || swapLabels ? mirrored('swapLabels', labels, swapLabels) : own.labels,
  };
  return (seed, key) => {
    const patient = seedFor(seed, key);
    const flip = mulberry32(seedFor(patient, 'flip'))() < ranges.flip;
    const sources = flip ? swapped : own;
    return {
      flip,
      viewSources: sources.views,
      labelSources: sources.labels,
      views: (ranges.perView ? views : ['all']).map((_, at) => drawView(ranges, seedFor(patient, `view ${at}`))),
      fill: ranges.fill,
      noiseSeed: seedFor(patient, 'noise'),
    };
  };
}

function drawView({ shift, ...ranges }: AugmentRanges, seed: number): ViewAugmentation {
  const random = mulberry32(seed);
  const between = ([lowest, highest]: readonly [number, number]) => lowest + (highest - lowest) * random();
  return {
    rotate: between(ranges.rotate),
    scale: between(ranges.scale),
    shiftX: between([-shift[0], shift[0]]),
    shiftY: between([-shift[1], shift[1]]),
    brightness: between(ranges.brightness),
    contrast: between(ranges.contrast),
    noise: between(ranges.noise),
  };
}
