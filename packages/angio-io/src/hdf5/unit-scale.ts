/** Grey value that stands for 1.0: the volumes are 8-bit. */
export const MAX_GREY = 255;

/** v / 255 rounded to float32, for every grey value v. */
const UNIT = Float32Array.from({ length: MAX_GREY + 1 }, (_, grey) => grey / MAX_GREY);

/**
 * Write grey values as numbers in [0, 1]. Every route to a float32 goes through this one table, so that volumes
 * stored as uint8 and as float32 give the same bits.
 */
export function toUnit(grey: Uint8Array, target: Float32Array, offset = 0): Float32Array {
  for (let at = 0; at < grey.length; at++) target[offset + at] = UNIT[grey[at]!]!;
  return target;
}

/** The inverse of {@link toUnit}. */
export function toGrey(unit: Float32Array, target: Uint8Array, offset = 0): Uint8Array {
  for (let at = 0; at < unit.length; at++) target[offset + at] = Math.round(unit[at]! * MAX_GREY);
  return target;
}
