import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { beforeEach, describe, expect, test } from 'vitest';
import { BACKEND_NAME, SimdBackend } from '../src';
import { WasmMemory } from '../src/memory';
import { registerSimdBackend } from '../src/register';

let backend: SimdBackend;

beforeEach(async () => {
  await tf.setBackend('simd');
  backend = tf.backend() as SimdBackend;
});

test('importing the package registers the backend; doing so again changes nothing', () => {
  expect(BACKEND_NAME).toBe('simd');
  expect(backend).toBeInstanceOf(SimdBackend);
  registerSimdBackend();
  expect(tf.backend()).toBe(backend);
});

describe('tensors in WebAssembly memory', () => {
  test('ops without a SIMD kernel work on them', () => {
    const x = tf.tensor2d([1, 2, 3, 4], [2, 2]);
    backend.address(x);
    expect(Array.from(tf.cumsum(x, 1).dataSync())).toEqual([1, 3, 3, 7]);
    expect(Array.from(tf.topk(x, 1).values.dataSync())).toEqual([2, 4]);
  });

  test('a view that a cpu kernel returns is copied before the memory is reused', () => {
    const x = tf.tensor1d([1, 2, 3, 4], 'int32');
    backend.address(x);
    const part = tf.slice(x, 1, 2);
    x.dispose();
    const reused = tf.tensor1d([9, 9, 9, 9], 'int32');
    backend.address(reused);
    expect(Array.from(part.dataSync())).toEqual([2, 3]);
    tf.dispose([part, reused]);
  });

  test('dataSync and data hand out copies', async () => {
    const x = tf.relu(tf.tensor1d([1, 2, 3]));
    const values = x.dataSync();
    const later = await x.data();
    values[0] = 100;
    x.dispose();
    const y = tf.relu(tf.tensor1d([7, 7, 7]));
    expect(Array.from(later)).toEqual([1, 2, 3]);
    expect(Array.from(y.dataSync())).toEqual([7, 7, 7]);
    y.dispose();
  });

  test('bool tensors are bytes for the caller and words for the kernels', () => {
    const x = tf.tensor1d([true, false, true], 'bool');
    backend.address(x);
    expect(x.dataSync()).toEqual(Uint8Array.from([1, 0, 1]));
    expect(Array.from(tf.logicalNot(x).dataSync())).toEqual([0, 1, 0]);
  });

  test('moving a tensor there counts its data once', () => {
    const before = backend.numDataIds();
    const x = tf.tensor1d([1, 2]);
    backend.address(x);
    backend.address(x);
    expect(backend.numDataIds()).toBe(before + 1);
    x.dispose();
    expect(backend.numDataIds()).toBe(before);
  });

  test('a tensor of another backend is fetched', async () => {
    await tf.setBackend('cpu');
    const x = tf.tensor1d([1, -2, 3]);
    await tf.setBackend('simd');
    const y = tf.relu(x);
    expect(Array.from(y.dataSync())).toEqual([1, 0, 3]);
    await tf.setBackend('cpu');
    expect(Array.from(tf.neg(y).dataSync())).toEqual([-1, -0, -3]);
  });

  test('shared data is freed with its last tensor', () => {
    const before = backend.wasmMemory.bytesInUse;
    const x = tf.relu(tf.ones([64]));
    const alias = tf.reshape(x, [8, 8]);
    x.dispose();
    expect(alias.dataSync().every((value) => value === 1)).toBe(true);
    alias.dispose();
    expect(backend.wasmMemory.bytesInUse).toBeLessThanOrEqual(before + 256);
  });

  test('disposed memory is reused', () => {
    const before = backend.wasmMemory.bytesInUse;
    for (let i = 0; i < 100; i++) {
      const x = tf.zeros([1000]);
      backend.address(x);
      x.dispose();
    }
    expect(backend.wasmMemory.bytesInUse).toBe(before);
  });
});

test('scratch memory is handed back, also when the work fails', () => {
  const before = backend.wasmMemory.bytesInUse;
  expect(backend.withScratch(1000, (address) => address % 64)).toBe(0);
  expect(() =>
    backend.withScratch(1000, () => {
      throw new Error('stop');
    }),
  ).toThrow('stop');
  expect(backend.wasmMemory.bytesInUse).toBe(before);
});

test('without shared memory everything works across growth', () => {
  const plain = new SimdBackend(new WasmMemory(false));
  const a = plain.output([4]);
  plain.kernels.fill(a.address, 4, 3);
  const reserved = plain.wasmMemory.bytesReserved;
  plain.output([2 ** 24]);
  expect(plain.wasmMemory.bytesReserved).toBeGreaterThan(reserved);
  expect(Array.from(plain.readSync(a.tensor.dataId) as Float32Array)).toEqual([3, 3, 3, 3]);
});

test.each(['adam', 'sgd', 'momentum', 'rmsprop', 'adagrad', 'adadelta', 'adamax'] as const)(
  'training steps with %s equal the cpu backend and leave no memory behind',
  async (name) => {
    const optimizers = {
      adam: () => tf.train.adam(0.01),
      sgd: () => tf.train.sgd(0.1),
      momentum: () => tf.train.momentum(0.1, 0.9),
      rmsprop: () => tf.train.rmsprop(0.01),
      adagrad: () => tf.train.adagrad(0.1),
      adadelta: () => tf.train.adadelta(0.1),
      adamax: () => tf.train.adamax(0.01),
    };
    const losses: number[][] = [];
    for (const on of ['cpu', 'simd']) {
      await tf.setBackend(on);
      const model = tfl.sequential({
        layers: [
          tfl.layers.conv2d({ inputShape: [8, 8, 3], filters: 5, kernelSize: 3, kernelInitializer: 'ones' }),
          tfl.layers.batchNormalization(),
          tfl.layers.activation({ activation: 'elu' }),
          tfl.layers.maxPooling2d({ poolSize: 2 }),
          tfl.layers.flatten(),
          tfl.layers.dense({
            units: 6,
            activation: 'tanh',
            kernelInitializer: tfl.initializers.constant({ value: 0.02 }),
          }),
        ],
      });
      const optimizer = optimizers[name]();
      const x = tf.tensor4d(
        Float32Array.from({ length: 4 * 8 * 8 * 3 }, (_, i) => Math.sin(i * i)),
        [4, 8, 8, 3],
      );
      const y = tf.tensor2d(
        Float32Array.from({ length: 24 }, (_, i) => Math.cos(i)),
        [4, 6],
      );
      model.compile({ optimizer, loss: 'meanSquaredError' });
      const steps: number[] = [];
      const memory: number[] = [];
      for (let i = 0; i < 6; i++) {
        steps.push((await model.trainOnBatch(x, y)) as number);
        memory.push(on === 'simd' ? (tf.backend() as SimdBackend).wasmMemory.bytesInUse : 0);
      }
      expect(memory[5]).toBe(memory[2]);
      losses.push(steps);
      tf.dispose([x, y]);
      optimizer.dispose();
      model.dispose();
    }
    losses[0]!.forEach((loss, i) => void expect(losses[1]![i]).toBeCloseTo(loss, 4));
    expect(losses[0]![5]).toBeLessThan(losses[0]![0]!);
  },
);
