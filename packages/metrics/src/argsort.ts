/** Below this length a comparison sort is quicker than clearing six histograms. */
const RADIX_FROM = 2048;
const BITS = 11;
const BUCKETS = 1 << BITS;
/** Bit offsets of the six digits in a 64-bit key: three in each 32-bit half. */
const SHIFTS = [0, 11, 22] as const;
const LITTLE_ENDIAN = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1;

/**
 * Indices that put finite numbers in ascending order; equal numbers (0 and −0 are equal) keep their order.
 * A radix sort on the bits of the doubles: linear in time.
 */
export function argsort(values: Float64Array): Uint32Array<ArrayBuffer> {
  const order = new Uint32Array(values.length);
  for (let i = 0; i < order.length; i++) order[i] = i;
  return values.length < RADIX_FROM ? order.sort((a, b) => values[a]! - values[b]!) : radixSort(values, order);
}

function radixSort(values: Float64Array, order: Uint32Array<ArrayBuffer>): Uint32Array<ArrayBuffer> {
  const n = values.length;
  let from = { ...sortableKeys(values), order };
  let to = { low: new Uint32Array(n), high: new Uint32Array(n), order: new Uint32Array(n) };
  for (const half of ['low', 'high'] as const) {
    for (const shift of SHIFTS) {
      const offsets = bucketOffsets(from[half], shift);
      // Single-precision scores have 29 zero bits at the end: their digits need no pass.
      if (offsets === undefined) continue;
      const keys = from[half];
      for (let i = 0; i < n; i++) {
        const bucket = (keys[i]! >>> shift) & (BUCKETS - 1);
        const place = offsets[bucket]!;
        offsets[bucket] = place + 1;
        to.low[place] = from.low[i]!;
        to.high[place] = from.high[i]!;
        to.order[place] = from.order[i]!;
      }
      [from, to] = [to, from];
    }
  }
  return from.order;
}

/** The doubles' bits, changed so that unsigned order is numeric order: negatives inverted, others' sign bit set. */
function sortableKeys(values: Float64Array): { low: Uint32Array<ArrayBuffer>; high: Uint32Array<ArrayBuffer> } {
  const n = values.length;
  const low = new Uint32Array(n);
  const high = new Uint32Array(n);
  const number = new Float64Array(1);
  const bits = new Uint32Array(number.buffer);
  const [lowWord, highWord] = LITTLE_ENDIAN ? [0, 1] : [1, 0];
  for (let i = 0; i < n; i++) {
    number[0] = values[i]! + 0; // −0 + 0 is 0
    const sign = bits[highWord]! >>> 31;
    low[i] = sign === 1 ? ~bits[lowWord]! : bits[lowWord]!;
    high[i] = sign === 1 ? ~bits[highWord]! : bits[highWord]! | 0x80000000;
  }
  return { low, high };
}

/** Where each bucket starts in the sorted order, or undefined if all keys share one bucket. */
function bucketOffsets(keys: Uint32Array, shift: number): Uint32Array | undefined {
  const offsets = new Uint32Array(BUCKETS);
  for (let i = 0; i < keys.length; i++) offsets[(keys[i]! >>> shift) & (BUCKETS - 1)]!++;
  let start = 0;
  for (let bucket = 0; bucket < BUCKETS; bucket++) {
    const count = offsets[bucket]!;
    if (count === keys.length) return undefined;
    offsets[bucket] = start;
    start += count;
  }
  return offsets;
}
