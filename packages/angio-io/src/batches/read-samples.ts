import type { VolumeDtype } from '../hdf5/volume-format';
import { augmentVolume } from './augment-volume';
import type { Sample } from './epoch-plan';

/** What volumes are read from. */
export interface SampleSource {
  readonly shape: readonly [number, number, number, number];
  /**
   * Read volume `at` into `target` from `offset` on: as grey values or, into a Float32Array, in [0, 1].
   *
   * @param preloaded what `preload` gave for this volume
   */
  readInto(at: number, target: Float32Array | Uint8Array, offset: number, preloaded?: Uint8Array): void;
  /** Begin to read volume `at` on another thread. It never fails; what is wrong is said by `readInto`. */
  preload?(at: number): Promise<Uint8Array | undefined>;
}

/** Volumes one after another in one array, each changed as was drawn for it. */
export function readSamples(
  source: SampleSource,
  samples: readonly Sample[],
  dtype: VolumeDtype,
): Float32Array | Uint8Array {
  const { x, read } = sampleReader(source, samples, dtype);
  for (const row of samples.keys()) read(row);
  return x;
}

/** The same; while one volume is converted, the next ones are decompressed on other threads. */
export async function readSamplesAhead(
  source: SampleSource,
  samples: readonly Sample[],
  dtype: VolumeDtype,
  preload = preloader(source, samples),
): Promise<Float32Array | Uint8Array> {
  if (!source.preload) return readSamples(source, samples, dtype);
  const { x, read } = sampleReader(source, samples, dtype);
  for (const row of samples.keys()) read(row, await preload());
  return x;
}

/**
 * Gives what is known ahead of one sample after the other, with a few of them under way.
 *
 * @param samples those that will be asked for, in this order
 */
export function preloader(source: SampleSource, samples: readonly Sample[]): () => Promise<Uint8Array | undefined> {
  const underWay: Promise<Uint8Array | undefined>[] = [];
  let next = 0;
  return async () => {
    for (; underWay.length < PRELOADED && next < samples.length; next++) {
      underWay.push(source.preload!(samples[next]!.at));
    }
    return underWay.shift();
  };
}

/** As many as there are threads in Node's pool. */
const PRELOADED = 4;

function sampleReader(source: SampleSource, samples: readonly Sample[], dtype: VolumeDtype) {
  const [, ...shape] = source.shape;
  const length = shape[0] * shape[1] * shape[2];
  const values = dtype === 'float32' ? Float32Array : Uint8Array;
  const scratch = samples.some(({ augmentation }) => augmentation) ? new values(length) : undefined;
  const x = new values(samples.length * length);
  const read = (row: number, preloaded?: Uint8Array) => {
    const { at, augmentation } = samples[row]!;
    if (augmentation) {
      source.readInto(at, scratch!, 0, preloaded);
      augmentVolume(scratch!, shape, augmentation, x.subarray(row * length, (row + 1) * length));
    } else source.readInto(at, x, row * length, preloaded);
  };
  return { x, read };
}
