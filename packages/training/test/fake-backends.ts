import { MathBackendCPU } from '@tensorflow/tfjs-backend-cpu';
import {
  copyRegisteredKernels,
  findBackendFactory,
  getKernelsForBackend,
  registerBackend,
  removeBackend,
  setBackend,
  unregisterKernel,
} from '@tensorflow/tfjs-core';

/** Packages that cannot be installed or cannot run here, each with the backend that it registers. */
const FAKES: Readonly<Record<string, string>> = {
  '@tensorflow/tfjs-node-gpu': 'tensorflow',
  '@tensorflow/tfjs-node': 'tensorflow',
  '@tensorflow/tfjs-backend-webgpu': 'webgpu',
};

/** An adapter's `info`; null where there is no adapter. */
export type FakeAdapter = { description?: string; architecture?: string; isFallbackAdapter?: boolean } | null;

export const REAL_GPU: FakeAdapter = { description: 'GeForce of the test', isFallbackAdapter: false };
export const SWIFTSHADER: FakeAdapter = { description: 'SwiftShader driver 5.0.0', isFallbackAdapter: true };

/** What `navigator.gpu` would be. */
export function fakeGpu(adapter: FakeAdapter) {
  return { requestAdapter: async () => adapter && { info: adapter } };
}

/** Imports a package that is faked, or throws as for one that is not installed. */
export async function importFake(module: string, installed: readonly string[], adapter: FakeAdapter): Promise<unknown> {
  if (!installed.includes(module)) {
    throw Object.assign(new Error(`Cannot find package '${module}'`), { code: 'ERR_MODULE_NOT_FOUND' });
  }
  if (module === 'webgpu') return { create: () => fakeGpu(adapter), globals: {} };
  registerFake(FAKES[module]!);
  return {};
}

/** A backend that computes as cpu does. */
export function registerFake(backend: string): void {
  registerFakeKernels(backend);
  registerBackend(backend, () => new MathBackendCPU());
}

/** What remains of tfjs's WebGPU package when it is imported where there is no `navigator.gpu`. */
export function registerFakeKernels(backend: string): void {
  if (getKernelsForBackend(backend).length === 0) copyRegisteredKernels('cpu', backend);
}

/** Takes all fakes back, and what selectBackend added to Node for them. */
export async function removeFakes(): Promise<void> {
  await setBackend('cpu');
  for (const backend of new Set(Object.values(FAKES))) {
    if (findBackendFactory(backend)) removeBackend(backend);
    for (const { kernelName } of getKernelsForBackend(backend)) unregisterKernel(kernelName, backend);
  }
  const { navigator } = globalThis as { navigator?: { gpu?: unknown } };
  delete navigator?.gpu;
}
