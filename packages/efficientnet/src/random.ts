/**
 * A 32-bit hash of a text: FNV-1a, then MurmurHash3's finaliser, so that texts that differ in one digit give unrelated
 * numbers. Random streams are named by text (`seed/layer/step`); thus they depend neither on the order in which layers
 * are built nor on one another, and any seed is as good as any other, 0 included.
 */
export function hash32(text: string): number {
  let h = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) {
    h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  }
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

/** Uniform numbers in [0, 1) from a 32-bit state (mulberry32, Tommy Ettinger, public domain). */
export function uniform(state: number): () => number {
  let a = state | 0;
  return () => {
    a = (a + 0x6d2b79f5) | 0;
    let t = Math.imul(a ^ (a >>> 15), a | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/**
 * A seed for tfjs's own generators. They read 0 as "no seed" and fall back to `Math.random`, so it is never 0.
 */
export function tfjsSeed(text: string): number {
  return 1 + (hash32(text) % 0x7ffffffe);
}
