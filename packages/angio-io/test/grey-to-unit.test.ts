import { afterEach, expect, test, vi } from 'vitest';
import { greyToUnit } from '../src/hdf5/grey-to-unit';

afterEach(() => {
  vi.restoreAllMocks();
  vi.resetModules();
});

/** Every grey value at every place of a vector, some blocks of them and a few more. */
const grey = Uint8Array.from({ length: 3 * 2 ** 16 + 7 }, (_, at) => at * 7 + (at >> 8));
const expected = Float32Array.from(grey, (value) => value / 255);

function check(convert: typeof greyToUnit): void {
  for (const [from, length, offset] of [
    [0, grey.length, 0],
    [0, 2 ** 16, 1],
    [1, 2 ** 16 + 1, 2],
    [5, 2 ** 17 - 1, 3],
    ...[0, 1, 17, 4095, 4096, 4097].map((few) => [3, few, 4] as const),
  ] as const) {
    const target = new Float32Array(offset + length + 2).fill(-1);
    convert(grey.subarray(from, from + length), target, offset);
    expect(target.subarray(offset, offset + length)).toEqual(expected.subarray(from, from + length));
    expect([...target.subarray(0, offset), ...target.subarray(offset + length)].every((value) => value === -1)).toBe(
      true,
    );
  }
}

test('grey values, beginning and ending anywhere, are divided by 255 and rounded once', () => {
  check(greyToUnit);
});

test('without SIMD, or where no WebAssembly may be compiled, they are the same', async () => {
  const compile = vi.spyOn(WebAssembly, 'Module').mockImplementation(() => {
    throw new WebAssembly.CompileError('Wasm code generation disallowed by embedder');
  });
  vi.resetModules();
  const fresh = await import('../src/hdf5/grey-to-unit');
  check(fresh.greyToUnit);
  expect(compile).toHaveBeenCalledTimes(1);
});
