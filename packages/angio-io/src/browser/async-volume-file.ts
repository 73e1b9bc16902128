import type { BatchOptions } from '../batches/batch-options';
import type { Batch } from '../batches/batches';
import type { StoredDtype, VolumeArray } from '../hdf5/stored-dtype';
import type { Labels } from '../tables/labels';

/** An open volume file, or several as one, in a browser: as `VolumeFile`, but volumes come from a worker. */
export interface AsyncVolumeFile {
  /** The file's name, or its URL without query; of several the first one's. */
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
  /** Whether this is what a run of `writeVolumes` had written when it was interrupted: the patients up to then. */
  readonly unfinished: boolean;
  /**
   * Volume `at` as it is stored, height × width × views.
   *
   * @throws CorruptVolumeError, DatasetValueError, OptionError, ClosedFileError
   * @throws HttpError, NetworkError, SourceChangedError, WorkerError
   */
  read(at: number): Promise<VolumeArray>;
  /**
   * Volume `at` as float32: what is stored divided by the file's scale, rounded once.
   *
   * @throws as `read`
   */
  readFloat(at: number): Promise<Float32Array>;
  /**
   * The volumes of one epoch, batch by batch: the same as in Node.
   *
   * @throws OptionError at once; what `read` throws, or the signal's reason, from the iterator
   */
  batches(options?: BatchOptions<'float32'>): AsyncGenerator<Batch<Float32Array>>;
  batches(options: BatchOptions<'uint8'>): AsyncGenerator<Batch<Uint8Array>>;
  batches(options?: BatchOptions): AsyncGenerator<Batch>;
  /** Close the file and end its worker; reading from it afterwards throws. Calling it again does nothing. */
  close(): void;
}
