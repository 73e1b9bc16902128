import { OptionError } from '../errors/option-error';
import type { VolumeDtype } from '../hdf5/volume-format';
import { choiceOption, integerOption } from '../options';
import type { Labels } from '../tables/labels';
import type { BatchOptions } from './batch-options';
import { type Augmentation, augmenter } from './draw-augmentation';
import { shuffled } from './permutation';
import { drawn, samplingWeights } from './sampling-weights';

/** What an epoch reads, in its order. Plain data, which another thread can be sent. */
export interface EpochPlan {
  readonly dtype: VolumeDtype;
  /** Each batch's volumes. */
  readonly batches: readonly (readonly Sample[])[];
}

/** A volume of an epoch. */
export interface Sample {
  /** Position in the file. */
  readonly at: number;
  /** What is done to it. */
  readonly augmentation?: Augmentation;
}

/** What a plan must know of the volumes. */
export interface PlanSubject {
  readonly length: number;
  /** Each volume's patient. */
  readonly index: readonly string[];
  /** The channels' names. */
  readonly views: readonly string[];
  /** The labels' names; empty without labels. */
  readonly labelNames: readonly string[];
  /** The labels, in the order of the volumes. */
  readonly labels: Labels | undefined;
}

/**
 * Decide which volumes an epoch reads, in which order, and what is done to each.
 *
 * @throws OptionError
 */
export function planEpoch(subject: PlanSubject, options: BatchOptions): EpochPlan {
  const { dropLast = false, shuffle = false } = options;
  const batchSize = integerOption('batchSize', options.batchSize, 8, 1);
  const seed = integerOption('seed', options.seed, 0, -(2 ** 31), 2 ** 32 - 1);
  const dtype = choiceOption<VolumeDtype>('dtype', options.dtype, ['float32', 'uint8']);
  const chosen = choose(subject.length, options.indices);
  const weights = samplingWeights(options, chosen, subject.length, subject.labels);
  const order = weights ? drawn(chosen, weights, seed) : shuffle ? shuffled(chosen, seed) : chosen;
  const end = dropLast ? order.length - (order.length % batchSize) : order.length;
  const plain: Sample[] = order.slice(0, end).map((at) => ({ at }));
  const samples = options.augment ? augmented(plain, subject, seed, options.augment) : plain;
  const batches = Array.from({ length: Math.ceil(samples.length / batchSize) }, (_, batch) =>
    samples.slice(batch * batchSize, (batch + 1) * batchSize),
  );
  return { dtype, batches };
}

function choose(length: number, indices: ArrayLike<number> | undefined): number[] {
  const chosen = indices ? Array.from(indices) : Array.from({ length }, (_, at) => at);
  const wrong = chosen.find((at) => !Number.isInteger(at) || at < 0 || at >= length);
  if (wrong === undefined) return chosen;
  throw new OptionError('indices', `a list with ${wrong}`, `a list of positions from 0 to ${length - 1}`);
}

function augmented(
  samples: readonly Sample[],
  { index, views, labelNames }: PlanSubject,
  seed: number,
  augment: NonNullable<BatchOptions['augment']>,
): Sample[] {
  const draw = augmenter(augment, { views, labels: labelNames });
  const times = new Map<number, number>();
  return samples.map(({ at }) => {
    // A volume that an epoch reads repeatedly is drawn for anew each time.
    const time = times.get(at) ?? 0;
    times.set(at, time + 1);
    return { at, augmentation: draw(seed, time === 0 ? index[at]! : `${index[at]}\n${time}`) };
  });
}
