import { registerSimdBackend } from './register';

registerSimdBackend();

export { SimdBackend } from './backend';
export { OutOfMemoryError, SimdUnsupportedError, UnsupportedInputError } from './errors';
export type { BatchNormActivation, BatchNormAttrs } from './kernels/BatchNorm';
export { BACKEND_NAME } from './register';
