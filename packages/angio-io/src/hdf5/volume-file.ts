import type { BatchOptions } from '../batches/batch-options';
import { type Batch, makeBatches } from '../batches/batches';
import { ClosedFileError, CorruptVolumeError, OptionError } from '../errors';
import type { Labels } from '../tables/labels';
import { type Hdf5, runHdf5 } from './hdf5';
import { toGrey, toUnit } from './unit-scale';
import type { VolumeDtype } from './volume-format';

/** An open volume file. Nothing but what is asked for is read, so files may be larger than memory. */
export interface VolumeFile {
  readonly path: string;
  /** How many volumes (patients) the file has. */
  readonly length: number;
  /** [patients, height, width, views] */
  readonly shape: readonly [number, number, number, number];
  /** How the volumes are stored. */
  readonly dtype: VolumeDtype;
  /** Each volume's patient. */
  readonly index: readonly string[];
  /** The labels, in the order of the volumes, if the file has any. */
  readonly labels: Labels | undefined;
  /** The names of the label columns; empty if the file has no labels. */
  readonly labelNames: readonly string[];
  /** The names of the channels. */
  readonly views: readonly string[];
  /**
   * Volume `at` as it is stored, height × width × views: grey values (uint8), or numbers in [0, 1] (float32).
   *
   * @throws CorruptVolumeError, OptionError, ClosedFileError
   */
  read(at: number): Uint8Array | Float32Array;
  /**
   * Volume `at` as float32 in [0, 1]: grey value / 255, rounded once, whichever way it is stored.
   *
   * @throws CorruptVolumeError, OptionError, ClosedFileError
   */
  readFloat(at: number): Float32Array;
  /**
   * The volumes of one epoch, batch by batch.
   *
   * @throws OptionError at once; CorruptVolumeError, or the signal's reason, from the iterator
   */
  batches(options?: BatchOptions<'float32'>): AsyncGenerator<Batch<Float32Array>>;
  batches(options: BatchOptions<'uint8'>): AsyncGenerator<Batch<Uint8Array>>;
  batches(options?: BatchOptions): AsyncGenerator<Batch>;
  /** Close the file; reading from it afterwards throws. Calling it again does nothing. */
  close(): void;
}

/** What `openVolumes` has found out about a file. */
export interface VolumeHeader {
  readonly path: string;
  readonly shape: readonly [number, number, number, number];
  readonly dtype: VolumeDtype;
  readonly index: readonly string[];
  readonly labels: Labels | undefined;
  readonly labelNames: readonly string[];
  readonly views: readonly string[];
}

/** A {@link VolumeFile} over an HDF5 file whose header has been checked. */
export function volumeFile(hdf5: Hdf5, file: InstanceType<Hdf5['File']>, header: VolumeHeader): VolumeFile {
  const { path, dtype, index, shape } = header;
  const length = shape[0];
  const volumes = file.get('volumes') as InstanceType<Hdf5['Dataset']>;
  let open = true;

  const read = (at: number): Uint8Array | Float32Array => {
    if (!open) throw new ClosedFileError(path);
    if (!Number.isInteger(at) || at < 0 || at >= length) {
      throw new OptionError('at', at, `a position from 0 to ${length - 1}`);
    }
    try {
      return runHdf5(hdf5, () => volumes.slice([[at, at + 1]])) as Uint8Array | Float32Array;
    } catch (error) {
      const part = `volume ${at} (patient ${index[at]})`;
      throw new CorruptVolumeError(path, part, (error as Error).message, { cause: error });
    }
  };

  const readInto = (at: number, target: Float32Array | Uint8Array, offset: number) => {
    const stored = read(at);
    if (stored instanceof Uint8Array === target instanceof Uint8Array) target.set(stored, offset);
    else if (stored instanceof Uint8Array) toUnit(stored, target as Float32Array, offset);
    else toGrey(stored, target as Uint8Array, offset);
  };

  const source = { length, shape, index, views: header.views, labels: header.labels, readInto };
  return {
    ...header,
    dtype,
    length,
    read,
    readFloat(at) {
      const stored = read(at);
      return stored instanceof Float32Array ? stored : toUnit(stored, new Float32Array(stored.length));
    },
    // One generator serves all overloads: what a batch holds follows from `dtype`.
    batches: ((options: BatchOptions = {}) => makeBatches(source, options)) as VolumeFile['batches'],
    close() {
      if (open) file.close();
      open = false;
    },
  };
}
