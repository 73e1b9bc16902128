import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-layers';
import { beforeAll, expect, test } from 'vitest';
import { Dropout, InvalidOptionError, type RandomLayer, type RandomLayerArgs, StochasticDepth } from '../src/index';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

/** The outputs of `count` training calls on ones. */
function draw(layer: RandomLayer, count: number, shape = [8, 4, 4, 3]): number[][] {
  const x = tf.ones(shape);
  return Array.from({ length: count }, () => [...layer.call(x, { training: true }).dataSync()]);
}

const kinds: [string, new (args: RandomLayerArgs) => RandomLayer][] = [
  ['Dropout', Dropout],
  ['StochasticDepth', StochasticDepth],
];

test.each(kinds)('%s draws a new mask at each call, the same ones for the same seed', (_, Layer) => {
  const masks = draw(new Layer({ rate: 0.5, seed: 0, name: 'a' }), 6);
  expect(new Set(masks.map(String)).size).toBeGreaterThan(4);
  expect(draw(new Layer({ rate: 0.5, seed: 0, name: 'a' }), 6)).toEqual(masks);
  expect(draw(new Layer({ rate: 0.5, seed: 1, name: 'a' }), 6)).not.toEqual(masks);
  expect(draw(new Layer({ rate: 0.5, seed: 0, name: 'b' }), 6)).not.toEqual(masks);
});

test.each(kinds)('%s goes on where it stopped once randomStep is restored', (_, Layer) => {
  const layer = new Layer({ rate: 0.5, seed: 3, name: 'a' });
  expect(layer.randomStep).toBe(0);
  draw(layer, 4);
  expect(layer.randomStep).toBe(4);
  const resumed = new Layer({ rate: 0.5, seed: 3, name: 'a' });
  resumed.randomStep = 4;
  expect(draw(resumed, 3)).toEqual(draw(layer, 3));
});

test.each(kinds)('%s is the identity in inference and does not count it', (_, Layer) => {
  const layer = new Layer({ rate: 0.5, name: 'a' });
  const x = tf.randomNormal([2, 3], 0, 1, 'float32', 1);
  expect(layer.call(x, {}).dataSync()).toEqual(x.dataSync());
  expect(layer.randomStep).toBe(0);
});

test('Dropout keeps the mean and drops the share it was told to', () => {
  const [values] = draw(new Dropout({ rate: 0.25, name: 'a' }), 1, [100, 100]);
  const zeros = values!.filter((value) => value === 0).length;
  expect(Math.abs(zeros / 1e4 - 0.25)).toBeLessThan(0.02);
  expect(new Set(values)).toEqual(new Set([0, Math.fround(1 / 0.75)]));
});

test('StochasticDepth drops whole samples', () => {
  const layer = new StochasticDepth({ rate: 0.4, name: 'a' });
  const samples = draw(layer, 1, [1000, 2, 1, 3])[0]!;
  let dropped = 0;
  for (let n = 0; n < 1000; n++) {
    const sample = new Set(samples.slice(6 * n, 6 * n + 6));
    expect(sample.size).toBe(1);
    if (sample.has(0)) dropped++;
  }
  expect(Math.abs(dropped / 1000 - 0.4)).toBeLessThan(0.06);
});

test.each(kinds)('the gradient of %s passes where the mask does', (_, Layer) => {
  const x = tf.ones([6, 2, 2, 2]);
  const [mask] = draw(new Layer({ rate: 0.5, name: 'a' }), 1, x.shape);
  const layer = new Layer({ rate: 0.5, name: 'a' });
  const dx = tf.grad((x: tf.Tensor) => tf.sum(tf.mul(layer.call(x, { training: true }), 3)))(x);
  expect([...dx.dataSync()]).toEqual(mask!.map((value) => 3 * value));
});

test.each([1, -0.1, Number.NaN])('rate %d is refused', (rate) => {
  expect(() => new Dropout({ rate, name: 'a' })).toThrow(InvalidOptionError);
});
