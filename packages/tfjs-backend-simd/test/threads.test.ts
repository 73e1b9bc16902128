import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import * as tf from '@tensorflow/tfjs-core';
// Registers the gradients.
import '@tensorflow/tfjs-layers';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { type SimdBackend, setThreads, ThreadCountError } from '../src';
import { KernelFailedError } from '../src/errors';
import { wantedThreads } from '../src/threadCount';
import type { ThreadPool } from '../src/threads';
import { splitUnits } from '../src/units';
import { randomInput, randomSource } from './compare';

const cores = wantedThreads();
let backend: SimdBackend;

beforeAll(async () => {
  await tf.setBackend('simd');
  backend = tf.backend() as SimdBackend;
});

afterAll(() => setThreads(cores));

const NUMBERS = randomInput([300_000], randomSource(1), 1).values as Float32Array;

/** Forward pass and gradients of ops that are large enough to be split, as plain numbers. */
function compute(): Float32Array[] {
  const tensor = (...shape: number[]) => tf.tensor(NUMBERS.slice(0, tf.util.sizeFromShape(shape)), shape);
  return tf.tidy(() => {
    const gradients = (f: (...inputs: tf.Tensor[]) => tf.Tensor, inputs: tf.Tensor[]) => {
      const { value, grads } = tf.valueAndGrads((...t: tf.Tensor[]) => tf.sum(tf.square(f(...t))) as tf.Scalar)(inputs);
      return [value, ...grads];
    };
    const results = [
      ...gradients((a, b) => tf.matMul(a!, b!), [tensor(301, 70), tensor(70, 130)]),
      ...gradients((a, b) => tf.matMul(a!, b!, true, true), [tensor(2000, 24), tensor(40, 2000)]),
      ...gradients(
        (x, f) => tf.conv2d(x as tf.Tensor4D, f as tf.Tensor4D, 2, 'same'),
        [tensor(2, 65, 63, 8), tensor(3, 3, 8, 24)],
      ),
      ...gradients(
        (x, f) => tf.conv2d(x as tf.Tensor4D, f as tf.Tensor4D, 1, 'same'),
        [tensor(2, 64, 64, 16), tensor(1, 1, 16, 40)],
      ),
      ...gradients(
        (x, f) => tf.depthwiseConv2d(x as tf.Tensor4D, f as tf.Tensor4D, 2, 'same'),
        [tensor(1, 65, 63, 72), tensor(5, 5, 72, 1)],
      ),
      tf.softmax(tensor(3000, 40)),
      tf.mean(tensor(100, 30, 70), [0, 1]),
      tf.mul(tensor(20, 100, 70), tensor(70)),
    ];
    return results.map((result) => result.dataSync().slice() as Float32Array);
  });
}

