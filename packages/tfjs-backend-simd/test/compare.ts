import * as tf from '@tensorflow/tfjs-core';
import { expect } from 'vitest';
import type { SimdBackend } from '../src';
import '../src';
// Registers the gradients of tfjs-core's ops.
import '@tensorflow/tfjs-layers';

/** A tensor to make on either backend. */
export interface Input {
  shape: number[];
  values: number[] | Float32Array;
  dtype?: 'float32' | 'int32' | 'bool';
}

/** A reproducible stream of numbers in [0, 1) (mulberry32). */
export function randomSource(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Values spread over [-scale, scale]. */
export function randomInput(shape: number[], random: () => number, scale = 3): Input {
  const size = shape.reduce((product, length) => product * length, 1);
  return { shape, values: Float32Array.from({ length: size }, () => (2 * random() - 1) * scale) };
}

/** An integer in [low, high]. */
export const integer = (random: () => number, low: number, high: number) =>
  low + Math.floor(random() * (high - low + 1));

export interface Tolerance {
  relative?: number;
  absolute?: number;
}

/** What an op returns, as plain data. */
interface Result {
  shape: number[];
  dtype: string;
  values: ArrayLike<number>;
}

/**
 * Runs `op` on cpu and on simd and expects equal shapes, dtypes and values, unchanged inputs, and that simd has handed
 * back all memory.
 */
export async function expectSameAsCpu(
  inputs: Input[],
  op: (...tensors: tf.Tensor[]) => tf.Tensor | tf.Tensor[],
  tolerance: Tolerance = {},
): Promise<void> {
  const expected = await run('cpu', inputs, op);
  const found = await run('simd', inputs, op);
  expect(found.length).toBe(expected.length);
  for (const [i, result] of found.entries()) expectClose(result, expected[i]!, tolerance);
}

async function run(
  backendName: string,
  inputs: Input[],
  op: (...tensors: tf.Tensor[]) => tf.Tensor | tf.Tensor[],
): Promise<Result[]> {
  await tf.setBackend(backendName);
  const memory = () => (backendName === 'simd' ? (tf.backend() as SimdBackend).wasmMemory.bytesInUse : 0);
  const before = { bytes: memory(), tensors: tf.memory().numTensors };
  const data = inputs.map(({ values, dtype }) => (dtype ? values : Float32Array.from(values)));
  const tensors = inputs.map(({ shape, dtype }, i) => tf.tensor(data[i]!.slice(), shape, dtype ?? 'float32'));
  const results = tf.tidy(() =>
    [op(...tensors)].flat().map((result) => ({
      shape: [...result.shape],
      dtype: result.dtype,
      values: result.dataSync().slice(),
    })),
  );
  tensors.forEach((tensor, i) => {
    expect(Array.from(tensor.dataSync()), `input ${i} is unchanged`).toEqual(Array.from(data[i]!));
    tensor.dispose();
  });
  expect({ bytes: memory(), tensors: tf.memory().numTensors }).toEqual(before);
  return results;
}

/** Expects equal shape and dtype, and values within the tolerance (default 2e-6 relative, 1e-6 absolute). */
export function expectClose(found: Result, expected: Result, { relative = 2e-6, absolute = 1e-6 }: Tolerance): void {
  expect({ shape: found.shape, dtype: found.dtype }).toEqual({ shape: expected.shape, dtype: expected.dtype });
  expect(found.values.length).toBe(expected.values.length);
  for (let i = 0; i < expected.values.length; i++) {
    const [a, b] = [found.values[i]!, expected.values[i]!];
    if (Object.is(a, b) || a === b) continue;
    const allowed = absolute + relative * Math.abs(b);
    // Not `>`: NaN on one side only must fail.
    if (!(Math.abs(a - b) <= allowed)) expect.fail(`value ${i} is ${a}, expected ${b} (± ${allowed})`);
  }
}
