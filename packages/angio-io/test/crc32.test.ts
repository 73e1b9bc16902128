import * as zlib from 'node:zlib';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { crc32 } from '../src/crc32';

const ascii = (text: string) => new TextEncoder().encode(text);

test('known values', () => {
  // The check value of CRC-32/ISO-HDLC (reveng catalogue), and values printed by zlib 1.2.13 (Python 3.11's zlib.crc32).
  expect(crc32(ascii('123456789'))).toBe(0xcbf43926);
  expect(crc32(new Uint8Array(0))).toBe(0);
  expect(crc32(new Uint8Array(1))).toBe(0xd202ef8d);
  expect(crc32(ascii('The quick brown fox jumps over the lazy dog'))).toBe(0x414fa339);
  expect(crc32(new Uint8Array(32).fill(255))).toBe(0xff6cab0b);
});

/** Bit by bit, as ISO 3309 defines it. */
function definition(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return ~crc >>> 0;
}

test('any bytes, beginning at any address, whole or in parts', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), fc.nat(300), fc.nat(7), (data, cut, shift) => {
      const bytes = new Uint8Array(data.length + shift).subarray(shift);
      bytes.set(data);
      const expected = definition(data);
      expect(crc32(bytes)).toBe(expected);
      expect(crc32(bytes.subarray(cut), crc32(bytes.subarray(0, cut)))).toBe(expected);
    }),
    { seed: 1, numRuns: 500 },
  );
});

// Since Node 20.15; the types of the oldest Node supported do not know it.
const native = (zlib as unknown as { crc32?: (bytes: Uint8Array, previous?: number) => number }).crc32;

test.skipIf(!native)("as node's zlib (skipped where Node has no zlib.crc32)", () => {
  fc.assert(
    // Node gives 0 for no bytes whatever came before.
    fc.property(fc.uint8Array({ minLength: 1, maxLength: 5000 }), fc.nat(2 ** 32 - 1), (data, previous) => {
      expect(crc32(data, previous)).toBe(native!(data, previous));
    }),
    { seed: 2 },
  );
});
