import { InvalidValueError } from './errors';

/**
 * A seeded generator of uniform 32-bit integers: xoshiro128** 1.1 (Blackman and Vigna,
 * https://prng.di.unimi.it/xoshiro128starstar.c), its state filled from the seed by splitmix32.
 *
 * @throws {@link InvalidValueError} if the seed is not an integer
 */
export function seededRandom(seed: number): () => number {
  if (!Number.isSafeInteger(seed)) throw new InvalidValueError('seed', seed, 'an integer');
  // Both halves of the 53-bit seed take part, and no two seeds give the same state.
  const low = splitmix32(seed | 0);
  const words = [low(), low()] as const;
  const high = splitmix32(Math.floor(seed / 2 ** 32) ^ low());
  return xoshiro128([...words, high(), high()]);
}

/** A whole number from 0 to below `count`. */
export function below(random: () => number, count: number): number {
  return Math.floor((random() / 2 ** 32) * count);
}

/** Puts values into a random order (Fisher and Yates, Durstenfeld 1964), in place. */
export function shuffle<Value>(random: () => number, values: Value[]): Value[] {
  for (let last = values.length - 1; last > 0; last--) {
    const other = below(random, last + 1);
    [values[last], values[other]] = [values[other]!, values[last]!];
  }
  return values;
}

/** xoshiro128** from a state that is not all zeros. */
function xoshiro128(state: readonly [number, number, number, number]): () => number {
  let [a, b, c, d] = state;
  return () => {
    const result = Math.imul(rotateLeft(Math.imul(b, 5), 7), 9) >>> 0;
    const shifted = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= shifted;
    d = rotateLeft(d, 11);
    return result;
  };
}

/** Finaliser of MurmurHash3 over a Weyl sequence: fills a state from few seed bits. */
function splitmix32(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x9e3779b9) | 0;
    let z = state ^ (state >>> 16);
    z = Math.imul(z, 0x85ebca6b);
    z = Math.imul(z ^ (z >>> 13), 0xc2b2ae35);
    return (z ^ (z >>> 16)) | 0;
  };
}

function rotateLeft(value: number, by: number): number {
  return (value << by) | (value >>> (32 - by));
}
