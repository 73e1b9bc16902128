import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  type Dtype,
  encodeSafetensors,
  layOutSafetensors,
  readSafetensors,
  SafetensorsTensorError,
  type TensorToStore,
} from '../src/index';
import { byHand } from './by-hand';

const bytesOf = (tensors: TensorToStore[], metadata?: Record<string, string>) =>
  Uint8Array.from(Buffer.concat(encodeSafetensors(tensors, metadata)));

test('writes the bytes that the description of the format gives', () => {
  const header = '{"__metadata__":{"format":"pt"},"w":{"dtype":"F32","shape":[1,2],"data_offsets":[0,8]}}';
  const padded = header.padEnd(Math.ceil(header.length / 8) * 8, ' ');
  const written = bytesOf([{ name: 'w', dtype: 'F32', shape: [1, 2], data: new Float32Array([1, -2]) }], {
    format: 'pt',
  });
  expect(written).toEqual(byHand(padded, [0, 0, 0x80, 0x3f, 0, 0, 0, 0xc0]));
  expect(bytesOf([])).toEqual(byHand('{}      '));
});

const BYTES: [Dtype, number][] = [
  ['BOOL', 1],
  ['U8', 1],
  ['F8_E4M3', 1],
  ['I16', 2],
  ['F16', 2],
  ['BF16', 2],
  ['I32', 4],
  ['F32', 4],
  ['F64', 8],
  ['C64', 8],
  ['I64', 8],
  ['U64', 8],
];

const anyTensors = fc.uniqueArray(
  fc
    .record({
      name: fc.oneof(fc.string(), fc.constantFrom('0', '1', '__proto__', 'constructor', 'a"b\\', 'ü€😀', '')),
      type: fc.constantFrom(...BYTES),
      shape: fc.array(fc.nat(3), { maxLength: 4 }),
      fill: fc.nat(255),
    })
    .filter(({ name }) => name !== '__metadata__'),
  { selector: ({ name }) => name, maxLength: 12 },
);

test('what is written is read back: names, types, shapes, bytes, notes', () => {
  fc.assert(
    fc.property(anyTensors, fc.dictionary(fc.string(), fc.string()), (list, notes) => {
      const tensors = list.map(({ name, type: [dtype, size], shape, fill }): TensorToStore => {
        const data = Uint8Array.from({ length: shape.reduce((a, b) => a * b, size) }, (_, i) => fill + 31 * i);
        return { name, dtype, shape, data };
      });
      const file = bytesOf(tensors, notes);
      const read = readSafetensors(file);
      expect({ ...read.metadata }).toEqual({ ...notes });
      expect(read.tensors.size).toBe(tensors.length);
      for (const { name, dtype, shape, data } of tensors) {
        const found = read.tensors.get(name)!;
        expect(found).toMatchObject({ name, dtype, shape });
        expect(Buffer.compare(found.bytes, data as Uint8Array)).toBe(0);
        const size = BYTES.find(([type]) => type === dtype)![1];
        // Each starts where a typed array of its type could be laid over the file.
        if (found.bytes.length > 0) expect(found.bytes.byteOffset % size).toBe(0);
      }
      expect(layOutSafetensors(tensors, notes).byteLength).toBe(file.length);
    }),
    { seed: 3 },
  );
});

test('the order is kept among types of one size, and views are written as they are', () => {
  const numbers = new Float32Array([1, 2, 3, 4]);
  const parts = encodeSafetensors([
    { name: 'b', dtype: 'F32', shape: [2], data: numbers.subarray(2) },
    { name: 'a', dtype: 'I32', shape: [1], data: new Int32Array([7]) },
    { name: 'wide', dtype: 'F64', shape: [1], data: new Float64Array([8]) },
  ]);
  expect(parts[2]!.buffer).toBe(numbers.buffer);
  expect([...readSafetensors(Buffer.concat(parts)).tensors.keys()]).toEqual(['wide', 'b', 'a']);
});

test.each<[TensorToStore[], RegExp]>([
  [[{ name: 'a', dtype: 'F32', shape: [3], data: new Float32Array(2) }], /"a": its data has 8 bytes; .* takes 12/],
  [[{ name: 'a', dtype: 'F31' as Dtype, shape: [1], data: new Float32Array(1) }], /of F31 is no .* type that/],
  [[{ name: 'a', dtype: 'U8', shape: [1.5], data: new Uint8Array(1) }], /\[1.5\]/],
  [[{ name: '__metadata__', dtype: 'U8', shape: [1], data: new Uint8Array(1) }], /reserved/],
  [['a', 'a'].map((name) => ({ name, dtype: 'U8' as const, shape: [1], data: new Uint8Array(1) })), /occurs twice/],
])('a tensor that cannot be written is an error that names it (%#)', (tensors, message) => {
  expect(() => encodeSafetensors(tensors)).toThrow(SafetensorsTensorError);
  expect(() => encodeSafetensors(tensors)).toThrow(message);
});

test('notes that are no texts are refused: no reader would take the file', () => {
  expect(() => encodeSafetensors([], { step: 3 as unknown as string })).toThrow(SafetensorsTensorError);
  expect(() => encodeSafetensors([], { step: 3 as unknown as string })).toThrow('"step" is no text');
});
