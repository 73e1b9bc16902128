import '@kium/tfjs-backend-simd';
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { beforeEach, describe, expect, test } from 'vitest';
import { type EfficientNetOptions, efficientNet, VARIANTS, type Variant } from '../src/index';
import { TINY, TINY_OPTIONS } from './tiny';
import { waveTensor } from './wave';

const x = () => waveTensor([8, 32, 32, 2], 0.4);

describe.each(['cpu', 'simd'])('seed on %s', (backend) => {
  beforeEach(async () => {
    await tf.setBackend(backend);
  });

  const initial = (seed: number) =>
    efficientNet(TINY, { ...TINY_OPTIONS, seed })
      .getWeights()
      .map((weight) => [...weight.dataSync()]);

  test('decides the initial weights of each layer, bit for bit', () => {
    expect(initial(3)).toEqual(initial(3));
    const [a, b] = [initial(3), initial(4)];
    const same = a.map((values, i) => JSON.stringify(values) === JSON.stringify(b[i]));
    const drawn = efficientNet(TINY, TINY_OPTIONS).weights.map(({ originalName }) => /kernel$/.test(originalName));
    expect(same).toEqual(drawn.map((isDrawn) => !isDrawn));
  });

  /** Outputs of two training calls with weights that do not depend on the seed. */
  const training = (seed: number, options: EfficientNetOptions) => {
    const model = efficientNet(TINY, { ...TINY_OPTIONS, seed, ...options });
    model.setWeights(efficientNet(TINY, { ...TINY_OPTIONS, seed: 0, ...options }).getWeights());
    return [0, 1].map(() => [...(model.apply(x(), { training: true }) as tf.Tensor).dataSync()]);
  };

  test.each([
    ['dropout', { dropoutRate: 0.5, dropConnectRate: 0 }],
    ['stochastic depth', { dropoutRate: 0, dropConnectRate: 0.8 }],
  ] as [string, EfficientNetOptions][])('decides %s, bit for bit', (_, options) => {
    expect(training(3, options)).toEqual(training(3, options));
    expect(training(3, options)).not.toEqual(training(4, options));
    const [first, second] = training(3, options);
    expect(second).not.toEqual(first);
  });

  test('without random layers the seed makes no difference in training', () => {
    const none = { dropoutRate: 0, dropConnectRate: 0 };
    expect(training(3, none)).toEqual(training(4, none));
  });
});

test.each(['lite0', 'v2-s'] as Variant[])('decides the weights of %s as well', async (variant) => {
  await tf.setBackend('cpu');
  const kernels = (seed: number) =>
    efficientNet({ ...VARIANTS[variant], widthCoefficient: 0.1 }, { inputShape: [32, 32, 1], classes: 2, seed })
      .layers.flatMap((layer) => layer.weights)
      .filter(({ originalName }) => /kernel$/.test(originalName))
      .map((weight) => weight.read().dataSync().slice(0, 4).join());
  const [a, again, b] = [kernels(3), kernels(3), kernels(4)];
  expect(again).toEqual(a);
  expect(a.filter((values, i) => values === b[i])).toEqual([]);
});
