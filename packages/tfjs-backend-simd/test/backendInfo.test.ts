import * as tf from '@tensorflow/tfjs-core';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { BackendRemovedError, backendInfo, SimdBackend, setThreads } from '../src';
import { WasmMemory } from '../src/memory';

type GetModule = (name: string) => unknown;
const node = process as unknown as { getBuiltinModule: GetModule };
const getBuiltinModule = node.getBuiltinModule;

afterEach(() => {
  vi.restoreAllMocks();
  node.getBuiltinModule = getBuiltinModule;
  setThreads(2);
});

/** A backend of its own on which something is computed; the workers are started by it. */
function computeOn(backend: SimdBackend): Float32Array {
  return startOn(backend)();
}

/** The same without waiting for it; gives a function that does. */
function startOn(backend: SimdBackend): () => Float32Array {
  const rows = 512;
  const address = backend.wasmMemory.allocate(rows * 64 * 4);
  const values = () => backend.wasmMemory.float32(address, rows * 64);
  values().fill(-1);
  backend.runCalls(
    'addBiasAndActivate',
    Array.from({ length: 8 }, (_, i) => [address, 0, 64, 1, 0, i * 64, i * 64 + 64]),
  );
  return values;
}

describe('backendInfo', () => {
  test('creates the backend where that has not happened, and does not make it the current one', async () => {
    await tf.setBackend('cpu');
    const info = backendInfo();
    expect(tf.getBackend()).toBe('cpu');
    expect(tf.findBackend('simd')).toBeInstanceOf(SimdBackend);
    expect(info).toMatchObject({ sharedMemory: true, workerCalls: 0, bytesInUse: 0, bytesLimit: 4 * 2 ** 30 });
    expect(info.relaxedSimd).toBe((tf.findBackend('simd') as SimdBackend).relaxedSimd);
    expect(info.bytesReserved).toBeGreaterThan(0);
  });

  test('tells threads and memory as they are now', async () => {
    await tf.setBackend('simd');
    const before = backendInfo();
    setThreads(3);
    const held = tf.relu(tf.ones([1000, 500]));
    const during = backendInfo();
    expect(during.threads).toBe(3);
    expect(during.threadsReason).toBeUndefined();
    expect(during.bytesInUse - before.bytesInUse).toBeGreaterThanOrEqual(1000 * 500 * 4);
    held.dispose();
    setThreads(1);
    expect(backendInfo()).toMatchObject({ threads: 1, threadsReason: 'setThreads(1) was called.' });
  });

  test('shows when workers have taken calls', async () => {
    setThreads(2);
    await tf.setBackend('simd');
    while (backendInfo().workerCalls === 0) tf.tidy(() => tf.matMul(tf.ones([500, 300]), tf.ones([300, 400])));
  });
});

describe('one thread, and why', () => {
  test('memory that is not shared', () => {
    const backend = new SimdBackend(new WasmMemory(false));
    expect(backend.threads).toBe(1);
    expect(backend.threadsReason).toMatch(/not shared/);
    expect(computeOn(backend).every((value) => value === 0)).toBe(true);
  });

  test('a page that is not isolated', () => {
    vi.stubGlobal('crossOriginIsolated', false);
    const backend = new SimdBackend();
    vi.unstubAllGlobals();
    expect(backend.wasmMemory.shared).toBe(false);
    expect(backend.threadsReason).toMatch(/not cross-origin isolated/);
  });

  test('Node before 20.16', () => {
    node.getBuiltinModule = undefined as unknown as GetModule;
    const backend = new SimdBackend();
    expect(backend.threads).toBe(1);
    expect(backend.threadsReason).toMatch(/need Node 20\.16 or newer/);
  });

  test('workers that cannot be created', () => {
    setThreads(4);
    const backend = new SimdBackend();
    withWorkers(() => {
      throw new Error('no more threads.');
    });
    expect(computeOn(backend).every((value) => value === 0)).toBe(true);
    expect(backend.threads).toBe(1);
    expect(backend.threadsReason).toBe('A worker could not start: no more threads.');
  });

  test('a worker that fails before it runs; those before it stay', async () => {
    setThreads(3);
    const backend = new SimdBackend();
    let created = 0;
    withWorkers(
      (Worker, source, options) => new Worker(++created === 2 ? 'throw new Error("too bad")' : source, options),
    );
    expect(computeOn(backend).every((value) => value === 0)).toBe(true);
    expect(backend.threads).toBe(3);
    while (backend.threads === 3) await new Promise((resolve) => setTimeout(resolve, 1));
    expect(backend.threads).toBe(2);
    expect(backend.threadsReason).toBe('A worker could not start: too bad.');
    expect(computeOn(backend).every((value) => value === 0)).toBe(true);
    expect(created).toBe(2);
    backend.dispose();
    expect(computeOn(backend).every((value) => value === 0)).toBe(true);
  });

  test('ended with calls that nobody has waited for: they are done', () => {
    for (let i = 0; i < 20; i++) {
      setThreads(3);
      const backend = new SimdBackend();
      const values = startOn(backend);
      expect(backend.workerCalls).toBe(0);
      backend.dispose();
      expect(values().every((value) => value === 0)).toBe(true);
    }
  });
});

test('a backend that was removed is said to be so', () => {
  tf.removeBackend('simd');
  expect(backendInfo).toThrow(BackendRemovedError);
});

type NodeWorker = typeof import('node:worker_threads').Worker;
type Arguments = ConstructorParameters<NodeWorker>;

/** Lets `create` make Node's workers. */
function withWorkers(create: (Worker: NodeWorker, ...args: Arguments) => unknown): void {
  const { Worker } = getBuiltinModule.call(process, 'node:worker_threads') as { Worker: NodeWorker };
  function Created(...args: Arguments) {
    return create(Worker, ...args);
  }
  node.getBuiltinModule = (name) =>
    name === 'node:worker_threads' ? { Worker: Created } : getBuiltinModule.call(process, name);
}
