import { greyToUnit, MAX_GREY } from './grey-to-unit';
import type { VolumeArray } from './stored-dtype';

/**
 * Write values / `scale` as float32, rounded once. Volumes stored as uint8 and as float32 give the same bits.
 */
export function toUnit(values: VolumeArray, target: Float32Array, offset = 0, scale = MAX_GREY): Float32Array {
  if (values instanceof Uint8Array && scale === MAX_GREY) greyToUnit(values, target, offset);
  else if (scale === 1) target.set(values, offset);
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
