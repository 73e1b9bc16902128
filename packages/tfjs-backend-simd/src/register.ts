import '@tensorflow/tfjs-backend-cpu';
import {
  copyRegisteredKernels,
  getKernel,
  type KernelConfig,
  registerBackend,
  registerKernel,
  unregisterKernel,
} from '@tensorflow/tfjs-core';
import { fuseAdam } from './adam';
import { SimdBackend } from './backend';
import { BackendRemovedError } from './errors';
import { KERNELS } from './kernels';

/** The name to give to `tf.setBackend`. */
export const BACKEND_NAME = 'simd';

/** Between tfjs's wasm (2) and webgl (2) and its cpu (1): chosen by default where only cpu is registered besides. */
const PRIORITY = 2;

/** tfjs prints why a backend could not be created, but keeps no error. */
let creationError: unknown;

/** Registers the backend and its kernels: the cpu backend's, replaced where there is a SIMD kernel. Safe to call twice. */
export function registerSimdBackend(): void {
  if (!registerBackend(BACKEND_NAME, createBackend, PRIORITY)) return;
  copyRegisteredKernels('cpu', BACKEND_NAME);
  for (const kernel of KERNELS) replaceKernel(kernel);
  fuseAdam(BACKEND_NAME);
}

/** The error to throw where tfjs has no such backend. */
export function whyNotCreated(): unknown {
  return creationError ?? new BackendRemovedError();
}

function createBackend(): SimdBackend {
  try {
    return new SimdBackend();
  } catch (error) {
    creationError = error;
    throw error;
  }
}

function replaceKernel(kernel: KernelConfig): void {
  if (getKernel(kernel.kernelName, BACKEND_NAME)) unregisterKernel(kernel.kernelName, BACKEND_NAME);
  registerKernel({ ...kernel, backendName: BACKEND_NAME });
}
