import { SimdUnsupportedError } from './errors';
import { PLAIN_WASM, SHARED_WASM, type WasmExports } from './generated/wasm';
import type { WasmMemory } from './memory';

/** The kernels of `assembly/`; addresses and counts are integers, see each kernel's comment there. */
export type WasmKernels = WasmExports;

/** Compiles the embedded binary that fits the memory and links it with it; other threads link the module themselves. */
export function instantiateKernels(memory: WasmMemory): { module: WebAssembly.Module; kernels: WasmKernels } {
  const binary = decodeBase64(memory.shared ? SHARED_WASM : PLAIN_WASM);
  let module: WebAssembly.Module;
  try {
    module = new WebAssembly.Module(binary);
  } catch (cause) {
    throw new SimdUnsupportedError(cause);
  }
  const instance = new WebAssembly.Instance(module, { env: { memory: memory.memory } });
  const kernels = instance.exports as unknown as WasmKernels;
  memory.startHeapAt(kernels.heapBase());
  return { module, kernels };
}

function decodeBase64(text: string): Uint8Array<ArrayBuffer> {
  const characters = atob(text);
  const bytes = new Uint8Array(characters.length);
  for (let i = 0; i < characters.length; i++) bytes[i] = characters.charCodeAt(i);
  return bytes;
}
