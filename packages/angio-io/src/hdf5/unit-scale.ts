import type { VolumeArray } from './stored-dtype';

/** Grey value that stands for 1.0 where volumes are 8-bit. */
export const MAX_GREY = 255;

/** v / 255 rounded to float32, for every grey value v: a table is faster than a division. */
const UNIT = Float32Array.from({ length: MAX_GREY + 1 }, (_, grey) => grey / MAX_GREY);

/**
 * Write values / `scale` as float32, rounded once. Volumes stored as uint8 and as float32 give the same bits.
 */
export function toUnit(values: VolumeArray, target: Float32Array, offset = 0, scale = MAX_GREY): Float32Array {
  if (values instanceof Uint8Array && scale === MAX_GREY) {
    if (pairsToUnit(values, target, offset)) return target;
    for (let at = 0; at < values.length; at++) target[offset + at] = UNIT[values[at]!]!;
  } else if (scale === 1) target.set(values, offset);
  else for (let at = 0; at < values.length; at++) target[offset + at] = values[at]! / scale;
  return target;
}

/** For each two grey values, as the 16-bit number that they are side by side, their two float32 as one float64. */
let pairs: Float64Array | undefined;

/**
 * Two values at a time, in half the time. No bits change on their way through a float64: in one of two float32 from 0
 * to 1 the exponent is never that of a NaN. As JavaScript's engines all are, little-endian.
 *
 * @returns false if the arrays do not lie so that two values can be taken as one, or are too small to be worth it
 */
function pairsToUnit(values: Uint8Array, target: Float32Array, offset: number): boolean {
  const { buffer, byteOffset, length } = values;
  const start = target.byteOffset + 4 * offset;
  if (length < 2 ** 14 || length % 2 !== 0 || byteOffset % 2 !== 0 || start % 8 !== 0) return false;
  if (!pairs) {
    const halves = Float32Array.from({ length: 2 ** 17 }, (_, at) => UNIT[at & 1 ? at >> 9 : (at >> 1) & 255]!);
    pairs = new Float64Array(halves.buffer);
  }
  const source = new Uint16Array(buffer, byteOffset, length / 2);
  const result = new Float64Array(target.buffer, start, length / 2);
  for (let at = 0; at < source.length; at++) result[at] = pairs[source[at]!]!;
  return true;
}

/** Write values / `scale` × 255 as grey values: rounded, and clamped to 0 … 255. */
export function toGrey(values: VolumeArray, target: Uint8Array, offset = 0, scale = 1): Uint8Array {
  for (let at = 0; at < values.length; at++) {
    // A number that is none (`allowNonFinite`) becomes 0, as in every cast to an integer array.
    target[offset + at] = Math.min(MAX_GREY, Math.max(0, Math.round((values[at]! / scale) * MAX_GREY)));
  }
  return target;
}
