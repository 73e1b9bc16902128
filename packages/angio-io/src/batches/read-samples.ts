import type { VolumeDtype } from '../hdf5/volume-format';
import { augmentVolume } from './augment-volume';
import type { Sample } from './epoch-plan';

/** What volumes are read from. */
export interface SampleSource {
  readonly shape: readonly [number, number, number, number];
  /** Read volume `at` into `target` from `offset` on: as grey values or, into a Float32Array, in [0, 1]. */
  readInto(at: number, target: Float32Array | Uint8Array, offset: number): void;
}

/** Volumes one after another in one array, each changed as was drawn for it. */
export function readSamples(
  source: SampleSource,
  samples: readonly Sample[],
  dtype: VolumeDtype,
): Float32Array | Uint8Array {
  const [, ...shape] = source.shape;
  const length = shape[0] * shape[1] * shape[2];
  const values = dtype === 'float32' ? Float32Array : Uint8Array;
  const scratch = samples.some(({ augmentation }) => augmentation) ? new values(length) : undefined;
  const x = new values(samples.length * length);
  for (const [row, { at, augmentation }] of samples.entries()) {
    if (augmentation) {
      source.readInto(at, scratch!, 0);
      augmentVolume(scratch!, shape, augmentation, x.subarray(row * length, (row + 1) * length));
    } else source.readInto(at, x, row * length);
  }
  return x;
}
