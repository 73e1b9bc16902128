/** Numbers in [0, 1) from a 32-bit seed: mulberry32, by Tommy Ettinger (2017, public domain). */
export function mulberry32(seed: number): () => number {
  // Signed, since engines keep such integers without allocating.
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A 32-bit seed for what `key` names: other seeds or keys give unrelated streams. */
export function seedFor(seed: number, key: string): number {
  // FNV-1a over the key's UTF-16 code units (Fowler, Noll, Vo), between two rounds of MurmurHash3's finaliser.
  let hash = mix(seed ^ 0x811c9dc5);
  for (let at = 0; at < key.length; at++) hash = Math.imul(hash ^ key.charCodeAt(at), 0x01000193);
  return mix(hash);
}

/** The finaliser of MurmurHash3 (Austin Appleby, public domain). */
function mix(value: number): number {
  let mixed = value;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}
