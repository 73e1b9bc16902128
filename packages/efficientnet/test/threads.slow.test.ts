import { availableParallelism } from 'node:os';
import { backendInfo, setThreads } from '@kium/tfjs-backend-simd';
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, expect, test } from 'vitest';
import { efficientNet } from '../src/index';
import { waveTensor } from './wave';

const STEPS = 3;

afterAll(() => setThreads(availableParallelism()));

/** Losses and final weights of some steps of B0 as it is trained in earnest, dropout and stochastic depth included. */
async function train(threads: number): Promise<{ losses: number[]; weights: Map<string, Buffer> }> {
  setThreads(threads);
  const model = efficientNet('b0', {
    inputShape: [64, 64, 8],
    classes: 21,
    classifierActivation: 'sigmoid',
    seed: 3,
  });
  const optimizer = tf.train.adam(1e-3);
  model.compile({ optimizer, loss: 'binaryCrossentropy' });
  const losses: number[] = [];
  for (let step = 0; step < STEPS; step++) {
    const x = waveTensor([4, 64, 64, 8], step, 0.5, 0.5);
    const y = tf.cast(tf.greater(waveTensor([4, 21], step), 0.7), 'float32');
    losses.push((await model.trainOnBatch(x, y)) as number);
    tf.dispose([x, y]);
  }
  const weights = new Map(
    model.layers
      .flatMap((layer) => layer.weights)
      .map((weight) => [weight.originalName, Buffer.from(weight.read().dataSync<'float32'>().buffer)]),
  );
  optimizer.dispose();
  model.dispose();
  return { losses, weights };
}

test('training gives the same bits on one thread, two and three', async () => {
  await tf.setBackend('simd');
  const expected = await train(1);
  expect(expected.losses[2]).not.toBe(expected.losses[0]);
  for (const threads of [2, 3]) {
    const before = backendInfo().workerCalls;
    const found = await train(threads);
    expect(backendInfo().workerCalls - before, 'calls that other threads took').toBeGreaterThan(100);
    expect(found.losses).toEqual(expected.losses);
    for (const [name, bytes] of found.weights) {
      expect(Buffer.compare(bytes, expected.weights.get(name)!), `${name} on ${threads} threads`).toBe(0);
    }
  }
});
