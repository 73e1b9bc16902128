import '@tensorflow/tfjs-backend-cpu';
import { backendInfo, type SimdBackendInfo, setThreads } from '@kium/tfjs-backend-simd';
import * as tf from '@tensorflow/tfjs-core';
import { efficientNet } from '../../src/index';
import { waveTensor } from '../wave';

/** What a few training steps led to. */
export interface Training {
  losses: number[];
  /** All weights behind each other, the moving averages among them. */
  weights: Float32Array;
  /** At the end. */
  info: SimdBackendInfo;
}

const STEPS = 3;
/** At half of it the last blocks' batch norms see 16 values a channel, and enlarge rounding errors tenfold. */
const SIZE = 128;
const CHANNELS = 8;
const BATCH = 4;
const CLASSES = 3;

/**
 * Some training steps of a seeded EfficientNet-B0 on a fixed batch, on the simd backend; the same in Node, in a page and
 * in a worker. `threads`, if given, are the threads to compute each step with, in turn.
 */
export async function trainSteps(threads?: readonly number[]): Promise<Training> {
  await tf.setBackend('simd');
  const model = efficientNet('b0', {
    inputShape: [SIZE, SIZE, CHANNELS],
    classes: CLASSES,
    classifierActivation: 'sigmoid',
    seed: 7,
  });
  // With Adam's own 1e-7 a gradient that is nothing but rounding would move its weight by a whole learning rate.
  const optimizer = tf.train.adam(1e-4, 0.9, 0.999, 1e-3);
  model.compile({ optimizer, loss: 'binaryCrossentropy' });
  const x = waveTensor([BATCH, SIZE, SIZE, CHANNELS], 0.3);
  const y = tf.tensor2d(
    Float32Array.from({ length: BATCH * CLASSES }, (_, i) => Number(i % 4 === 0)),
    [BATCH, CLASSES],
  );
  const losses: number[] = [];
  for (let step = 0; step < STEPS; step++) {
    if (threads) setThreads(threads[step % threads.length]!);
    losses.push((await model.trainOnBatch(x, y)) as number);
  }
  const weights = tf.tidy(() =>
    tf.concat1d(model.getWeights().map((weight) => tf.reshape(weight, [-1]) as tf.Tensor1D)),
  );
  const training = { losses, weights: weights.dataSync().slice() as Float32Array, info: backendInfo() };
  tf.dispose([x, y, weights]);
  optimizer.dispose();
  model.dispose();
  return training;
}
