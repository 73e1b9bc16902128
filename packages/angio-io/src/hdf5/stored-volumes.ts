import { crc32 } from '../crc32';
import { ClosedFileError, CorruptVolumeError, DatasetValueError, OptionError } from '../errors';
import type { DatasetInfo } from './dataset-info';
import { channelsLast, exactValues, findNonFinite, rawValues } from './decode-values';
import { type Hdf5, type Hdf5File, hasCrashed, runHdf5 } from './hdf5';
import { type Inflate, knownChunks } from './known-chunks';
import { reading } from './read-error';
import { rowReader } from './row-reader';
import type { VolumeArray } from './stored-dtype';
import { toGrey, toUnit } from './unit-scale';
import type { VolumeHeader } from './volume-header';

/** The volumes of one open HDF5 file. Knows no file system, so that it runs in a browser's worker as well. */
export interface StoredVolumes extends VolumeHeader {
  /** Volume `at` as it is stored; an array of its own. */
  read(at: number): VolumeArray;
  /**
   * Write volume `at` from `offset` on: numbers in [0, 1] into a Float32Array, grey values into a Uint8Array.
   *
   * @param preloaded what `preload` gave for this volume
   */
  readInto(at: number, target: Float32Array | Uint8Array, offset: number, preloaded?: Uint8Array): void;
  /**
   * Begin to read volume `at`, on another thread where there is one; undefined if that cannot be done. It never fails:
   * `readInto` finds out why.
   */
  preload(at: number): Promise<Uint8Array | undefined>;
  /** Read volume `at` and throw if anything is wrong with it. */
  check(at: number): void;
  /** Close the file; reading afterwards throws. */
  close(): void;
}

/** How volumes are read. */
export interface ReadOptions {
  /** Let NaN and infinities through. Default: false. */
  readonly allowNonFinite?: boolean;
  /** Compare volumes with their checksums, where there are any. Default: true. */
  readonly verify?: boolean;
  /** A faster CRC-32 than the package's own, where there is one. */
  readonly crc32?: (bytes: Uint8Array) => number;
  /** A faster zlib than HDF5's, where there is one. */
  readonly inflate?: Inflate;
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
  const [length, , width, views] = shape;
  const checksums = options.verify === false ? undefined : header.checksums;
  const sum = options.crc32 ?? crc32;
  const rows = reading(path, volumes.name, () => rowReader(hdf5, file, volumes));
  const { inflate } = options;
  const chunks = inflate && checksums && reading(path, volumes.name, () => quickChunks(hdf5, file, volumes, inflate));
  let open = true;
  const touch = (at: number) => {
    try {
      rows.read(at);
    } finally {
      rows.forget();
    }
  };

  /** The bytes of volume `at`, in the memory of WebAssembly or their own. */
  const load = (at: number, preloaded: Uint8Array | undefined): Uint8Array => {
    const inflated = preloaded ?? chunks?.read(at, () => touch(at));
    if (inflated && sum(inflated) === checksums![at]) return inflated;
    const part = `volume ${at} (patient ${index[at]})`;
    const bytes = reading(path, part, () => rows.read(at));
    if (!checksums || sum(bytes) === checksums[at]) return bytes;
    throw new CorruptVolumeError(path, part, 'its numbers do not agree with their checksum');
  };

  /** The values of a volume, height × width × views; they may lie in the memory of WebAssembly. */
  const values = (at: number, preloaded?: Uint8Array): VolumeArray => {
    if (!open) throw new ClosedFileError(path);
    if (!Number.isInteger(at) || at < 0 || at >= length) {
      throw new OptionError('at', at, `a position from 0 to ${length - 1}`);
    }
    const exact = exactValues(rawValues(load(at, preloaded), dtype), dtype);
    const last = channelsFirst && views > 1 ? channelsLast(exact, views) : exact;
    const wide = dtype === 'int64' || dtype === 'uint64';
    if (wide || !options.allowNonFinite)
      refuse(at, last, findNonFinite(last), wide ? 'an integer beyond 2^53' : undefined);
    return last;
  };

  const refuse = (at: number, values: VolumeArray, wrong: number, reason?: string) => {
    if (wrong < 0) return;
    const pixel = Math.floor(wrong / views);
    const place = [at, Math.floor(pixel / width), pixel % width, wrong % views];
    const found = reason ?? String(values[wrong]);
    throw new DatasetValueError(path, volumes.name, place, index[at], found, FINITE);
  };

  return {
    ...header,
    read(at) {
      const found = values(at);
      // What is a view into the memory of WebAssembly would change with the next call.
      return found.byteLength === found.buffer.byteLength ? found : found.slice();
    },
    async preload(at) {
      return open ? chunks?.readAside(at, () => touch(at)) : undefined;
    },
    readInto(at, target, offset, preloaded) {
      const found = values(at, preloaded);
      if (target instanceof Uint8Array) {
        if (dtype === 'uint8') target.set(found, offset);
        else toGrey(found, target, offset, scale);
        return;
      }
      toUnit(found, target, offset, scale);
      if (dtype !== 'float64' || options.allowNonFinite) return;
      const wrong = findNonFinite(target.subarray(offset, offset + found.length));
      refuse(at, found, wrong, wrong < 0 ? undefined : `${found[wrong]}, too large for float32`);
    },
    check(at) {
      values(at);
    },
    close() {
      if (!open) return;
      open = false;
      rows.free();
      if (!hasCrashed(hdf5)) runHdf5(hdf5, () => file.close());
    },
  };
}

/** Chunks that hold one volume each, by zlib alone, can be read without HDF5. */
function quickChunks(hdf5: Hdf5, file: Hdf5File, { name, metadata }: DatasetInfo, inflate: Inflate) {
  const filters = runHdf5(hdf5, () => hdf5.Module.get_dataset_filters(file.file_id, name));
  const gzip = filters.length === 1 && filters[0]!.id === hdf5.Module.H5Z_FILTER_DEFLATE;
  const volume = metadata.shape!.slice(1).reduce((product, size) => product * size, metadata.size);
  const whole = String(metadata.chunks) === String([1, ...metadata.shape!.slice(1)]);
  return gzip && whole ? knownChunks(hdf5, inflate, volume) : undefined;
}

const FINITE = 'a finite number: correct the file, or pass allowNonFinite';
