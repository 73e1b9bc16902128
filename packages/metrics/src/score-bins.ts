/** Bins of a power of two: 512, so that a bin's ends differ by 0.2 % at most. */
const BITS = 9;
const OCTAVES = 64;
/** Levels of a magnitude: 0; above 0 but below the octaves; 64 × 512 steps. What is above them is one more. */
const LEVELS = 2 + OCTAVES * 2 ** BITS;
/** How many bins there are: the levels on either side of the middle, and the middle. */
export const BINS = 2 * LEVELS + 1;

/**
 * The bin of a score, ascending from 0; equal scores share one, and a higher score never has a lower one.
 *
 * Probabilities: narrow near 0 and near 1, by the distance from the nearer end: 512 bins for each halving of it, from ½ to
 * 2⁻⁶⁵; closer ones share a bin; 0, ½ and 1 have their own. So the many scores near 0 of a rare label, and those near 1,
 * stay apart. Logits: likewise by the distance from 0, from 2⁻³² to 2³².
 */
export function binOf(score: number, logits: boolean): number {
  if (logits) return score < 0 ? LEVELS - level(-score, -32) : LEVELS + level(score, -32);
  // 1 − score has no rounding from ½ on (Sterbenz).
  return score <= 0.5 ? level(score, -OCTAVES - 1) : BINS - 1 - level(1 - score, -OCTAVES - 1);
}

const number = new Float64Array(1);
const words = new Uint32Array(number.buffer);
const HIGH_WORD = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1 ? 1 : 0;
/** Exponent bias of doubles, and the bits of the high word that a bin does not look at. */
const BIAS = 1023;
const REST = 20 - BITS;

/** Of a magnitude, from 0 to LEVELS; the octaves begin at 2 to the power of `lowest`. */
function level(magnitude: number, lowest: number): number {
  if (magnitude === 0) return 0;
  number[0] = magnitude;
  const step = (words[HIGH_WORD]! >>> REST) - ((BIAS + lowest) << BITS);
  if (step < 0) return 1;
  return Math.min(2 + step, LEVELS);
}
