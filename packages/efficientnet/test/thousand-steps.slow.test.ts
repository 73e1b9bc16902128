import { availableParallelism } from 'node:os';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { backendInfo, setThreads } from '@kium/tfjs-backend-simd';
import * as tf from '@tensorflow/tfjs-core';
import { afterEach, expect, test } from 'vitest';
import { efficientNet } from '../src/index';
import { TINY, TINY_OPTIONS } from './tiny';

const STEPS = 1000;
/** By then every buffer has been asked for once and the hot functions are compiled. */
const WARM_UP = 200;
const SAMPLE_EVERY = 50;
const MEGABYTE = 2 ** 20;

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

const pixels = tf.util.sizeFromShape([...TINY_OPTIONS.inputShape!]);
const classes = TINY_OPTIONS.classes!;
const batch = 4;

afterEach(() => setThreads(availableParallelism()));

test.each([1, 2])('a thousand steps need no more memory than the first ones, threads: %i', async (threads) => {
  await tf.setBackend('simd');
  setThreads(threads);
  const model = efficientNet(TINY, TINY_OPTIONS);
  const optimizer = tf.train.adam(1e-3);
  model.compile({ optimizer, loss: 'binaryCrossentropy' });
  const images = new Float32Array(batch * pixels);
  const labels = Float32Array.from({ length: batch * classes }, (_, i) => i % 2);

  const samples: Memory[] = [];
  for (let step = 1; step <= STEPS; step++) {
    // As a data loader does it: new numbers and new tensors for each step.
    for (let i = 0; i < images.length; i++) images[i] = ((i * 31 + step * 7) % 255) / 255;
    const x = tf.tensor(images.slice(), [batch, ...TINY_OPTIONS.inputShape!]);
    const y = tf.tensor(labels.slice(), [batch, classes]);
    const loss = (await model.trainOnBatch(x, y)) as number;
    tf.dispose([x, y]);
    expect(loss, `loss of step ${step}`).toBeGreaterThan(0);
    if (step >= WARM_UP && step % SAMPLE_EVERY === 0) samples.push(measureMemory());
  }

  const first = samples[0]!;
  for (const { tensors, tensorBytes, inUse, reserved } of samples) {
    expect({ tensors, tensorBytes, inUse, reserved }).toEqual({
      tensors: first.tensors,
      tensorBytes: first.tensorBytes,
      inUse: first.inUse,
      reserved: first.reserved,
    });
  }
  // Recompiled functions may take some 100 kB; a step makes 2 MB of tensors, so that a leak would be far above.
  expect(samples.at(-1)!.heap - first.heap).toBeLessThan(MEGABYTE);
  // The engine takes young generations from the system and gives them back, some 20 MB to and fro: a leak would lift
  // the lowest of the later samples above the highest of the earlier ones.
  const resident = samples.map((sample) => sample.resident);
  const half = Math.floor(resident.length / 2);
  const growth = Math.min(...resident.slice(half)) - Math.max(...resident.slice(0, half));
  expect(growth).toBeLessThan(8 * MEGABYTE);
  optimizer.dispose();
  model.dispose();
});

type Memory = ReturnType<typeof measureMemory>;

/** All in bytes but the number of tensors. */
function measureMemory() {
  collectGarbage();
  const { bytesInUse, bytesReserved } = backendInfo();
  const { numTensors, numBytes } = tf.memory();
  const { heapUsed, arrayBuffers, rss } = process.memoryUsage();
  return {
    tensors: numTensors,
    tensorBytes: numBytes,
    inUse: bytesInUse,
    reserved: bytesReserved,
    heap: heapUsed + arrayBuffers,
    resident: rss,
  };
}
