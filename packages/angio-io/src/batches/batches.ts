import type { Labels } from '../tables/labels';
import { augmentLabels, augmentVolume } from './augment-volume';
import type { BatchOptions } from './batch-options';
import { type EpochPlan, planEpoch, type Sample } from './epoch-plan';

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

/** What batches are made from: a file, or anything else that holds volumes. */
export interface VolumeSource {
  readonly length: number;
  readonly shape: readonly [number, number, number, number];
  readonly index: readonly string[];
  /** The channels' names. */
  readonly views: readonly string[];
  readonly labels: Labels | undefined;
  /** Read volume `at` into `target` from `offset` on: as grey values or, into a Float32Array, in [0, 1]. */
  readInto(at: number, target: Float32Array | Uint8Array, offset: number): void;
}

/** The batches of one epoch. Options are checked at once, not at the first batch. */
export function makeBatches(source: VolumeSource, options: BatchOptions): AsyncGenerator<Batch> {
  const labelNames = source.labels?.names ?? [];
  return generate(source, planEpoch({ ...source, labelNames }, options), options.signal);
}

async function* generate(
  source: VolumeSource,
  { samples, batchSize, dtype }: EpochPlan,
  signal: AbortSignal | undefined,
): AsyncGenerator<Batch> {
  const [, height, width, views] = source.shape;
  const volume = height * width * views;
  const values = dtype === 'float32' ? Float32Array : Uint8Array;
  const scratch = samples.some(({ augmentation }) => augmentation) ? new values(volume) : undefined;
  for (let start = 0; start < samples.length; start += batchSize) {
    signal?.throwIfAborted();
    const chosen = samples.slice(start, start + batchSize);
    const x = new values(chosen.length * volume);
    for (const [row, { at, augmentation }] of chosen.entries()) {
      if (augmentation) {
        source.readInto(at, scratch!, 0);
        augmentVolume(scratch!, [height, width, views], augmentation, x.subarray(row * volume, (row + 1) * volume));
      } else source.readInto(at, x, row * volume);
    }
    const indices = chosen.map(({ at }) => at);
    yield {
      x,
      shape: [chosen.length, height, width, views],
      ...labelsOf(source.labels, chosen),
      indices,
      patients: indices.map((at) => source.index[at]!),
    };
  }
}

/** The labels of some samples, as rows of one array. */
export function labelsOf(labels: Labels | undefined, samples: readonly Sample[]): Pick<Batch, 'y' | 'yShape'> {
  if (!labels) return {};
  const columns = labels.names.length;
  const y = new Float32Array(samples.length * columns);
  for (const [row, { at, augmentation }] of samples.entries()) {
    const values = labels.values[at]!;
    y.set(augmentation ? augmentLabels(values, augmentation) : values, row * columns);
  }
  return { y, yShape: [samples.length, columns] };
}
