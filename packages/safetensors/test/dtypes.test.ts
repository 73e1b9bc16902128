import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { type Dtype, float32Values, SafetensorsTensorError, tensorValues } from '../src/index';
import fixture from './fixtures/conversions.json';

const raw = (dtype: Dtype, values: ArrayBufferView) => ({
  name: 't',
  dtype,
  bytes: new Uint8Array(values.buffer, values.byteOffset, values.byteLength),
});
const everyHalf = Uint16Array.from({ length: 65536 }, (_, i) => i);

test.each(['F16', 'BF16'] as const)('every %s converts as in PyTorch', (dtype) => {
  const values = float32Values(raw(dtype, everyHalf));
  // Which bits a NaN has is nobody's concern.
  const bits = new Uint32Array(values.buffer).map((b, i) => (Number.isNaN(values[i]!) ? 0x7fc00000 : b));
  const digest = createHash('sha256').update(new Uint8Array(bits.buffer)).digest('hex');
  expect(digest).toBe(fixture[dtype]);
});

test('F64 is rounded to the nearest float32, and overflows to infinity', () => {
  const values = float32Values(raw('F64', new Float64Array([0.1, -1e300, 2 ** -149, -0])));
  expect([...values]).toEqual([Math.fround(0.1), Number.NEGATIVE_INFINITY, 2 ** -149, -0]);
});

test('F32 keeps every bit, at any offset, in a copy', () => {
  const bits = new Uint32Array([0x3f800001, 0x80000000, 0x00000001, 0x7f800000]);
  const within = new Uint8Array(17);
  within.set(new Uint8Array(bits.buffer), 1);
  const values = float32Values({ name: 't', dtype: 'F32', bytes: within.subarray(1) });
  expect([...new Uint32Array(values.buffer)]).toEqual([...bits]);
  expect(values.buffer).not.toBe(within.buffer);
});

test('each type has its array', () => {
  expect(tensorValues(raw('I64', new BigInt64Array([-5n])))).toEqual(new BigInt64Array([-5n]));
  expect(tensorValues(raw('U64', new BigUint64Array([5n])))).toEqual(new BigUint64Array([5n]));
  expect(tensorValues(raw('I8', new Int8Array([-5])))).toEqual(new Int8Array([-5]));
  expect(tensorValues(raw('F16', new Uint16Array([0x3c00])))).toEqual(new Uint16Array([0x3c00]));
  expect(tensorValues(raw('C64', new Float32Array([1, 2])))).toEqual(new Float32Array([1, 2]));
  expect(tensorValues(raw('F6_E2M3', new Uint8Array([1, 2, 3])))).toEqual(new Uint8Array([1, 2, 3]));
  expect(tensorValues(raw('BOOL', new Uint8Array([0, 1])))).toEqual(new Uint8Array([0, 1]));
});

test.each(['I64', 'U8', 'BOOL', 'C64', 'F8_E4M3'] as const)('%s is not read as float32', (dtype) => {
  expect(() => float32Values(raw(dtype, new Uint8Array(8)))).toThrow(SafetensorsTensorError);
  expect(() => float32Values(raw(dtype, new Uint8Array(8)))).toThrow(new RegExp(`"t": its type is ${dtype}`));
});
