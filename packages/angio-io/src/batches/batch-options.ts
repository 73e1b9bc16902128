import type { VolumeDtype } from '../hdf5/volume-format';
import type { AugmentOptions } from './augment-options';

/** Options of {@link VolumeFile.batches}. */
export interface BatchOptions<D extends VolumeDtype = VolumeDtype> {
  /** Volumes a batch. Default: 8. */
  readonly batchSize?: number;
  /** Positions in the file to read, in this order. Default: all, from 0. */
  readonly indices?: ArrayLike<number>;
  /**
   * Read in random order: Fisher–Yates on mulberry32, the same on every machine. One call is one epoch; give each
   * epoch its own seed. Default: false.
   */
  readonly shuffle?: boolean;
  /**
   * Draw at random with replacement, each volume as often as its weight says: a number from 0 for each volume of the
   * file. An epoch draws as many as it would otherwise read, in the order of the draws, so `shuffle` changes nothing.
   * torch's `WeightedRandomSampler`. Default: read each volume once.
   */
  readonly sampleWeights?: ArrayLike<number>;
  /**
   * As `sampleWeights`, with weights by which volumes with and without this label, e.g. `Aneurysm`, are equally probable.
   */
  readonly balance?: string;
  /** A 32-bit integer, for the order, the draws and `augment`. Default: 0. */
  readonly seed?: number;
  /**
   * Change volumes and labels at random. What happens to a patient depends on its Index and the seed alone, not on the
   * batch size, the order or other patients. Default: leave them as they are.
   */
  readonly augment?: AugmentOptions;
  /** `float32`: numbers in [0, 1]; `uint8`: grey values. Default: `float32`. */
  readonly dtype?: D;
  /** Leave out a last batch of fewer than `batchSize` volumes. Default: false. */
  readonly dropLast?: boolean;
  /**
   * How many batches are made ahead by a worker while the program works on one: memory holds that many more. 0 makes
   * each batch when it is asked for, in Node on the calling thread. The numbers are the same. Default: 2.
   */
  readonly prefetch?: number;
  /** How many workers make them: for programs that are faster than one. A browser always has one. Default: 1. */
  readonly workers?: number;
  readonly signal?: AbortSignal;
}
