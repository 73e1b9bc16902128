import { ClosedFileError, CorruptVolumeError, DatasetValueError, OptionError } from '../errors';
import { channelsLast, exactValues, findNonFinite, rawValues } from './decode-values';
import { type Hdf5, Hdf5Failure, type Hdf5File, hasCrashed, runHdf5 } from './hdf5';
import { rowReader } from './row-reader';
import type { VolumeArray } from './stored-dtype';
import { toGrey, toUnit } from './unit-scale';
import type { VolumeHeader } from './volume-header';

/** The volumes of one open HDF5 file. Knows no file system, so that it runs in a browser's worker as well. */
export interface StoredVolumes extends VolumeHeader {
  /** Volume `at` as it is stored; an array of its own. */
  read(at: number): VolumeArray;
  /** Write volume `at` from `offset` on: numbers in [0, 1] into a Float32Array, grey values into a Uint8Array. */
  readInto(at: number, target: Float32Array | Uint8Array, offset: number): void;
  /** Close the file; reading afterwards throws. */
  close(): void;
}

/** How volumes are read. */
export interface ReadOptions {
  /** Let NaN and infinities through. */
  readonly allowNonFinite?: boolean;
}

/**
 * The volumes of an open file whose header has been read.
 *
 * @throws CorruptVolumeError if the header claims what no file can hold
 */
export function storedVolumes(
  hdf5: Hdf5,
  file: Hdf5File,
  header: VolumeHeader,
  options: ReadOptions = {},
): StoredVolumes {
  const { path, dtype, index, shape, scale, volumes, channelsFirst } = header;
  const [length, , , views] = shape;
  const corrupt = (part: string, error: unknown) =>
    new CorruptVolumeError(path, part, (error as Error).message, { cause: error });
  let open = true;
  let rows: ReturnType<typeof rowReader>;
  try {
    rows = rowReader(hdf5, file, volumes);
  } catch (error) {
    throw corrupt(volumes.name, error);
  }

  /** The values of a volume, height × width × views; they may lie in the memory of WebAssembly. */
  const values = (at: number): VolumeArray => {
    if (!open) throw new ClosedFileError(path);
    if (!Number.isInteger(at) || at < 0 || at >= length) {
      throw new OptionError('at', at, `a position from 0 to ${length - 1}`);
    }
    let bytes: Uint8Array;
    try {
      bytes = rows.read(at);
    } catch (error) {
      if (!(error instanceof Hdf5Failure)) throw error;
      throw corrupt(`volume ${at} (patient ${index[at]})`, error);
    }
    const exact = exactValues(rawValues(bytes, dtype), dtype);
    const last = channelsFirst && views > 1 ? channelsLast(exact, views) : exact;
    const wide = dtype === 'int64' || dtype === 'uint64';
    const wrong = options.allowNonFinite && !wide ? -1 : findNonFinite(last);
    if (wrong >= 0) {
      const found = wide ? 'an integer beyond 2^53' : String(last[wrong]);
      const place = [Math.floor(wrong / views / shape[2]), Math.floor(wrong / views) % shape[2], wrong % views];
      throw new DatasetValueError(path, volumes.name, [at, ...place], index[at], found, FINITE);
    }
    return last;
  };

  return {
    ...header,
    read(at) {
      const found = values(at);
      // What is a view into the memory of WebAssembly would change with the next call.
      const shared = found.buffer === hdf5.Module.HEAPU8.buffer;
      return shared ? found.slice() : found;
    },
    readInto(at, target, offset) {
      const found = values(at);
      if (target instanceof Float32Array) toUnit(found, target, offset, scale);
      else if (found instanceof Uint8Array) target.set(found, offset);
      else toGrey(found, target, offset, scale);
    },
    close() {
      if (!open) return;
      open = false;
      rows.free();
      if (!hasCrashed(hdf5)) runHdf5(hdf5, () => file.close());
    },
  };
}

const FINITE = 'a finite number: correct the file, or pass allowNonFinite';
