import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, test } from 'vitest';
import { efficientNet } from '../src/index';
import { TINY, TINY_OPTIONS } from './tiny';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

/** Four noise images with labels that have nothing to do with them: they can only be learnt by heart. */
function fourSamples(): { x: tf.Tensor; y: tf.Tensor } {
  return {
    x: tf.randomUniform([4, 32, 32, 2], 0, 1, 'float32', 5),
    y: tf.tensor2d([
      [1, 0, 0],
      [0, 1, 0],
      [1, 1, 0],
      [0, 0, 1],
    ]),
  };
}

function compiled() {
  const model = efficientNet(TINY, { ...TINY_OPTIONS, batchNormMomentum: 0.7 });
  model.compile({ optimizer: tf.train.adam(0.02), loss: 'binaryCrossentropy' });
  return model;
}

test('learns four samples by heart, in training and in inference mode, without leaking', async () => {
  const model = compiled();
  const { x, y } = fourSamples();
  const losses: number[] = [];
  let tensors = 0;
  for (let step = 0; step < 15; step++) {
    losses.push((await model.trainOnBatch(x, y)) as number);
    if (step === 1) tensors = tf.memory().numTensors;
  }
  expect(tf.memory().numTensors).toBe(tensors);
  expect(losses[0]).toBeGreaterThan(0.4);
  const scores = model.predict(x) as tf.Tensor;
  expect(Array.from(scores.dataSync(), Math.round)).toEqual([...y.dataSync()]);
});

test('the same seed gives the same losses, dropout and stochastic depth included', async () => {
  const run = async () => {
    const model = compiled();
    const { x, y } = fourSamples();
    const losses: number[] = [];
    for (let step = 0; step < 3; step++) losses.push((await model.trainOnBatch(x, y)) as number);
    return losses;
  };
  expect(await run()).toEqual(await run());
});
