import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, test } from 'vitest';
import type { SimdBackend } from '../src';
import '../src';

beforeAll(async () => {
  await tf.setBackend('simd');
});

test('ops without a SIMD kernel work on tensors in WebAssembly memory', () => {
  const backend = tf.backend() as SimdBackend;
  const x = tf.tensor2d([1, 2, 3, 4], [2, 2]);
  backend.address(x);
  expect(Array.from(tf.slice(x, [1, 0], [1, 2]).dataSync())).toEqual([3, 4]);
  expect(Array.from(tf.matMul(x, x).dataSync())).toEqual([7, 10, 15, 22]);
});

test('a tensor that a cpu kernel cut out of another keeps its values when the other is disposed', () => {
  const backend = tf.backend() as SimdBackend;
  const x = tf.tensor1d([1, 2, 3, 4]);
  backend.address(x);
  const part = tf.slice(x, 1, 2);
  x.dispose();
  const reused = tf.tensor1d([9, 9, 9, 9]);
  backend.address(reused);
  expect(Array.from(part.dataSync())).toEqual([2, 3]);
});

test('disposed memory is reused', () => {
  const backend = tf.backend() as SimdBackend;
  const before = backend.wasmMemory.bytesInUse;
  for (let i = 0; i < 100; i++) {
    const x = tf.zeros([1000]);
    backend.address(x);
    x.dispose();
  }
  expect(backend.wasmMemory.bytesInUse).toBe(before);
});
