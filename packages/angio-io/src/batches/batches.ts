import type { Labels } from '../tables/labels';
import { augmentLabels } from './augment-volume';
import type { BatchOptions } from './batch-options';
import { type EpochPlan, planEpoch, type Sample } from './epoch-plan';
import { preloader, readSamplesAhead, type SampleSource } from './read-samples';

/** Some volumes and what is known of them. Every batch has arrays of its own. */
export interface Batch<X extends Float32Array | Uint8Array = Float32Array | Uint8Array> {
  /** The volumes, one after another: `shape[0] · shape[1] · shape[2] · shape[3]` values. */
  readonly x: X;
  /** [volumes, height, width, views] */
  readonly shape: readonly [number, number, number, number];
  /** Their labels, if the file has any: volumes × labels values of 0 or 1. */
  readonly y?: Float32Array;
  /** [volumes, labels], if the file has labels. */
  readonly yShape?: readonly [number, number];
  /** The volumes' positions in the file. */
  readonly indices: readonly number[];
  /** The volumes' patients. */
  readonly patients: readonly string[];
}

/** What is known of the volumes that batches are made from. */
export interface BatchSubject {
  readonly length: number;
  readonly shape: readonly [number, number, number, number];
  readonly index: readonly string[];
  /** The channels' names. */
  readonly views: readonly string[];
  readonly labels: Labels | undefined;
}

/** What batches are made from: a file, or anything else that holds volumes. */
export interface VolumeSource extends BatchSubject, SampleSource {}

/** The batches of one epoch. Options are checked at once, not at the first batch. */
export function makeBatches(source: VolumeSource, options: BatchOptions): AsyncGenerator<Batch> {
  return readBatches(source, planBatches(source, options), options.signal);
}

/** @throws OptionError */
export function planBatches(subject: BatchSubject, options: BatchOptions): EpochPlan {
  return planEpoch({ ...subject, labelNames: subject.labels?.names ?? [] }, options);
}

/** The batches of a plan, each read when it is asked for. */
export async function* readBatches(
  source: VolumeSource,
  { batches, dtype }: EpochPlan,
  signal: AbortSignal | undefined,
): AsyncGenerator<Batch> {
  // Goes on into the next batch, while the consumer works on this one.
  const preload = preloader(source, batches.flat());
  for (const samples of batches) {
    signal?.throwIfAborted();
    yield asBatch(source, samples, await readSamplesAhead(source, samples, dtype, preload));
  }
}

/** Put with some volumes what is known of them. */
export function asBatch({ shape, index, labels }: BatchSubject, samples: readonly Sample[], x: Batch['x']): Batch {
  const indices = samples.map(({ at }) => at);
  return {
    x,
    shape: [samples.length, shape[1], shape[2], shape[3]],
    ...labelsOf(labels, samples),
    indices,
    patients: indices.map((at) => index[at]!),
  };
}

/** The labels of some samples, as rows of one array. */
function labelsOf(labels: Labels | undefined, samples: readonly Sample[]): Pick<Batch, 'y' | 'yShape'> {
  if (!labels) return {};
  const columns = labels.names.length;
  const y = new Float32Array(samples.length * columns);
  for (const [row, { at, augmentation }] of samples.entries()) {
    const values = labels.values[at]!;
    y.set(augmentation ? augmentLabels(values, augmentation) : values, row * columns);
  }
  return { y, yShape: [samples.length, columns] };
}
