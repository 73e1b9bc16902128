import { getBackend } from '@tensorflow/tfjs-core';
import { afterEach, expect, test, vi } from 'vitest';
import { type BackendInfo, selectBackend } from '../src';
import { importOptional } from '../src/import-optional';
import {
  type FakeAdapter,
  fakeGpu,
  importFake,
  REAL_GPU,
  registerFakeKernels,
  removeFakes,
  SWIFTSHADER,
} from './fake-backends';

vi.mock('../src/import-optional', async (original) => ({
  ...(await original<typeof import('../src/import-optional')>()),
  importOptional: vi.fn(),
}));
const imports = vi.mocked(importOptional);
afterEach(async () => {
  imports.mockReset();
  await removeFakes();
});

const PACKAGES = ['webgpu', '@tensorflow/tfjs-backend-webgpu', '@tensorflow/tfjs-backend-cpu'];

/** Lets these packages be installed, and `webgpu` have this adapter. */
function withPackages(adapter: FakeAdapter, installed: readonly string[] = PACKAGES) {
  imports.mockImplementation((module) => importFake(module, installed, adapter));
}

const reasonOf = ({ tried }: BackendInfo) => tried.find(({ name }) => name === 'webgpu')?.reason;
const scope = globalThis as { navigator?: { gpu?: unknown } };

test('on a GPU it is taken, and named', async () => {
  withPackages(REAL_GPU);
  const info = await selectBackend();
  expect(info).toMatchObject({ name: 'webgpu', backend: 'webgpu' });
  expect(info.reason).toBe(
    'webgpu (WebGPU on GeForce of the test), the fastest available: no tfjs-node-gpu, tfjs-node',
  );
  expect(scope.navigator?.gpu).toBeDefined();
});

test.each([
  SWIFTSHADER,
  { description: 'a name that tells nothing', isFallbackAdapter: true },
  // Mesa's renderer, from a browser that does not say what it is.
  { description: 'llvmpipe (LLVM 15.0.6, 256 bits)' },
  { architecture: 'swiftshader' },
])('a software adapter is left aside unless asked for: %o', async (adapter) => {
  withPackages(adapter);
  const info = await selectBackend();
  expect(info.name).toBe('cpu');
  const named = adapter!.description ?? adapter!.architecture;
  expect(reasonOf(info)).toBe(`the adapter is a software one (${named}); prefer: 'webgpu' uses it anyway`);
  expect(scope.navigator?.gpu).toBeUndefined();

  expect((await selectBackend({ prefer: 'webgpu' })).reason).toBe(`webgpu (WebGPU on ${named}), asked for by name`);
  expect(getBackend()).toBe('webgpu');
});

test("a browser's own navigator.gpu is used, without the npm package", async () => {
  withPackages(null, ['@tensorflow/tfjs-backend-webgpu', '@tensorflow/tfjs-backend-cpu']);
  const gpu = fakeGpu({ architecture: 'turing' });
  if (!scope.navigator) Object.defineProperty(scope, 'navigator', { value: {}, configurable: true });
  Object.defineProperty(scope.navigator, 'gpu', { value: gpu, configurable: true });
  expect((await selectBackend()).reason).toMatch(/^webgpu \(WebGPU on turing\)/);
  expect(imports).not.toHaveBeenCalledWith('webgpu');
  expect(scope.navigator?.gpu).toBe(gpu);
});

test.each<[string, FakeAdapter, string[], string]>([
  ['no adapter', null, PACKAGES, 'there is no adapter: no GPU, or none with a driver for Vulkan, Metal or Direct3D 12'],
  ['no npm package', null, ['@tensorflow/tfjs-backend-cpu'], 'webgpu is not installed'],
  [
    'no tfjs backend',
    REAL_GPU,
    ['webgpu', '@tensorflow/tfjs-backend-cpu'],
    '@tensorflow/tfjs-backend-webgpu is not installed',
  ],
])('says what is missing: %s', async (_, adapter, installed, reason) => {
  withPackages(adapter, installed);
  expect(reasonOf(await selectBackend())).toBe(reason);
  expect(scope.navigator?.gpu).toBeUndefined();
});

test('says when the backend was imported too early to register itself', async () => {
  withPackages(REAL_GPU);
  registerFakeKernels('webgpu');
  expect(reasonOf(await selectBackend())).toMatch(/imported before there was a navigator.gpu; leave that import to/);
});

test('a driver that fails does not end the search', async () => {
  withPackages(REAL_GPU);
  imports.mockImplementation(async (module) => {
    const create = () => ({ requestAdapter: () => Promise.reject(new Error('device lost')) });
    return module === 'webgpu' ? { create } : importFake(module, PACKAGES, null);
  });
  const info = await selectBackend();
  expect(info.name).toBe('cpu');
  expect(reasonOf(info)).toMatch(/fails \(device lost\)/);
});
