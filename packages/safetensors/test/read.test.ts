import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { encodeSafetensors, isSafetensors, readSafetensors, SafetensorsFormatError } from '../src/index';
import { byHand } from './by-hand';

const tensor = (dtype: string, shape: number[], begin: number, end: number) =>
  JSON.stringify({ dtype, shape, data_offsets: [begin, end] });

test('a file written by hand after the description of the format', () => {
  // 1, −2 as float32; a scalar; nothing; and the header's order is not that of the bytes.
  const header = `{"b":${tensor('I16', [], 8, 10)},"a":${tensor('F32', [2, 1], 0, 8)},"none":${tensor('F64', [0, 3], 10, 10)},"__metadata__":{"format":"pt"}}  `;
  const file = byHand(header, [0, 0, 0x80, 0x3f, 0, 0, 0, 0xc0, 0xfe, 0xff]);
  expect(isSafetensors(file)).toBe(true);
  const { tensors, metadata } = readSafetensors(file);
  expect(metadata).toEqual({ format: 'pt' });
  expect([...tensors.keys()]).toEqual(['a', 'b', 'none']);
  expect(tensors.get('a')).toMatchObject({ dtype: 'F32', shape: [2, 1] });
  expect([...tensors.get('a')!.bytes]).toEqual([0, 0, 0x80, 0x3f, 0, 0, 0, 0xc0]);
  expect([...tensors.get('b')!.bytes]).toEqual([0xfe, 0xff]);
  expect(tensors.get('b')!.shape).toEqual([]);
  expect(tensors.get('none')!.bytes.length).toBe(0);
});

test('tensors are views of the file, which may lie anywhere in a buffer', () => {
  const file = byHand(`{"a":${tensor('U8', [3], 0, 3)}}`, [1, 2, 3]);
  const within = new Uint8Array(file.length + 5);
  within.set(file, 5);
  const { bytes } = readSafetensors(within.subarray(5)).tensors.get('a')!;
  expect(bytes.buffer).toBe(within.buffer);
  expect([...bytes]).toEqual([1, 2, 3]);
  expect([...readSafetensors(file.buffer as ArrayBuffer).tensors.get('a')!.bytes]).toEqual([1, 2, 3]);
});

test('a file without tensors', () => {
  expect(readSafetensors(byHand('{}')).tensors.size).toBe(0);
});

const one = tensor('U8', [4], 0, 4);
const four = [1, 2, 3, 4];

describe('what is not a safetensors file is refused, and the message says why', () => {
  test.each<[why: string, file: Uint8Array, message: RegExp]>([
    ['too short', new Uint8Array(7), /7 bytes, fewer than the 8/],
    ['header cut', byHand('{}', [], 3n), /cut short: its header should have 3 bytes, but only 2/],
    ['header too large', byHand('{}', [], 100_000_001n), /would have 100000001 bytes; 100000000 are allowed/],
    ['header of 2^63', byHand('{}', [], 2n ** 63n), /9223372036854775808 bytes/],
    ['not JSON', byHand('{"a":'), /header is not JSON/],
    ['not UTF-8', byHand(new Uint8Array([0x7b, 0x22, 0xff, 0x22, 0x7d])), /header is not JSON/],
    ['not an object', byHand('[]'), /not a JSON object/],
    ['data cut', byHand(`{"a":${one}}`, [1, 2, 3]), /cut short: 4 bytes of tensors are announced, 3 follow/],
    ['data left over', byHand(`{"a":${one}}`, [1, 2, 3, 4, 5]), /1 bytes follow its last tensor/],
    ['overlap', byHand(`{"a":${one},"b":${tensor('U8', [3], 1, 4)}}`, four), /"b" overlaps .* at byte 1/],
    ['gap', byHand(`{"a":${tensor('U8', [3], 1, 4)}}`, four), /"a" leaves a gap before it, at byte 1/],
    ['a name twice', byHand(`{"a":${one},"a":${one}}`, four), /"a" occurs twice/],
    ['a name twice, written otherwise', byHand(`{"a":${one},"\\u0061":${one}}`, four), /"a" occurs twice/],
    ['a field twice', byHand('{"a":{"dtype":"U8","dtype":"I8","shape":[],"data_offsets":[0,1]}}', [0]), /"dtype"/],
    ['size and shape', byHand(`{"a":${tensor('F32', [2], 0, 4)}}`, four), /"a" has 4 bytes; .* of F32 takes 8/],
    ['unknown type', byHand(`{"a":${tensor('F33', [1], 0, 4)}}`, four), /unknown type "F33"/],
    ['a type from Object', byHand(`{"a":${tensor('toString', [1], 0, 4)}}`, four), /unknown type/],
    ['half a byte', byHand(`{"a":${tensor('F4', [3], 0, 4)}}`, four), /no whole number of addressable bytes/],
    ['overflow', byHand(`{"a":${tensor('F32', [2 ** 31, 2 ** 31], 0, 4)}}`, four), /no whole number of/],
    ['negative size', byHand(`{"a":${tensor('U8', [-4], 0, 4)}}`, four), /the shape \[-4\]/],
    ['backward offsets', byHand(`{"a":${tensor('U8', [4], 4, 0)}}`, four), /the offsets \[4,0\]/],
    ['three offsets', byHand('{"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4,4]}}', four), /the offsets/],
    ['no shape', byHand('{"a":{"dtype":"U8","data_offsets":[0,4]}}', four), /the shape undefined/],
    ['no description', byHand('{"a":7}'), /not described by an object/],
    ['notes that are no texts', byHand('{"__metadata__":{"a":1}}'), /__metadata__ is not an object of texts/],
  ])('%s', (_, file, message) => {
    expect(() => readSafetensors(file)).toThrow(SafetensorsFormatError);
    expect(() => readSafetensors(file)).toThrow(message);
  });

  test('any prefix, and any change of a byte, is read or refused by name', () => {
    const [header, ...rest] = encodeSafetensors(
      [
        { name: 'features.0.0.weight', dtype: 'F32', shape: [2, 2], data: new Float32Array(4) },
        { name: 'n', dtype: 'I64', shape: [], data: new BigInt64Array(1) },
      ],
      { format: 'pt' },
    );
    const file = Buffer.concat([header!, ...rest]);
    const refusedByName = (bytes: Uint8Array) => {
      try {
        readSafetensors(bytes);
      } catch (error) {
        expect(error).toBeInstanceOf(SafetensorsFormatError);
      }
    };
    for (let n = 0; n < file.length; n++) {
      expect(() => readSafetensors(file.subarray(0, n))).toThrow(SafetensorsFormatError);
    }
    fc.assert(
      fc.property(fc.nat(file.length - 1), fc.nat(255), (at, byte) => {
        const changed = Uint8Array.from(file);
        changed[at] = byte;
        refusedByName(changed);
      }),
      { numRuns: 2000, seed: 1 },
    );
    fc.assert(
      fc.property(fc.json(), fc.uint8Array(), (json, data) => refusedByName(byHand(json, data))),
      { seed: 2 },
    );
  });
});

test('notes of many megabytes are read', () => {
  const notes = 'a "quoted" word, '.repeat(1_000_000);
  const [header] = encodeSafetensors([], { notes });
  expect(readSafetensors(header!).metadata.notes).toBe(notes);
});

test('files of other formats are told apart', () => {
  for (const start of ['\x89HDF\r\n\x1a\n\0', 'PK\x03\x04........', '<!doctype html>', '{"a":1}..', '']) {
    expect(isSafetensors(Uint8Array.from(start, (c) => c.charCodeAt(0)))).toBe(false);
  }
});
