import type { Metadata } from 'h5wasm';

/** How the values of a data set are stored; `bool` is h5py's: one byte, 0 or 1. */
export type StoredDtype =
  | 'bool'
  | 'uint8'
  | 'int8'
  | 'uint16'
  | 'int16'
  | 'uint32'
  | 'int32'
  | 'uint64'
  | 'int64'
  | 'float16'
  | 'float32'
  | 'float64';

/** The type classes of HDF5 (H5T_class_t). */
const [INTEGER, FLOAT, STRING, BITFIELD, OPAQUE, COMPOUND, REFERENCE, ENUM, VLEN, ARRAY] = [
  0, 1, 3, 4, 5, 6, 7, 8, 9, 10,
];

/** The type's name if its values are numbers that can be read, otherwise undefined. */
export function storedDtype(metadata: Metadata): StoredDtype | undefined {
  const { type, size, signed } = metadata;
  if (type === FLOAT) return ([undefined, 'float16', 'float32', undefined, 'float64'] as const)[size / 2];
  if (type === ENUM) {
    const { enum_type: base, littleEndian } = metadata;
    // HDF5 does not change the byte order of an enumeration on reading.
    if (base?.type !== INTEGER || (size > 1 && !littleEndian)) return undefined;
    if (size === 1 && Object.keys(base.members).sort().join() === 'FALSE,TRUE') return 'bool';
  } else if (type !== INTEGER) return undefined;
  const bits = size * 8;
  return [8, 16, 32, 64].includes(bits) ? (`${signed ? '' : 'u'}int${bits}` as StoredDtype) : undefined;
}

/** The type in words, for messages: `uint16`, `big-endian float32`, `strings` … */
export function typeName(metadata: Metadata): string {
  const { type, size, vlen, littleEndian } = metadata;
  const name = storedDtype(metadata);
  if (name) return size > 1 && !littleEndian ? `big-endian ${name}` : name;
  if (type === STRING) return vlen ? 'strings' : `strings of ${size} bytes`;
  const classes: Record<number, string> = {
    [INTEGER!]: `int${size * 8}`,
    [FLOAT!]: `float${size * 8}`,
    [BITFIELD!]: 'bit field',
    [OPAQUE!]: 'opaque',
    [COMPOUND!]: 'compound',
    [REFERENCE!]: 'references',
    [ENUM!]: 'enumeration',
    [VLEN!]: 'variable-length lists',
    [ARRAY!]: 'array type',
  };
  return classes[type] ?? `type class ${type}`;
}

/** Whether the values are strings. */
export function isString(metadata: Metadata): boolean {
  return metadata.type === STRING;
}

/** What a value is divided by to lie in [0, 1] unless the file or the caller says so: the type's largest grey value. */
export function defaultScale(dtype: StoredDtype): number {
  return dtype === 'uint8' ? 255 : dtype === 'uint16' ? 65535 : 1;
}

/** The values of a volume as they are stored: the type of the same name, Float32Array for float16, Float64Array for 64-bit integers, Uint8Array for bool. */
export type VolumeArray =
  | Uint8Array
  | Int8Array
  | Uint16Array
  | Int16Array
  | Uint32Array
  | Int32Array
  | Float32Array
  | Float64Array;
