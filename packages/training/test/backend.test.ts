import { getBackend } from '@tensorflow/tfjs-core';
import { afterEach, expect, test, vi } from 'vitest';
import { BackendUnavailableError, OptionError, selectBackend } from '../src';
import { importOptional } from '../src/import-optional';

vi.mock('../src/import-optional', async (original) => {
  const real = await original<typeof import('../src/import-optional')>();
  return { importOptional: vi.fn(real.importOptional) };
});
const imports = vi.mocked(importOptional);
const { importOptional: realImport } =
  await vi.importActual<typeof import('../src/import-optional')>('../src/import-optional');
afterEach(() => {
  imports.mockImplementation(realImport);
});

/** Lets these packages be missing, whatever is installed. */
function withoutPackages(...missing: string[]) {
  imports.mockImplementation(async (module) => {
    if (missing.includes(module)) {
      throw Object.assign(new Error(`Cannot find package '${module}'`), { code: 'ERR_MODULE_NOT_FOUND' });
    }
    return realImport(module);
  });
}

const TFJS_NODE = ['@tensorflow/tfjs-node-gpu', '@tensorflow/tfjs-node'];

test('without tfjs-node it is simd, and the reasons are told', async () => {
  withoutPackages(...TFJS_NODE);
  const info = await selectBackend();
  expect(info.name).toBe('simd');
  expect(getBackend()).toBe('simd');
  expect(info.tried).toEqual([
    { name: 'tfjs-node-gpu', available: false, reason: '@tensorflow/tfjs-node-gpu is not installed' },
    { name: 'tfjs-node', available: false, reason: '@tensorflow/tfjs-node is not installed' },
    { name: 'simd', available: true, reason: info.reason },
  ]);
  expect(info.reason).toMatch(/simd .*no tfjs-node-gpu, tfjs-node/);
});

test('takes the one that is preferred', async () => {
  const info = await selectBackend({ prefer: 'cpu' });
  expect(info).toMatchObject({ name: 'cpu', backend: 'cpu' });
  expect(getBackend()).toBe('cpu');
});

test('a preferred one that is missing is an error that says how to install it, and changes nothing', async () => {
  await selectBackend({ prefer: 'cpu' });
  withoutPackages(...TFJS_NODE);
  const failed = selectBackend({ prefer: 'tfjs-node' });
  await expect(failed).rejects.toThrow(BackendUnavailableError);
  await expect(failed).rejects.toMatchObject({ backend: 'tfjs-node' });
  await expect(failed).rejects.toThrow(/npm install @tensorflow\/tfjs-node/);
  expect(getBackend()).toBe('cpu');
});

test('a package that fails while it is imported is told apart from a missing one', async () => {
  imports.mockImplementation(async (module) => {
    if (module === '@tensorflow/tfjs-node') throw new Error('the native addon cannot be found\nmore');
    return realImport(module);
  });
  await expect(selectBackend({ prefer: 'tfjs-node' })).rejects.toThrow(
    /is installed but fails \(the native addon cannot be found\)/,
  );
});

test.each(['webgpu', 'wasm', 'nonsense'])('refuses the name %s and lists those it knows', async (name) => {
  const failed = selectBackend({ prefer: name as never });
  await expect(failed).rejects.toThrow(OptionError);
  await expect(failed).rejects.toThrow(/tfjs-node-gpu, tfjs-node, simd, cpu/);
});

test('a package that nobody installed is reported as not found', async () => {
  await expect(realImport('@kium/not-a-package')).rejects.toMatchObject({ code: 'ERR_MODULE_NOT_FOUND' });
});
