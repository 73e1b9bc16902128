import { registerSimdBackend } from './register';

registerSimdBackend();

export { SimdBackend } from './backend';
export { OutOfMemoryError, SimdUnsupportedError, UnsupportedInputError } from './errors';
export { BACKEND_NAME } from './register';
