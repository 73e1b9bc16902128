/**
 * A stream of random numbers that depends on its keys only: xoshiro128** (Blackman and Vigna, 2018), its state filled
 * by a 32-bit mixer (the finaliser of MurmurHash3) from the keys.
 */
export class Random {
  readonly #state = new Uint32Array(4);

  /** @param keys - integers, e.g. a seed and an epoch; other keys give an unrelated stream */
  constructor(...keys: number[]) {
    let mixed = 0x9e3779b9;
    for (const key of keys) {
      // Both halves of the key, so that seeds above 2^32 differ too.
      mixed = mix(mixed ^ (key >>> 0));
      mixed = mix(mixed ^ Math.floor(key / 2 ** 32));
    }
    for (let i = 0; i < 4; i++) this.#state[i] = mixed = mix((mixed + 0x9e3779b9) >>> 0);
  }

  /** An integer in [0, 2^32). */
  uint32(): number {
    const s = this.#state;
    const result = Math.imul(rotate(Math.imul(s[1]!, 5), 7), 9) >>> 0;
    const t = s[1]! << 9;
    s[2]! ^= s[0]!;
    s[3]! ^= s[1]!;
    s[1]! ^= s[2]!;
    s[0]! ^= s[3]!;
    s[2]! ^= t;
    s[3] = rotate(s[3]!, 11);
    return result;
  }

  /** An integer in [0, limit), every one as likely: draws beyond the last whole multiple of `limit` are thrown away. */
  below(limit: number): number {
    const usable = 2 ** 32 - (2 ** 32 % limit);
    for (;;) {
      const drawn = this.uint32();
      if (drawn < usable) return drawn % limit;
    }
  }

  /** Shuffles in place (Fisher–Yates) and returns its argument. */
  shuffle<T>(items: T[]): T[] {
    for (let i = items.length - 1; i > 0; i--) {
      const j = this.below(i + 1);
      [items[i], items[j]] = [items[j]!, items[i]!];
    }
    return items;
  }
}

const rotate = (x: number, k: number) => ((x << k) | (x >>> (32 - k))) >>> 0;

function mix(x: number): number {
  let h = x >>> 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}
