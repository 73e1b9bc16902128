import { SimdUnsupportedError } from './errors';
import { BINARIES, SHARED_BYTE, type WasmExports } from './generated/wasm';
import type { WasmMemory } from './memory';
import { compileRelaxed } from './relaxedSimd';
import { tallTilesAreFaster } from './tallTiles';

/** The kernels of `assembly/`; addresses and counts are integers, see each kernel's comment there. */
export type WasmKernels = WasmExports;

/** What the binary is linked with, in every thread. */
export interface KernelImports {
  readonly memory: WebAssembly.Memory;
  /** 1 for tiles of six rows, 0 for four; see assembly/multiplyPanel.ts. */
  readonly tallTiles: number;
}

/** A compiled binary, linked with a memory. */
export interface LinkedKernels {
  /** Other threads link it themselves. */
  readonly module: WebAssembly.Module;
  readonly imports: KernelImports;
  readonly kernels: WasmKernels;
  /** Whether it is the build with relaxed SIMD: fused multiply-adds where the processor has them. */
  readonly relaxedSimd: boolean;
}

/**
 * Compiles the embedded binary that fits the memory and the engine and links it with the memory.
 *
 * @param relaxedSimd - `false` takes the build without relaxed SIMD even where the engine has it.
 * @param tallTiles - Whether products are computed in tiles of six rows; by default where that is faster.
 */
export function instantiateKernels(
  memory: WasmMemory,
  relaxedSimd = true,
  tallTiles = tallTilesAreFaster(),
): LinkedKernels {
  const relaxedModule = relaxedSimd ? compileRelaxed(binaryFor(memory, BINARIES.relaxed)) : undefined;
  const module = relaxedModule ?? compile(binaryFor(memory, BINARIES.plain));
  const imports = { memory: memory.memory, tallTiles: tallTiles ? 1 : 0 };
  const instance = new WebAssembly.Instance(module, { env: imports });
  const kernels = instance.exports as unknown as WasmKernels;
  memory.startHeapAt(kernels.heapBase());
  return { module, imports, kernels, relaxedSimd: relaxedModule !== undefined };
}

function binaryFor(memory: WasmMemory, base64: string): Uint8Array<ArrayBuffer> {
  const binary = decodeBase64(base64);
  if (memory.shared) binary[SHARED_BYTE] = 3;
  return binary;
}

function compile(binary: Uint8Array<ArrayBuffer>): WebAssembly.Module {
  try {
    return new WebAssembly.Module(binary);
  } catch (cause) {
    throw new SimdUnsupportedError(cause);
  }
}

function decodeBase64(text: string): Uint8Array<ArrayBuffer> {
  const characters = atob(text);
  const bytes = new Uint8Array(characters.length);
  for (let i = 0; i < characters.length; i++) bytes[i] = characters.charCodeAt(i);
  return bytes;
}
