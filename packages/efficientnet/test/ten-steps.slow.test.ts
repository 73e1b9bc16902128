import '@kium/tfjs-backend-simd';
import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { efficientNet } from '../src/index';
import fixture from './fixtures/ten-steps.json';
import { fill, weightsByName } from './oracle-weights';
import { wave } from './wave';

const { adam, batch, batches, classes } = fixture;
const inputShape = fixture.inputShape as [number, number, number];

/** The fixture's images and labels, batch by batch. */
function samples(): { x: tf.Tensor; y: tf.Tensor }[] {
  const pixels = batch * tf.util.sizeFromShape(inputShape);
  const images = Float32Array.from(wave(batches * pixels, 0.5));
  const labels = Float32Array.from(wave(batches * batch * classes, 1), (value) => (value > 0.7 ? 1 : 0));
  return Array.from({ length: batches }, (_, i) => ({
    x: tf.tensor(images.subarray(i * pixels, (i + 1) * pixels), [batch, ...inputShape]),
    y: tf.tensor(labels.subarray(i * batch * classes, (i + 1) * batch * classes), [batch, classes]),
  }));
}

test("ten steps of training EfficientNet-B0 follow PyTorch's", async () => {
  await tf.setBackend('simd');
  const model = efficientNet('b0', {
    inputShape,
    classes,
    classifierActivation: null,
    dropoutRate: 0,
    dropConnectRate: 0,
  });
  const weights = weightsByName(model);
  const start = fixture.weights.map(({ name, shape }, ordinal) => {
    const value = fill(name, shape, ordinal);
    weights.get(name)!.write(value);
    return value;
  });
  model.compile({
    optimizer: tf.train.adam(adam.learningRate, adam.beta1, adam.beta2, adam.epsilon),
    loss: (labels, logits) => tf.losses.sigmoidCrossEntropy(labels, logits),
  });
  const data = samples();

  const losses: number[] = [];
  for (let step = 0; step < fixture.losses.length; step++) {
    const { x, y } = data[step % batches]!;
    losses.push((await model.trainOnBatch(x, y)) as number);
  }

  // A loss that hardly moves would be followed by anything.
  expect(fixture.losses.at(-1)! / fixture.losses[0]!).toBeLessThan(0.5);
  losses.forEach((loss, step) => {
    expect(Math.abs(loss / fixture.losses[step]! - 1), `loss of step ${step}`).toBeLessThan(1e-3);
  });
  for (const [i, { name, moved, direction }] of fixture.weights.entries()) {
    const step = tf.tidy(() => tf.sub(weights.get(name)!.read(), start[i]!).dataSync<'float32'>());
    // An offset that the next batch norm takes away again has no gradient: it moves by rounding alone, and with it the
    // mean that this batch norm sees.
    if (moved < 1e-6 || /(expand|top)_bn\/moving_mean/.test(name)) continue;
    expect(Math.abs(Math.sqrt(dot(step, step)) / moved - 1), `${name}: how far`).toBeLessThan(5e-3);
    expect(Math.abs(dot(step, wave(step.length, 0)) - direction) / moved, `${name}: which way`).toBeLessThan(5e-3);
  }
});

function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}
