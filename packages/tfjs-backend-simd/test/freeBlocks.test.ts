import fc from 'fast-check';
import { expect, test } from 'vitest';
import { FreeBlocks } from '../src/freeBlocks';

const MIB = 2 ** 20;

test('the smallest block with room is taken, and the rest of it stays', () => {
  const free = new FreeBlocks();
  free.add(0, 640);
  free.add(1024, 192);
  free.add(2048, 320);
  expect(free.take(256)).toBe(2048);
  expect(free.take(192)).toBe(1024);
  expect(free.take(64)).toBe(2048 + 256);
  expect(free.take(640)).toBe(0);
  expect(free.take(64)).toBeUndefined();
});

test('of blocks of one size the first is taken', () => {
  const free = new FreeBlocks();
  for (const start of [512, 0, 256]) free.add(start, 64);
  expect([1, 2, 3].map(() => free.take(64))).toEqual([0, 256, 512]);
});

test('neighbours are joined on both sides', () => {
  const free = new FreeBlocks();
  free.add(0, 64);
  free.add(128, 64);
  expect(free.take(128)).toBeUndefined();
  free.add(64, 64);
  expect(free.take(192)).toBe(0);
});

test('the block at an end can be taken whole', () => {
  const free = new FreeBlocks();
  free.add(64, 128);
  expect(free.takeEndingAt(128)).toBeUndefined();
  expect(free.takeEndingAt(192)).toBe(64);
  expect(free.take(64)).toBeUndefined();
});

test('sizes and addresses up to 4 GiB are told apart', () => {
  const free = new FreeBlocks();
  free.add(0, 2047 * MIB);
  free.add(2048 * MIB, 2048 * MIB);
  expect(free.take(2048 * MIB - 64)).toBe(2048 * MIB);
  expect(free.take(64)).toBe(4096 * MIB - 64);
  expect(free.take(2047 * MIB)).toBe(0);
});

test('after any sequence, everything that was given back is one block again', () => {
  const step = fc.record({ size: fc.integer({ min: 1, max: 40 }), pick: fc.nat(), giveBack: fc.boolean() });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
      const free = new FreeBlocks();
      const total = 4096;
      free.add(0, total);
      const taken: { start: number; size: number }[] = [];
      for (const { size, pick, giveBack } of steps) {
        if (giveBack && taken.length > 0) {
          const [block] = taken.splice(pick % taken.length, 1);
          free.add(block!.start, block!.size);
          continue;
        }
        const start = free.take(size * 64);
        if (start === undefined) continue;
        expect(start + size * 64).toBeLessThanOrEqual(total);
        for (const other of taken) {
          expect(start >= other.start + other.size || start + size * 64 <= other.start).toBe(true);
        }
        taken.push({ start, size: size * 64 });
      }
      for (const { start, size } of taken) free.add(start, size);
      expect(free.take(total)).toBe(0);
    }),
    { seed: 61 },
  );
});
