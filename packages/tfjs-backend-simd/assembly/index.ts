// Everything that is exported here becomes a WebAssembly export; ../src/wasm.ts is the calling side.
// Kernels never allocate: the heap belongs to ../src/memory.ts, which starts it at `heapBase`.
export * from './adam';
export * from './batchNormGradient';
export * from './batchNormStatistics';
export * from './batchNormalize';
export * from './binary';
export * from './channels';
export * from './convolution';
export * from './copy';
export * from './depthwise';
export * from './depthwiseFilterGradient';
export * from './depthwiseParts';
export { addBiasAndActivate } from './epilogue';
export * from './gatedConvolution';
export * from './gather';
export * from './logistic';
export { multiplyRows, multiplyTransposed, sumParts, transposedScratchBytes } from './gemm';
export { packPanels } from './pack';
export * from './pool';
export * from './reduce';
export * from './softmax';
export * from './unary';

/** First byte after the module's static data. */
export function heapBase(): usize {
  return __heap_base;
}
