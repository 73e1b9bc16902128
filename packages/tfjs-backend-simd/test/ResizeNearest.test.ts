import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { expectSameAsCpu, integer, randomInput, randomSource } from './compare';

/** Shapes and options; aligned corners need more than a pixel, or the cpu backend's gradient never ends. */
function* cases(random: () => number) {
  for (let round = 0; round < 40; round++) {
    const shape = [integer(random, 1, 3), integer(random, 1, 6), integer(random, 1, 6), integer(random, 1, 6)];
    const size: [number, number] = [integer(random, 1, 12), integer(random, 1, 12)];
    const alignCorners = Math.min(shape[1]!, shape[2]!) > 1 && random() < 0.5;
    const resize = (x: tf.Tensor) => tf.image.resizeNearestNeighbor(x as tf.Tensor4D, size, alignCorners);
    yield { shape, size, resize };
  }
}

test('nearest-neighbour resizing equals the cpu backend', async () => {
  const random = randomSource(90);
  for (const { shape, size, resize } of cases(random)) {
    await expectSameAsCpu([randomInput(shape, random)], resize);
    await expectSameAsCpu([randomInput(shape, random)], (x) =>
      tf.image.resizeNearestNeighbor(x as tf.Tensor4D, size, false, true),
    );
  }
});

test('its gradient equals the cpu backend for one image', async () => {
  const random = randomSource(91);
  for (const { shape, resize } of cases(random)) {
    const weighted = (x: tf.Tensor) => tf.sum(tf.square(resize(x)));
    await expectSameAsCpu([randomInput([1, ...shape.slice(1)], random)], (x) => tf.grad(weighted)(x), {
      relative: 1e-5,
    });
  }
});

test('its gradient is the adjoint for any number of images, where the cpu backend mixes them up', async () => {
  await tf.setBackend('simd');
  const random = randomSource(92);
  for (const { shape, resize } of cases(random)) {
    tf.tidy(() => {
      const x = tf.tensor(randomInput(shape, random).values, shape);
      const y = resize(x);
      const dy = tf.tensor(randomInput(y.shape, random).values, y.shape);
      const dx = tf.grad(resize)(x, dy);
      const [there, back] = [tf.sum(tf.mul(y, dy)), tf.sum(tf.mul(x, dx))].map((sum) => sum.dataSync()[0]!);
      expect(Math.abs(there! - back!)).toBeLessThan(1e-5 * (1 + y.size));
    });
  }
});
