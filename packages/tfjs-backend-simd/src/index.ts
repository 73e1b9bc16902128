import { registerSimdBackend } from './register';

registerSimdBackend();

export { SimdBackend } from './backend';
export { backendInfo, type SimdBackendInfo } from './backendInfo';
export type { BatchNormActivation, BatchNormAttrs } from './batchNorm';
export {
  BackendRemovedError,
  KernelFailedError,
  OutOfMemoryError,
  SimdUnsupportedError,
  ThreadCountError,
  UnsupportedInputError,
} from './errors';
export type { WasmMemory } from './memory';
export { BACKEND_NAME } from './register';
export { setThreads } from './threadCount';
