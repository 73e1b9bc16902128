import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { OutOfMemoryError, type SimdBackend } from '../src';

let memory: SimdBackend['wasmMemory'];

beforeEach(async () => {
  await tf.setBackend('simd');
  memory = (tf.backend() as SimdBackend).wasmMemory;
});

afterEach(() => {
  vi.restoreAllMocks();
});

/** From now on the memory is full after `count` allocations. Returns how many there have been. */
function failAfter(count: number): () => number {
  const allocate = memory.allocate.bind(memory);
  let calls = 0;
  vi.spyOn(memory, 'allocate').mockImplementation((bytes) => {
    calls++;
    if (calls > count) throw new OutOfMemoryError(bytes, memory.bytesInUse, memory.bytesLimit);
    return allocate(bytes);
  });
  return () => calls;
}

function smallModel(): tfl.LayersModel {
  return tfl.sequential({
    layers: [
      tfl.layers.conv2d({ inputShape: [12, 12, 3], filters: 8, kernelSize: 3, activation: 'relu' }),
      tfl.layers.batchNormalization(),
      tfl.layers.depthwiseConv2d({ kernelSize: 3, activation: 'elu' }),
      tfl.layers.maxPooling2d({ poolSize: 2 }),
      tfl.layers.flatten(),
      tfl.layers.dense({ units: 2 }),
    ],
  });
}

test('wherever a training step runs out of memory, all that it took is free again, and training goes on', async () => {
  const model = smallModel();
  const optimizer = tf.train.adam(0.01);
  const variables = model.trainableWeights.map((weight) => weight.read() as tf.Variable);
  const x = tf.randomNormal([4, 12, 12, 3], 0, 1, 'float32', 1);
  const y = tf.tensor2d([0, 1, 1, 0, 1, 1, 0, 0], [4, 2]);
  const loss = () => tf.losses.meanSquaredError(y, model.apply(x, { training: true }) as tf.Tensor) as tf.Scalar;
  const step = async () => tf.tidy(() => optimizer.minimize(loss, true, variables)!.arraySync());
  await step();
  const calls = failAfter(Number.POSITIVE_INFINITY);
  await step();
  const needed = calls();
  const { numTensors } = tf.memory();
  const inUse = memory.bytesInUse;

  for (let count = 0; count < needed; count++) {
    vi.restoreAllMocks();
    failAfter(count);
    await expect(step(), `allocation ${count}`).rejects.toThrow(OutOfMemoryError);
    expect(tf.memory().numTensors, `tensors after allocation ${count}`).toBe(numTensors);
    expect(memory.bytesInUse, `bytes after allocation ${count}`).toBe(inUse);
  }
  vi.restoreAllMocks();
  expect(Number.isFinite(await step())).toBe(true);
  expect(memory.bytesInUse).toBe(inUse);
});
