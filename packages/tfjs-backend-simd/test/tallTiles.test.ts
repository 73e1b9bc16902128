import { describe, expect, test, vi } from 'vitest';
import { WasmMemory } from '../src/memory';
import { tallTilesAreFaster } from '../src/tallTiles';
import { instantiateKernels } from '../src/wasm';
import { randomInput, randomSource } from './compare';

/** Kernels with tiles of four or of six rows, in a memory of their own, and what they make of floats there. */
function kernels(tall: boolean, relaxedSimd: boolean) {
  const memory = new WasmMemory(false);
  const { kernels } = instantiateKernels(memory, relaxedSimd, tall);
  const put = (values: Float32Array) => {
    const address = memory.allocate(values.byteLength);
    memory.float32(address, values.length).set(values);
    return address;
  };
  return { memory, kernels, put };
}

const random = randomSource(31);
const floats = (length: number) => Float32Array.from(randomInput([length], random).values);

describe.each([true, false])('tiles of six rows (relaxed SIMD: %s)', (relaxed) => {
  test('give the same bits as tiles of four', () => {
    const sides = [kernels(false, relaxed), kernels(true, relaxed)];
    for (let rows = 1; rows <= 40; rows++) {
      const [n, k] = [1 + ((rows * 7) % 21), 1 + ((rows * 37) % 411)];
      const [a, b, bias] = [floats(rows * k), floats(n * k), new Float32Array(24)];
      bias.set(floats(n));
      const [four, six] = sides.map(({ memory, kernels, put }) => {
        const [aAt, bAt, biasAt, c] = [put(a), put(b), put(bias), memory.allocate(4 * rows * n)];
        const packed = memory.allocate(4 * 24 * k);
        kernels.packPanels(bAt, n, 1, k, n, packed, 32 * k, 0, Math.ceil(n / 8));
        kernels.multiplyRows(aAt, packed, c, n, k, biasAt, 0, 0, rows);
        const product = memory.float32(c, rows * n).slice();
        // The same numbers as a matrix of k rows, transposed.
        const scratch = memory.allocate(kernels.transposedScratchBytes(n));
        kernels.multiplyTransposed(aAt, bAt, n, 1, c, rows, n, k, k, rows, scratch, 0, 1);
        const ofTransposed = memory.float32(c, rows * n).slice();
        for (const block of [aAt, bAt, biasAt, c, packed, scratch]) memory.free(block);
        return { product, ofTransposed };
      });
      expect(six, `${rows} rows, ${n} columns, k ${k}`).toEqual(four);
    }
  });
});

test.each([
  ['Node 20', { process: { versions: { v8: '11.3.244.8-node.30' } } }, false],
  ['Node 23', { process: { versions: { v8: '12.9.202.28-node.14' } } }, false],
  ['Node 24', { process: { versions: { v8: '13.6.233.10-node.28' } } }, true],
  ['Node 26', { process: { versions: { v8: '14.6.202.34-node.20' } } }, true],
  ['Chrome 135', { navigator: { userAgent: 'Mozilla/5.0 AppleWebKit/537.36 Chrome/135.0.0.0 Safari/537.36' } }, false],
  ['Chrome 156', { navigator: { userAgent: 'Mozilla/5.0 HeadlessChrome/156.0.0.0 Safari/537.36' } }, true],
  ['Firefox', { navigator: { userAgent: 'Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101' } }, false],
  ['an engine that says nothing', {}, false],
])('%s', (_, globals, expected) => {
  vi.stubGlobal('process', undefined);
  vi.stubGlobal('navigator', undefined);
  for (const [name, value] of Object.entries(globals)) vi.stubGlobal(name, value);
  const found = tallTilesAreFaster();
  vi.unstubAllGlobals();
  expect(found).toBe(expected);
});
