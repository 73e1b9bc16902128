import { getBackend } from '@tensorflow/tfjs-core';
import { afterEach, expect, test, vi } from 'vitest';
import { BackendUnavailableError, OptionError, selectBackend } from '../src';
import { importOptional } from '../src/import-optional';
import { type FakeAdapter, importFake, REAL_GPU, removeFakes, SWIFTSHADER } from './fake-backends';

vi.mock('../src/import-optional', async (original) => {
  const real = await original<typeof import('../src/import-optional')>();
  return { ...real, importOptional: vi.fn(real.importOptional) };
});
const imports = vi.mocked(importOptional);
const { importOptional: realImport } =
  await vi.importActual<typeof import('../src/import-optional')>('../src/import-optional');
afterEach(async () => {
  imports.mockImplementation(realImport);
  await removeFakes();
});

const OURS = ['@kium/tfjs-backend-simd', '@tensorflow/tfjs-backend-cpu'];
const WEBGPU = ['webgpu', '@tensorflow/tfjs-backend-webgpu'];

/** Lets these packages be installed and no others, whatever is. Those that are not ours are fakes. */
function withPackages(installed: readonly string[], adapter: FakeAdapter = null) {
  imports.mockImplementation(async (module) =>
    OURS.includes(module) && installed.includes(module) ? realImport(module) : importFake(module, installed, adapter),
  );
}

test.each([
  ['tfjs-node-gpu', ['@tensorflow/tfjs-node-gpu', '@tensorflow/tfjs-node', ...WEBGPU, ...OURS], REAL_GPU],
  ['tfjs-node', ['@tensorflow/tfjs-node', ...WEBGPU, ...OURS], REAL_GPU],
  ['webgpu', [...WEBGPU, ...OURS], REAL_GPU],
  ['simd', [...WEBGPU, ...OURS], SWIFTSHADER],
  ['simd', OURS, null],
])('takes %s when there are %s', async (expected, installed, adapter) => {
  withPackages(installed, adapter);
  const info = await selectBackend();
  expect(info.name).toBe(expected);
  expect(getBackend()).toBe(info.backend);
  expect(info.tried.map(({ name }) => name)).toEqual(
    ['tfjs-node-gpu', 'tfjs-node', 'webgpu', 'simd', 'cpu'].slice(0, info.tried.length),
  );
  expect(info.tried.at(-1)).toEqual({ name: expected, available: true, reason: info.reason });
});

test('without other packages it is simd, and the reasons are told', async () => {
  withPackages(OURS);
  const info = await selectBackend();
  expect(info.tried).toEqual([
    { name: 'tfjs-node-gpu', available: false, reason: '@tensorflow/tfjs-node-gpu is not installed' },
    { name: 'tfjs-node', available: false, reason: '@tensorflow/tfjs-node is not installed' },
    { name: 'webgpu', available: false, reason: 'webgpu is not installed' },
    { name: 'simd', available: true, reason: info.reason },
  ]);
  expect(info.reason).toMatch(
    /^simd \(.* on \d+ threads?.*\), the fastest available: no tfjs-node-gpu, tfjs-node, webgpu$/,
  );
});

test('takes the one that is preferred', async () => {
  const info = await selectBackend({ prefer: 'cpu' });
  expect(info).toMatchObject({ name: 'cpu', backend: 'cpu' });
  expect(getBackend()).toBe('cpu');
});

test('a preferred one that is missing is an error that says how to install it, and changes nothing', async () => {
  await selectBackend({ prefer: 'cpu' });
  withPackages(OURS);
  const failed = selectBackend({ prefer: 'tfjs-node' });
  await expect(failed).rejects.toThrow(BackendUnavailableError);
  await expect(failed).rejects.toMatchObject({ backend: 'tfjs-node' });
  await expect(failed).rejects.toThrow(/npm install @tensorflow\/tfjs-node/);
  await expect(selectBackend({ prefer: 'webgpu' })).rejects.toThrow(/npm install webgpu @tensorflow.*-webgpu/);
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

test.each(['wasm', 'nonsense'])('refuses the name %s and lists those it knows', async (name) => {
  const failed = selectBackend({ prefer: name as never });
  await expect(failed).rejects.toThrow(OptionError);
  await expect(failed).rejects.toThrow(/tfjs-node-gpu, tfjs-node, webgpu, simd, cpu/);
});

test('a package that nobody installed is reported as not found', async () => {
  await expect(realImport('@kium/not-a-package')).rejects.toMatchObject({ code: 'ERR_MODULE_NOT_FOUND' });
});
