import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, test } from 'vitest';
import { UnsupportedInputError } from '../src';
import { expectSameAsCpu, integer, randomInput, randomSource } from './compare';

const squeezeGrad = (dx: tf.Tensor, dMean: tf.Tensor, inPlace: boolean) =>
  tf.engine().runKernel('KiumSqueezeGrad', { dx, dMean }, { inPlace }) as tf.Tensor;

beforeAll(async () => {
  await tf.setBackend('simd');
});

test('adds the mean gradient of each image and channel', async () => {
  const random = randomSource(70);
  for (let round = 0; round < 20; round++) {
    const [n, h, w, c] = [3, 9, 9, 21].map((most) => integer(random, 1, most)) as [number, number, number, number];
    const inputs = [randomInput([n, h, w, c], random), randomInput([n, c], random)];
    await expectSameAsCpu(inputs, (dx, dMean) =>
      tf.getBackend() === 'simd'
        ? squeezeGrad(dx!, dMean!, false)
        : tf.add(dx!, tf.div(tf.reshape(dMean!, [n, 1, 1, c]), h * w)),
    );
  }
});

test('takes the place of dx when it may', () => {
  tf.tidy(() => {
    const dx = tf.ones([2, 2, 2, 3]);
    const sum = squeezeGrad(dx, tf.fill([2, 3], 8), true);
    expect(new Set(sum.dataSync())).toEqual(new Set([3]));
    dx.dispose();
    expect(new Set(sum.dataSync())).toEqual(new Set([3]));
  });
});

test('tensors that do not fit are refused', () => {
  tf.tidy(() => {
    expect(() => squeezeGrad(tf.zeros([2, 3, 3, 4]), tf.zeros([2, 3]), false)).toThrow(UnsupportedInputError);
    expect(() => squeezeGrad(tf.zeros([2, 3, 4]), tf.zeros([2, 4]), false)).toThrow('[2,3,4] and [2,4]');
  });
});
