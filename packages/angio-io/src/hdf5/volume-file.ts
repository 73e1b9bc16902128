import type { BatchOptions } from '../batches/batch-options';
import { type Batch, planBatches, readBatches } from '../batches/batches';
import type { EpochPlan } from '../batches/epoch-plan';
import { ClosedFileError } from '../errors';
import { integerOption } from '../options';
import type { Labels } from '../tables/labels';
import type { FileWorkers } from '../worker/file-workers';
import type { JoinedVolumes } from './join-volumes';
import type { StoredDtype, VolumeArray } from './stored-dtype';

/** An open volume file, or several as one. Nothing but what is asked for is read, so files may be larger than memory. */
export interface VolumeFile {
  /** The file, the first one of several. */
  readonly path: string;
  /** The files, one unless several were opened as one. */
  readonly paths: readonly string[];
  /** How many volumes (patients) the file has. */
  readonly length: number;
  /** [patients, height, width, views] */
  readonly shape: readonly [number, number, number, number];
  /** How the volumes are stored. */
  readonly dtype: StoredDtype;
  /** Each volume's patient. */
  readonly index: readonly string[];
  /** The labels, in the order of the volumes, if the file has any. */
  readonly labels: Labels | undefined;
  /** The names of the label columns; empty if the file has no labels. */
  readonly labelNames: readonly string[];
  /** The names of the channels. */
  readonly views: readonly string[];
  /**
   * Whether this is what a run of `writeVolumes` had written when it was interrupted: a `.partial` file, with the
   * patients up to then.
   */
  readonly unfinished: boolean;
  /**
   * Volume `at` as it is stored, height × width × views: in the typed array of that name, but float16 as Float32Array,
   * 64-bit integers as Float64Array, and bool as Uint8Array of 0 and 1.
   *
   * @throws CorruptVolumeError, DatasetValueError, OptionError, ClosedFileError, Hdf5CrashedError
   */
  read(at: number): VolumeArray;
  /**
   * Volume `at` as float32: what is stored divided by the file's scale, rounded once. In a file of `writeVolumes` that
   * is in [0, 1], the same bits whichever way it is stored.
   *
   * @throws CorruptVolumeError, DatasetValueError, OptionError, ClosedFileError, Hdf5CrashedError
   */
  readFloat(at: number): Float32Array;
  /**
   * The volumes of one epoch, batch by batch: as `readFloat` gives them, or (uint8) as grey values. Where the volumes
   * are not stored as uint8, a grey value is stored value / scale × 255, rounded and clamped to 0 … 255.
   *
   * @throws OptionError at once; CorruptVolumeError, DatasetValueError, or the signal's reason, from the iterator; with
   *   `prefetch` WorkerError too, and SourceChangedError if the file is no longer the one that was opened
   */
  batches(options?: BatchOptions<'float32'>): AsyncGenerator<Batch<Float32Array>>;
  batches(options: BatchOptions<'uint8'>): AsyncGenerator<Batch<Uint8Array>>;
  batches(options?: BatchOptions): AsyncGenerator<Batch>;
  /** Close the file; reading from it afterwards throws. Calling it again does nothing. */
  close(): void;
}

/**
 * A {@link VolumeFile} over the volumes of one file or of several.
 *
 * @param workers make batches ahead
 */
export function volumeFile(stored: JoinedVolumes, workers: FileWorkers): VolumeFile {
  const { path, paths, shape, dtype, index, labels, labelNames, views, unfinished, read, readInto, preload, close } =
    stored;
  const source = { length: shape[0], shape, index, views, labels, readInto, preload };
  const batches = (options: BatchOptions = {}) => {
    const plan = planBatches(source, options);
    const ahead = integerOption('prefetch', options.prefetch, defaultPrefetch(plan, shape), 0);
    const count = integerOption('workers', options.workers, 1, 1);
    const inWorkers = ahead > 0 && (options.prefetch !== undefined || workers.available);
    return inWorkers ? workers.batches(plan, ahead, count, options.signal) : readBatches(source, plan, options.signal);
  };
  return {
    path,
    paths,
    length: shape[0],
    shape,
    dtype,
    index,
    labels,
    labelNames,
    views,
    unfinished,
    read,
    readFloat(at) {
      const volume = new Float32Array(shape[1] * shape[2] * shape[3]);
      readInto(at, volume, 0);
      return volume;
    },
    // One generator serves all overloads: what a batch holds follows from `dtype`.
    batches: batches as VolumeFile['batches'],
    close() {
      workers.close(new ClosedFileError(path));
      close();
    },
  };
}

/** Values of an epoch from which on a worker is worth its start, which takes as long as reading these. */
const WORTH_A_WORKER = 2 ** 24;

function defaultPrefetch({ batches }: EpochPlan, [, height, width, views]: VolumeFile['shape']): number {
  const volumes = batches.reduce((sum, { length }) => sum + length, 0);
  return batches.length > 1 && volumes * height * width * views >= WORTH_A_WORKER ? 2 : 0;
}
