/** Below this length the engine's own sort is quicker than counting buckets. */
const BUCKETS_FROM = 2048;
/** Rows a bucket on average: few enough to insert one by one, many enough that the counts stay in the cache. */
const ROWS_PER_BUCKET = 4;
/** Above this many rows a bucket is not sorted by insertion, whose time grows with the square. */
const MOST_INSERTED = 32;
/** Scores that crowd together over and over, as powers of ten do, are left to the engine's sort after this many rounds. */
const MOST_ROUNDS = 4;

/**
 * Finite numbers in ascending order, in place; 0 and −0 are equal. The numbers are dealt into buckets of equal width,
 * which a straight line finds, and each bucket is sorted: linear in time for any smooth distribution, and never much
 * slower than the engine's comparison sort, to which crowded buckets go.
 */
export function sortNumbers(values: Float64Array): Float64Array {
  if (values.length < BUCKETS_FROM) return values.sort();
  sortByBuckets(values, new Float64Array(values.length), MOST_ROUNDS);
  return values;
}

/** Sorts `values`; `spare` is as long and is overwritten. */
function sortByBuckets(values: Float64Array, spare: Float64Array, rounds: number): void {
  const n = values.length;
  let lowest = values[0]!;
  let highest = lowest;
  for (let i = 1; i < n; i++) {
    const value = values[i]!;
    if (value < lowest) lowest = value;
    if (value > highest) highest = value;
  }
  if (lowest === highest) return;
  const buckets = Math.ceil(n / ROWS_PER_BUCKET);
  // Rounding keeps the order: of two numbers the greater one never comes into the lower bucket.
  const perBucket = (buckets - 1) / (highest - lowest);
  if (rounds === 0 || !(perBucket > 0 && perBucket < Infinity)) {
    values.sort();
    return;
  }

  // ends[b] starts as the first place of bucket b and has moved to its end when all rows are dealt.
  const ends = new Uint32Array(buckets + 1);
  for (let i = 0; i < n; i++) ends[(((values[i]! - lowest) * perBucket) | 0) + 1]!++;
  for (let bucket = 1; bucket < buckets; bucket++) ends[bucket]! += ends[bucket - 1]!;
  for (let i = 0; i < n; i++) {
    const value = values[i]!;
    const bucket = ((value - lowest) * perBucket) | 0;
    spare[ends[bucket]!++] = value;
  }

  let start = 0;
  for (let bucket = 0; bucket < buckets; bucket++) {
    const end = ends[bucket]!;
    if (end - start > MOST_INSERTED) {
      const crowd = spare.subarray(start, end);
      if (crowd.length < BUCKETS_FROM) crowd.sort();
      else sortByBuckets(crowd, values.subarray(start, end), rounds - 1);
    } else {
      insertionSort(spare, start, end);
    }
    start = end;
  }
  values.set(spare);
}

function insertionSort(values: Float64Array, start: number, end: number): void {
  for (let i = start + 1; i < end; i++) {
    const value = values[i]!;
    let place = i;
    for (; place > start && values[place - 1]! > value; place--) values[place] = values[place - 1]!;
    values[place] = value;
  }
}
