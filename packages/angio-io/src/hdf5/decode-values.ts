import type { StoredDtype, VolumeArray } from './stored-dtype';

/** The values of little-endian bytes in the memory of WebAssembly; nothing is copied. */
export type RawValues = VolumeArray | BigInt64Array | BigUint64Array;

/** Look at `bytes` as values of this type; float16 shows as its bits (Uint16Array). */
export function rawValues(bytes: Uint8Array, dtype: StoredDtype): RawValues {
  const { buffer, byteOffset, byteLength } = bytes;
  const View = VIEWS[dtype];
  return new View(buffer as ArrayBuffer, byteOffset, byteLength / View.BYTES_PER_ELEMENT);
}

const VIEWS = {
  bool: Uint8Array,
  uint8: Uint8Array,
  int8: Int8Array,
  uint16: Uint16Array,
  int16: Int16Array,
  uint32: Uint32Array,
  int32: Int32Array,
  uint64: BigUint64Array,
  int64: BigInt64Array,
  float16: Uint16Array,
  float32: Float32Array,
  float64: Float64Array,
} as const;

/**
 * The values in the type that JavaScript reads them as: float16 becomes Float32Array and a 64-bit integer
 * Float64Array, which hold every value exactly; an integer beyond 2⁵³ would not be exact and becomes NaN. Shares the
 * memory of `raw` where the type stays the same.
 */
export function exactValues(raw: RawValues, dtype: StoredDtype): VolumeArray {
  if (raw instanceof BigInt64Array || raw instanceof BigUint64Array) {
    return Float64Array.from(raw as BigInt64Array, (value: bigint) => {
      const number = Number(value);
      return Number.isSafeInteger(number) ? number : Number.NaN;
    });
  }
  if (dtype === 'float16') return Float32Array.from(raw, halfToNumber);
  if (dtype === 'bool') return Uint8Array.from(raw, (value) => (value === 0 ? 0 : 1));
  return raw;
}

/** IEEE 754 binary16: sign, five bits of exponent (bias 15), ten of fraction. */
function halfToNumber(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 31) return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY;
  return exponent === 0 ? sign * fraction * 2 ** -24 : sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

/** Channels × height × width to height × width × channels. */
export function channelsLast<T extends RawValues>(values: T, channels: number): T {
  const pixels = values.length / channels;
  const result = values.slice() as VolumeArray;
  const source = values as VolumeArray;
  for (let channel = 0; channel < channels; channel++) {
    const plane = channel * pixels;
    for (let pixel = 0; pixel < pixels; pixel++) result[pixel * channels + channel] = source[plane + pixel]!;
  }
  return result as T;
}

/** The position of the first value that is no finite number, or -1. */
export function findNonFinite(values: VolumeArray): number {
  if (!(values instanceof Float32Array || values instanceof Float64Array)) return -1;
  // A value times zero is zero or, if it is not finite, NaN: one sum tells whether to look closer.
  let sum = 0;
  for (let at = 0; at < values.length; at++) sum += values[at]! * 0;
  return Number.isNaN(sum) ? values.findIndex((value) => !Number.isFinite(value)) : -1;
}
