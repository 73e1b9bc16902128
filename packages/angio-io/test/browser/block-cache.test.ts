import fc from 'fast-check';
import { expect, test } from 'vitest';
import { blockCache } from '../../src/browser/block-cache';

/** `size` bytes, and what has been read of them. */
function counted(size: number) {
  const bytes = Uint8Array.from({ length: size }, (_, at) => (at * 31) % 251);
  const reads: [position: number, length: number][] = [];
  const read = (position: number, length: number) => {
    reads.push([position, length]);
    expect(position + length).toBeLessThanOrEqual(size);
    return bytes.subarray(position, position + length);
  };
  return { bytes, reads, source: { size, read } };
}

test('gives the same bytes as the source, whatever is read in whatever order, with any cache', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 2000 }),
      fc.integer({ min: 1, max: 100 }),
      fc.integer({ min: 0, max: 1000 }),
      fc.array(fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true }))),
      (size, blockBytes, cacheBytes, places) => {
        const { bytes, source } = counted(size);
        const cache = blockCache(source, { blockBytes, cacheBytes });
        for (const [from, part] of places) {
          const position = Math.floor(from * (size - 1));
          const length = Math.floor(part * (size - position));
          expect(cache.read(position, length)).toEqual(bytes.slice(position, position + length));
        }
      },
    ),
  );
});

test('many small reads are one read of the source, a large read is one too', () => {
  const { reads, source } = counted(100_000);
  const cache = blockCache(source, { blockBytes: 1000 });
  for (let at = 0; at < 900; at += 8) cache.read(at, 8);
  expect(reads).toEqual([[0, 1000]]);
  cache.read(50_500, 20_000);
  expect(reads.slice(1)).toEqual([[50_000, 21_000]]);
  // Only what is not there yet.
  cache.read(49_990, 1000);
  expect(reads.slice(2)).toEqual([[49_000, 1000]]);
});

test('a reader that goes on where it stopped gets more each time', () => {
  const { reads, source } = counted(100_000);
  const cache = blockCache(source, { blockBytes: 1000 });
  for (let at = 0; at < 100_000; at += 100) cache.read(at, 100);
  expect(reads.slice(0, 5).map(([, length]) => length)).toEqual([1000, 2000, 4000, 8000, 16_000]);
  expect(reads.reduce((sum, [, length]) => sum + length, 0)).toBe(100_000);
});

test('keeps what was used last, and no more than it may', () => {
  const { reads, source } = counted(10_000);
  const cache = blockCache(source, { blockBytes: 100, cacheBytes: 300 });
  for (const at of [0, 500, 900]) cache.read(at, 10);
  cache.read(0, 10);
  cache.read(2000, 10);
  const before = reads.length;
  cache.read(0, 10);
  cache.read(900, 10);
  expect(reads.length).toBe(before);
  cache.read(500, 10);
  expect(reads.length).toBe(before + 1);
});
