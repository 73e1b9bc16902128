import '@tensorflow/tfjs-backend-cpu';
import '@kium/tfjs-backend-simd';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-layers'; // registers the gradients of tfjs's ops
import { describe, expect, test, vi } from 'vitest';
import { squeeze, squeezed } from '../src/ops/squeeze';
import { relativeError, waveTensor } from './wave';

describe.each(['cpu', 'simd'])('on %s', (backend) => {
  test('values and gradient are those of the mean and of the other use of x', async () => {
    await tf.setBackend(backend);
    const x = waveTensor([3, 4, 5, 7], 0.2);
    const weights = waveTensor([3, 1, 1, 7], 0.4);
    const loss = (mean: tf.Tensor, x: tf.Tensor) =>
      tf.add(tf.sum(tf.mul(tf.square(mean), tf.reshape(weights, [3, 7]))), tf.sum(tf.square(tf.mul(x, weights))));
    const found = tf.valueAndGrad((x: tf.Tensor) => loss(squeeze(x), squeezed(x)))(x);
    const expected = tf.valueAndGrad((x: tf.Tensor) => loss(tf.mean(x, [1, 2]), x))(x);
    expect(relativeError(found.value.dataSync(), expected.value.dataSync())).toBeLessThan(1e-5);
    expect(relativeError(found.grad.dataSync(), expected.grad.dataSync())).toBeLessThan(1e-5);
  });

  test('either use alone has the right gradient', async () => {
    await tf.setBackend(backend);
    const x = waveTensor([2, 3, 3, 4], 0.2);
    const mean = tf.grad((x: tf.Tensor) => tf.sum(squeeze(x)))(x);
    for (const value of mean.dataSync()) expect(value).toBeCloseTo(1 / 9, 6);
    const other = tf.grad((x: tf.Tensor) => {
      squeeze(x);
      return tf.sum(squeezed(x));
    })(x);
    expect(new Set(other.dataSync())).toEqual(new Set([1]));
  });

  test("a gradient that is the caller's own stays as it is", async () => {
    await tf.setBackend(backend);
    const x = waveTensor([2, 3, 3, 4], 0.2);
    const dy = tf.ones(x.shape);
    const dx = tf.grad((x: tf.Tensor) => {
      squeeze(x);
      return squeezed(x);
    })(x, dy);
    expect(new Set(dy.dataSync())).toEqual(new Set([1]));
    expect(new Set(dx.dataSync())).toEqual(new Set([1]));
  });
});

test('the sum is written over the other gradient where nobody else has a use for that', async () => {
  await tf.setBackend('simd');
  const x = waveTensor([2, 3, 3, 4], 0.2);
  const runKernel = vi.spyOn(tf.engine(), 'runKernel');
  const inPlace = () => {
    const attrs = runKernel.mock.calls.flatMap(([name, , attrs]) => (name === 'KiumSqueezeGrad' ? [attrs] : []));
    runKernel.mockClear();
    return attrs.map((attrs) => attrs?.inPlace);
  };
  tf.grad((x: tf.Tensor) => tf.add(tf.sum(squeeze(x)), tf.sum(tf.exp(squeezed(x)))))(x);
  expect(inPlace()).toEqual([true]);
  // The gradient of a reshape shares its memory with the gradient that it was made of.
  tf.grad((x: tf.Tensor) => tf.add(tf.sum(squeeze(x)), tf.sum(tf.exp(tf.reshape(squeezed(x), [6, 12])))))(x);
  expect(inPlace()).toEqual([false]);
  tf.grad((x: tf.Tensor) => {
    squeeze(x);
    return squeezed(x);
  })(x, tf.ones(x.shape));
  expect(inPlace()).toEqual([false]);
  runKernel.mockRestore();
});

test('outside of differentiation x is read as it is', () => {
  const x = waveTensor([2, 3, 3, 4], 0.2);
  expect(squeeze(x).shape).toEqual([2, 4]);
  expect(squeezed(x)).toBe(x);
});
