import type { BatchOptions } from '../batches/batch-options';
import { type Batch, makeBatches } from '../batches/batches';
import type { Labels } from '../tables/labels';
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
   * @throws OptionError at once; CorruptVolumeError, DatasetValueError, or the signal's reason, from the iterator
   */
  batches(options?: BatchOptions<'float32'>): AsyncGenerator<Batch<Float32Array>>;
  batches(options: BatchOptions<'uint8'>): AsyncGenerator<Batch<Uint8Array>>;
  batches(options?: BatchOptions): AsyncGenerator<Batch>;
  /** Close the file; reading from it afterwards throws. Calling it again does nothing. */
  close(): void;
}

/** A {@link VolumeFile} over the volumes of one file or of several. */
export function volumeFile(stored: JoinedVolumes): VolumeFile {
  const { path, paths, shape, dtype, index, labels, labelNames, views, unfinished, read, readInto, close } = stored;
  const source = { length: shape[0], shape, index, views, labels, readInto };
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
    batches: ((options: BatchOptions = {}) => makeBatches(source, options)) as VolumeFile['batches'],
    close,
  };
}