describe('threads', () => {
  test('results do not depend on the number of threads', () => {
    setThreads(1);
    const expected = compute();
    for (const count of [2, 3, 5]) {
      setThreads(count);
      expect(backend.threads).toBe(count);
      const found = compute();
      for (const [i, values] of found.entries()) {
        expect(Buffer.compare(Buffer.from(values.buffer), Buffer.from(expected[i]!.buffer)), `result ${i}`).toBe(0);
      }
    }
  });

  test('all calls of a job run once, whether workers are awake, asleep or late', async () => {
    setThreads(3);
    const floats = 64;
    const calls = 200;
    const address = backend.wasmMemory.allocate(calls * floats * 4);
    const values = () => backend.wasmMemory.float32(address, calls * floats);
    values().fill(0);
    const ones = backend.wasmMemory.allocate(floats * 4);
    backend.wasmMemory.float32(ones, floats).fill(1);
    const expected = new Float32Array(calls * floats);
    for (const pause of [0, 0, 1, 0, 5]) {
      for (let i = 0; i < 300; i++) {
        const count = 2 + ((i * 7) % (calls - 1));
        // Each call adds ones to floats of its own.
        backend.runCalls(
          'addBiasAndActivate',
          Array.from({ length: count }, (_, c) => [address + c * floats * 4, ones, floats, 0, 0, 0, 1]),
        );
        for (let at = 0; at < count * floats; at++) expected[at]! += 1;
        if (pause > 0 && i % 50 === 0) await new Promise((resolve) => setTimeout(resolve, pause));
      }
    }
    expect(values()).toEqual(expected);
    backend.wasmMemory.free(address);
    backend.wasmMemory.free(ones);
  });

  test('workers see memory that grew after they started', () => {
    setThreads(3);
    const held: number[] = [];
    for (let i = 0; i < 12; i++) {
      const bytes = backend.wasmMemory.bytesReserved;
      const address = backend.wasmMemory.allocate(40 * 2 ** 20);
      held.push(address);
      expect(backend.wasmMemory.bytesReserved).toBeGreaterThan(bytes);
      const rows = 4096;
      backend.wasmMemory.float32(address, rows * 64).fill(-1);
      const ranges = splitUnits(rows, { unitNs: 1000 }, 3);
      backend.runCalls(
        'addBiasAndActivate',
        ranges.map(([start, end]) => [address, 0, 64, 1, 0, start, end]),
      );
      expect(backend.wasmMemory.float32(address, rows * 64).every((value) => value === 0)).toBe(true);
      // This kernel fills memory with zeros by an instruction of its own, which checks the memory's size.
      const chunks = splitUnits(rows / 64, { unitNs: 10_000 }, 3);
      backend.runCalls(
        'sumColumnChunks',
        chunks.map(([first, end]) => [address, address + 8 * 2 ** 20, rows, 64, 64, first, end]),
      );
    }
    for (const address of held) backend.wasmMemory.free(address);
  });

  test('a kernel that fails is reported, and the pool goes on', () => {
    setThreads(2);
    // Past the end of memory, whatever its size: the last page is never granted to a tensor here.
    const outside = [2 ** 32 - 16, 0, 64, 1, 0, 0, 1];
    const fail = () =>
      backend.runCalls(
        'addBiasAndActivate',
        Array.from({ length: 8 }, () => outside),
      );
    // By whatever sees the memory next.
    const successors = [fail, () => backend.wasmMemory.float32(0, 1), () => backend.kernels.heapBase(), compute];
    for (const successor of successors) {
      fail();
      expect(successor).toThrow(KernelFailedError);
      expect(compute().length).toBeGreaterThan(0);
    }
    expect(compute().length).toBeGreaterThan(0);
  });

  test('a timed op has its calls done when the clock stops', async () => {
    setThreads(2);
    const address = backend.wasmMemory.allocate(8 * 64 * 4);
    const events: string[] = [];
    const { pool } = backend as unknown as { pool: ThreadPool };
    for (const name of ['start', 'finish'] as const) {
      const original = pool[name].bind(pool) as (...args: unknown[]) => void;
      vi.spyOn(pool, name).mockImplementation((...args: unknown[]) => {
        original(...args);
        events.push(name);
      });
    }
    const calls = Array.from({ length: 8 }, (_, i) => [address, 0, 64, 1, 0, i, i + 1]);
    const { kernelMs } = await backend.time(() => backend.runCalls('addBiasAndActivate', calls));
    vi.restoreAllMocks();
    backend.wasmMemory.free(address);
    expect(events.slice(events.indexOf('start'))).toContain('finish');
    expect(kernelMs).toBeGreaterThanOrEqual(0);
  });

  test('the number of threads can go up and down; workers beyond it take no call', () => {
    setThreads(1);
    const expected = compute();
    for (const count of [4, 2, 3, 1, 5, 2]) {
      setThreads(count);
      const found = compute();
      for (const [i, values] of found.entries()) {
        expect(Buffer.compare(Buffer.from(values.buffer), Buffer.from(expected[i]!.buffer)), `result ${i}`).toBe(0);
      }
      // Each thread leaves its mark in the scratch block that it is given: here the sums of a column.
      const bytes = 8 * 64;
      const blocks = 6;
      const address = backend.wasmMemory.allocate(blocks * bytes);
      backend.wasmMemory.int32(address, (blocks * bytes) / 4).fill(0);
      const rows = 4096;
      const x = backend.wasmMemory.allocate((rows + 64) * 64 * 4);
      backend.wasmMemory.float32(x, (rows + 64) * 64).fill(1);
      for (let i = 0; i < 50; i++) {
        const calls = Array.from({ length: 64 }, (_, c) => [x, x + (rows + c) * 64 * 4, address, 1, 64, 64, 1]);
        backend.runCalls('sumColumns', calls, { argument: 2, address, bytesPerThread: bytes });
      }
      const beyond = backend.wasmMemory.int32(address + count * bytes, ((blocks - count) * bytes) / 4);
      expect(beyond.every((word) => word === 0)).toBe(true);
      for (const block of [address, x]) backend.wasmMemory.free(block);
    }
  });

  test('refuses what is no number of threads', () => {
    for (const count of [0, -1, 1.5, Number.NaN]) expect(() => setThreads(count)).toThrow(ThreadCountError);
  });

  test('a process that has trained takes no processor time while it idles, and ends by itself', () => {
    const script = fileURLToPath(new URL('./threads/train.ts', import.meta.url));
    const out = execFileSync(process.execPath, ['--import', 'tsx', script], { encoding: 'utf8' });
    const { threads, idleMs } = JSON.parse(out) as { threads: number; idleMs: number };
    expect(threads).toBe(3);
    // Processor time in half a second of doing nothing, of all threads together; one that spins takes all 500 ms.
    expect(idleMs).toBeLessThan(200);
  });
});

test('units are cut into ranges that cover them once', () => {
  const random = randomSource(2);
  for (let i = 0; i < 200; i++) {
    const units = Math.floor(random() * 5000);
    const grain = 1 + Math.floor(random() * 70);
    const ranges = splitUnits(units, { unitNs: random() * 1000, grain }, 1 + Math.floor(random() * 8));
    let next = 0;
    for (const [start, end] of ranges) {
      expect(start).toBe(next);
      expect(start % grain).toBe(0);
      expect(end).toBeGreaterThan(start);
      next = end;
    }
    expect(next).toBe(units);
  }
});
