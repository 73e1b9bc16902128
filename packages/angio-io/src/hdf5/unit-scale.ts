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
    for (let at = 0; at < values.length; at++) target[offset + at] = UNIT[values[at]!]!;
  } else if (scale === 1) target.set(values, offset);
  else for (let at = 0; at < values.length; at++) target[offset + at] = values[at]! / scale;
  return target;
}

/** Write values / `scale` × 255 as grey values: rounded, and clamped to 0 … 255. */
export function toGrey(values: VolumeArray, target: Uint8Array, offset = 0, scale = 1): Uint8Array {
  for (let at = 0; at < values.length; at++) {
    // A number that is none (`allowNonFinite`) becomes 0, as in every cast to an integer array.
    target[offset + at] = Math.min(MAX_GREY, Math.max(0, Math.round((values[at]! / scale) * MAX_GREY)));
  }
  return target;
}
