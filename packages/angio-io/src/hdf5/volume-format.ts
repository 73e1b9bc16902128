import { crc32 } from '../crc32';

/*
 * The layout of a volume file (HDF5). docs/hdf5-format.md is the description for its readers.
 *
 *   /volumes   [n, size, size, views] uint8 or float32, one gzip chunk a patient
 *   /index     [n] fixed strings (UTF-8): each volume's patient
 *   /labels    [n, labels] uint8, if labels were given
 *   /checksum  [n, 2] uint32: the CRC-32 of the volume, and of what else is known of the patient
 *   attributes of the root: format, format_version, views (names of the last axis), label_names with labels, and
 *   recipe (JSON: the options that made the volumes)
 *   attribute of /volumes: scale, what a stored value is divided by to lie in [0, 1] (255 for uint8, 1 for float32)
 *
 * Version 1 has no checksum and no recipe, views and label names are always the eight and the 22.
 */

/** Root attribute `format`. */
export const FORMAT_NAME = 'kium-volumes';

/** Root attribute `format_version`: goes up when an older reader could no longer read the file. */
export const FORMAT_VERSION = 2;

/** How volumes are stored: grey values, or grey values / 255. */
export type VolumeDtype = 'uint8' | 'float32';

/** The type codes of h5wasm. */
export const DTYPE_CODE = { uint8: '<B', float32: '<f', uint32: '<I' } as const;

/**
 * The HDF5 versions that a file is written for: 1.10 is the first with SWMR and with a checksum over all metadata
 * (superblock 3, HDF5 File Format Specification 3.0, II.A).
 */
export const LIBVER = 'v110';

/** The options that decide what the numbers of a volume are, as the root attribute `recipe` keeps them. */
export type Recipe = Readonly<Record<string, unknown>>;

/**
 * Column 0 of `checksum`: the CRC-32 of a volume's stored, little-endian bytes.
 *
 * @param sum a faster CRC-32, where there is one
 */
export function volumeChecksum(volume: Uint8Array | Float32Array, sum: (bytes: Uint8Array) => number = crc32): number {
  return sum(new Uint8Array(volume.buffer, volume.byteOffset, volume.byteLength));
}

/** Column 1 of `checksum`: the CRC-32 of the patient's name in UTF-8, without padding, and of the row of labels. */
export function patientChecksum(index: string, labels?: Uint8Array): number {
  const name = crc32(new TextEncoder().encode(index));
  return labels ? crc32(labels, name) : name;
}

/**
 * Bytes of a fixed string that holds all of these: the longest in UTF-8, and one NUL at least, so that also readers
 * that look for an end find one.
 */
export function stringWidth(strings: readonly string[], least = 1): number {
  const encoder = new TextEncoder();
  return strings.reduce((width, it) => Math.max(width, encoder.encode(it).length + 1), least);
}
