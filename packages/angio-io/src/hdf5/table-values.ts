import type { DatasetInfo } from './dataset-info';
import { exactValues, rawValues } from './decode-values';
import { type Hdf5, Hdf5Failure, type Hdf5File, hasCrashed, runHdf5 } from './hdf5';
import { isString, type VolumeArray } from './stored-dtype';

/** Bytes that the index, the labels or the checksums may take: some 250,000 patients with 1 KiB each. */
const MOST_TABLE_BYTES = 2 ** 28;

/**
 * All values of a small data set of numbers.
 *
 * @throws Hdf5Failure
 */
export function readNumbers(hdf5: Hdf5, file: Hdf5File, info: DatasetInfo): VolumeArray {
  return exactValues(rawValues(readBytes(hdf5, file, info), info.dtype!), info.dtype!);
}

/**
 * All values of a small data set of strings, fixed or variable, ASCII or UTF-8; undefined where the bytes are no UTF-8.
 *
 * @throws Hdf5Failure
 */
export function readStrings(hdf5: Hdf5, file: Hdf5File, info: DatasetInfo): (string | undefined)[] {
  const { metadata, name } = info;
  if (!isString(metadata)) throw new Hdf5Failure(undefined, `${name} holds no strings`);
  if (metadata.vlen) {
    checkSize(info);
    const found = runHdf5(hdf5, () => new hdf5.Dataset(file.file_id, name).value);
    const strings = Array.isArray(found) ? (found as string[]) : [found as string];
    // h5wasm puts U+FFFD for what is no UTF-8, and takes each byte of what calls itself ASCII for a character; h5py's byte strings may well be UTF-8.
    if (metadata.cset === UTF8) return strings.map((it) => (it.includes('\ufffd') ? undefined : it));
    return strings.map((it) => decode(Uint8Array.from(it, (c) => c.charCodeAt(0))));
  }
  const bytes = readBytes(hdf5, file, info);
  return Array.from({ length: metadata.total_size }, (_, at) => {
    const field = bytes.subarray(at * metadata.size, (at + 1) * metadata.size);
    return decode(field.subarray(0, textLength(field, metadata.strpad === SPACE_PADDED)));
  });
}

/** `H5T_CSET_UTF8` and `H5T_STR_SPACEPAD`. */
const UTF8 = 1;
const SPACE_PADDED = 2;

/** Bytes of a fixed string before its padding: up to the first NUL, or to the last character that is no blank. */
function textLength(field: Uint8Array, spacePadded: boolean): number {
  const end = field.indexOf(0);
  if (end >= 0) return end;
  let length = field.length;
  while (spacePadded && length > 0 && field[length - 1] === 0x20) length--;
  return length;
}

function decode(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes.slice());
  } catch {
    return undefined;
  }
}

/** A copy of all bytes of a data set, little-endian. */
function readBytes(hdf5: Hdf5, file: Hdf5File, info: DatasetInfo): Uint8Array {
  const bytes = checkSize(info);
  const { Module } = hdf5;
  const pointer = Module._malloc(Math.max(bytes, 1));
  if (pointer === 0) throw new Hdf5Failure(undefined, `no memory for ${bytes} bytes`);
  try {
    const status = runHdf5(hdf5, () =>
      Module.get_dataset_data(file.file_id, info.name, null, null, null, BigInt(pointer)),
    );
    if (status < 0) throw new Hdf5Failure(undefined, 'HDF5 gave no reason');
    return Module.HEAPU8.slice(pointer, pointer + bytes);
  } finally {
    if (!hasCrashed(hdf5)) Module._free(pointer);
  }
}

function checkSize({ name, metadata: { size, total_size, chunks } }: DatasetInfo): number {
  const bytes = size * total_size;
  const chunk = (chunks ?? []).reduce((product, it) => product * it, size);
  if (bytes <= MOST_TABLE_BYTES && chunk <= 4 * MOST_TABLE_BYTES) return bytes;
  throw new Hdf5Failure(undefined, `${name} is said to have ${Math.max(bytes, chunk)} bytes`);
}
