import { GREY_TO_UNIT_CODE } from './grey-to-unit-code';

/** Grey value that stands for 1.0 where volumes are 8-bit. */
export const MAX_GREY = 255;

/** grey / 255 rounded to float32, for every grey value. */
const UNIT = Float32Array.from({ length: MAX_GREY + 1 }, (_, grey) => grey / MAX_GREY);

/** What the program in wat/grey-to-unit.wat converts at a time: more would not stay in the cache. */
const BLOCK = 2 ** 16;

/**
 * Write grey / 255 as float32, rounded once, from `offset` on. WebAssembly divides sixteen values at a time, copying
 * included in a third of the time of a loop in JavaScript, which is left for few values and for engines without SIMD.
 */
export function greyToUnit(grey: Uint8Array, target: Float32Array, offset: number): void {
  program ??= load();
  if (program === 'none' || grey.length < 2 ** 12) {
    for (let at = 0; at < grey.length; at++) target[offset + at] = UNIT[grey[at]!]!;
    return;
  }
  const { input, output, convert } = program;
  for (let at = 0; at < grey.length; at += BLOCK) {
    const block = grey.subarray(at, at + BLOCK);
    input.set(block);
    convert(block.length);
    target.set(block.length < BLOCK ? output.subarray(0, block.length) : output, offset + at);
  }
}

interface Program {
  readonly input: Uint8Array;
  readonly output: Float32Array;
  readonly convert: (length: number) => void;
}

let program: Program | 'none' | undefined;

function load(): Program | 'none' {
  try {
    const code = Uint8Array.from(atob(GREY_TO_UNIT_CODE), (character) => character.charCodeAt(0));
    const { memory, convert } = new WebAssembly.Instance(new WebAssembly.Module(code)).exports as {
      memory: WebAssembly.Memory;
      convert: Program['convert'];
    };
    const { buffer } = memory;
    return { input: new Uint8Array(buffer, 0, BLOCK), output: new Float32Array(buffer, BLOCK, BLOCK), convert };
  } catch {
    return 'none';
  }
}
