import type { KernelConfig } from '@tensorflow/tfjs-core';

/** Every kernel that replaces one of the cpu backend's, or adds to them. */
export const KERNELS: KernelConfig[] = [];
