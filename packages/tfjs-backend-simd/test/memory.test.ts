import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { OutOfMemoryError } from '../src';
import { WasmMemory, whyNoSharedMemory } from '../src/memory';

const MIB = 2 ** 20;
const GIB = 2 ** 30;

describe.each([
  ['shared', true],
  ['plain', false],
])('%s memory', (_name, shared) => {
  test('blocks are aligned, apart from each other and from the static data', () => {
    const memory = new WasmMemory(shared);
    memory.startHeapAt(1000);
    const addresses = [1, 64, 65, 1000, 0].map((bytes) => memory.allocate(bytes));
    expect(addresses[0]).toBe(1024);
    expect(addresses.every((address) => address % 64 === 0)).toBe(true);
    expect(new Set(addresses).size).toBe(addresses.length);
  });

  test('a freed block is handed out again', () => {
    const memory = new WasmMemory(shared);
    memory.startHeapAt(0);
    const first = memory.allocate(10_000);
    const reserved = memory.bytesReserved;
    memory.free(first);
    expect(memory.bytesInUse).toBe(0);
    expect(memory.allocate(9_900)).toBe(first);
    expect(memory.bytesReserved).toBe(reserved);
  });

  test('random allocations and frees behave as a simple model', () => {
    const step = fc.record({ free: fc.boolean(), bytes: fc.integer({ min: 0, max: 300_000 }), pick: fc.nat() });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 120 }), (steps) => {
        const memory = new WasmMemory(shared);
        memory.startHeapAt(64);
        const live: { address: number; bytes: number; mark: number }[] = [];
        steps.forEach(({ free, bytes, pick }, mark) => {
          if (free && live.length > 0) {
            const [block] = live.splice(pick % live.length, 1);
            memory.free(block!.address);
            return;
          }
          const address = memory.allocate(bytes);
          for (const other of live) {
            const apart = address + bytes <= other.address || other.address + other.bytes <= address;
            expect(apart).toBe(true);
          }
          memory.int32(address, Math.floor(bytes / 4)).fill(mark);
          live.push({ address, bytes, mark });
        });
        for (const { address, bytes, mark } of live) {
          expect(memory.int32(address, Math.floor(bytes / 4)).every((value) => value === mark)).toBe(true);
        }
        const asked = live.reduce((sum, { bytes }) => sum + bytes, 0);
        expect(memory.bytesInUse).toBeGreaterThanOrEqual(asked);
        expect(memory.bytesInUse).toBeLessThanOrEqual(asked + 64 * live.length);
        for (const { address } of live) memory.free(address);
        expect(memory.bytesInUse).toBe(0);
      }),
      { numRuns: 40, seed: 60 },
    );
  });
});

test('free neighbours are joined, and the rest behind them is used', () => {
  const memory = new WasmMemory();
  memory.startHeapAt(0);
  const [a, b, c, d] = [1, 2, 3, 4].map(() => memory.allocate(896 * MIB)) as [number, number, number, number];
  memory.free(a);
  memory.free(b);
  const joined = memory.allocate(1536 * MIB);
  expect(joined).toBe(a);
  // What is left of the joined block is found as well.
  expect(memory.allocate(256 * MIB)).toBe(a + 1536 * MIB);
  memory.free(d);
  // d and the 512 MiB behind it.
  expect(memory.allocate(1280 * MIB)).toBe(d);
  memory.free(c);
  expect(memory.allocate(896 * MIB)).toBe(c);
});

test('past 4 GiB an error says how much was asked for, how much is in use and what to do', () => {
  const memory = new WasmMemory();
  memory.startHeapAt(0);
  const blocks = [1, 2, 3].map(() => memory.allocate(GIB));
  let error: unknown;
  try {
    memory.allocate(1.5 * GIB);
  } catch (thrown) {
    error = thrown;
  }
  expect(error).toBeInstanceOf(OutOfMemoryError);
  expect(error).toMatchObject({ tag: 'OutOfMemoryError', requested: 1.5 * GIB, inUse: 3 * GIB, limit: 4 * GIB });
  expect((error as Error).message).toMatch(
    /no room for 1536\.0 MiB more: 3072\.0 MiB are in use.*ends at 4096\.0 MiB.*smaller batch size or image size.*recompute: true/,
  );
  // The failure changes nothing.
  memory.free(blocks[1]!);
  expect(memory.allocate(GIB)).toBe(blocks[1]);
});

test('an address that is not in use cannot be freed', () => {
  const memory = new WasmMemory();
  memory.startHeapAt(64);
  const block = memory.allocate(64);
  memory.free(block);
  expect(() => memory.free(block)).toThrow(/No block starts at address 64/);
});

test('Node has shared memory', () => {
  expect(whyNoSharedMemory()).toBeUndefined();
  expect(new WasmMemory().shared).toBe(true);
  expect(new WasmMemory(false).memory.buffer).toBeInstanceOf(ArrayBuffer);
});

describe('an engine that grants less', () => {
  const granting = (most: number, sharedToo: boolean) => (descriptor: WebAssembly.MemoryDescriptor) => {
    if (descriptor.maximum! > most || (descriptor.shared && !sharedToo))
      throw new RangeError('could not allocate memory');
    return new WebAssembly.Memory(descriptor);
  };

  test('shared memory is smaller where there are not enough addresses, and the error names that limit', () => {
    const memory = new WasmMemory(undefined, granting(16_384, true));
    memory.startHeapAt(0);
    expect(memory.shared).toBe(true);
    expect(memory.bytesLimit).toBe(GIB);
    memory.allocate(896 * MIB);
    expect(() => memory.allocate(256 * MIB)).toThrow(/ends at 1024\.0 MiB here/);
  });

  test('memory is plain where it cannot be shared', () => {
    const memory = new WasmMemory(undefined, granting(65_536, false));
    expect(memory.shared).toBe(false);
    expect(memory.whyNotShared).toMatch(/no room for shared/);
    expect(memory.bytesLimit).toBe(4 * GIB);
  });

  test('without any memory there is an error', () => {
    expect(() => new WasmMemory(undefined, granting(1, true))).toThrow(OutOfMemoryError);
  });
});
