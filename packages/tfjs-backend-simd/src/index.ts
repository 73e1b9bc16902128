import { registerSimdBackend } from './register';

registerSimdBackend();

export { SimdBackend } from './backend';
export {
  KernelFailedError,
  OutOfMemoryError,
  SimdUnsupportedError,
  ThreadCountError,
  UnsupportedInputError,
} from './errors';
export type { BatchNormActivation, BatchNormAttrs } from './kernels/BatchNorm';
export type { WasmMemory } from './memory';
export { BACKEND_NAME } from './register';
export { setThreads } from './threads';
