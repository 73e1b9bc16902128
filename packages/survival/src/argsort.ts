/** Below this length a comparison sort is quicker than clearing three histograms. */
const RADIX_FROM = 2048;
const BITS = 11;
const BUCKETS = 1 << BITS;
/** Above this many rows of one key insertion, whose time grows with the square, gives way to the engine's sort. */
const MOST_INSERTED = 32;
/** Which half of a double has its sign, exponent and first 20 bits of the fraction. */
const HIGH_WORD = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1 ? 1 : 0;

/**
 * Indices that put finite numbers in ascending order; equal numbers (0 and −0 are equal) keep their order.
 *
 * A radix sort on the first 32 bits of the distance from the smallest number, which never decreases where the number
 * grows; the few that share these bits are then put in order among themselves. Linear in time but for data that crowd
 * around several points.
 */
export function argsort(values: Float64Array): Uint32Array {
  const n = values.length;
  let order = new Uint32Array(n);
  for (let i = 0; i < n; i++) order[i] = i;
  if (n < RADIX_FROM) return order.sort((a, b) => values[a]! - values[b]!);
  let keys = distanceBits(values);
  let spareKeys = new Uint32Array(n);
  let spareOrder = new Uint32Array(n);
  for (const shift of [0, BITS, 2 * BITS]) {
    const offsets = bucketOffsets(keys, shift);
    if (offsets === undefined) continue;
    for (let i = 0; i < n; i++) {
      const key = keys[i]!;
      const place = offsets[(key >>> shift) & (BUCKETS - 1)]!++;
      spareKeys[place] = key;
      spareOrder[place] = order[i]!;
    }
    [keys, spareKeys] = [spareKeys, keys];
    [order, spareOrder] = [spareOrder, order];
  }
  for (let start = 0, end = 0; start < n; start = end) {
    const key = keys[start]!;
    for (end = start + 1; end < n && keys[end] === key; ) end++;
    if (end - start > 1) sortRun(values, order, start, end);
  }
  return order;
}

/** The first 32 bits of each number's distance from the smallest: as it is not negative, they order as it does. */
function distanceBits(values: Float64Array): Uint32Array<ArrayBuffer> {
  let smallest = Infinity;
  for (let i = 0; i < values.length; i++) if (values[i]! < smallest) smallest = values[i]!;
  const keys = new Uint32Array(values.length);
  const number = new Float64Array(1);
  const words = new Uint32Array(number.buffer);
  for (let i = 0; i < values.length; i++) {
    number[0] = values[i]! - smallest;
    keys[i] = words[HIGH_WORD]!;
  }
  return keys;
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

/** Sorts `order[start … end)`, whose numbers agree in their keys: mostly because they are equal. */
function sortRun(values: Float64Array, order: Uint32Array, start: number, end: number): void {
  if (end - start > MOST_INSERTED) {
    let sorted = start + 1;
    while (sorted < end && values[order[sorted - 1]!]! <= values[order[sorted]!]!) sorted++;
    if (sorted < end) order.subarray(start, end).sort((a, b) => values[a]! - values[b]!);
    return;
  }
  for (let i = start + 1; i < end; i++) {
    const row = order[i]!;
    const value = values[row]!;
    let place = i;
    for (; place > start && values[order[place - 1]!]! > value; place--) order[place] = order[place - 1]!;
    order[place] = row;
  }
}
