// Everything that is exported here becomes a WebAssembly export; ../src/wasm.ts is the calling side.
// Kernels never allocate: the heap belongs to ../src/memory.ts, which starts it at `heapBase`.
export * from './elementwise';

/** First byte after the module's static data. */
export function heapBase(): usize {
  return __heap_base;
}
