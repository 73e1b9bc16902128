import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { BatchNormalization, type BatchNormalizationArgs, InvalidOptionError } from '../src/index';
import fixture from './fixtures/batch-norm-swish.json';
import { relativeError, waveTensor } from './wave';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

function modelOf(args: BatchNormalizationArgs, shape: number[] = [5, 6, 3]) {
  const layer = new BatchNormalization({ name: 'bn', ...args });
  const input = tfl.input({ shape });
  return { layer, model: tfl.model({ inputs: input, outputs: layer.apply(input) as tfl.SymbolicTensor }) };
}

function statistics(layer: BatchNormalization): number[][] {
  return layer.getWeights().map((weight) => [...weight.dataSync()]);
}

test("Keras's weights in Keras's order", () => {
  const { layer } = modelOf({});
  expect(layer.weights.map((weight) => [weight.originalName, weight.shape])).toEqual([
    ['bn/gamma', [3]],
    ['bn/beta', [3]],
    ['bn/moving_mean', [3]],
    ['bn/moving_variance', [3]],
  ]);
  expect(layer.trainableWeights.map((weight) => weight.originalName)).toEqual(['bn/gamma', 'bn/beta']);
  expect(statistics(layer)).toEqual([
    [1, 1, 1],
    [0, 0, 0],
    [0, 0, 0],
    [1, 1, 1],
  ]);
});

test('moving statistics move as in PyTorch: unbiased variance', () => {
  const expected = fixture.cases.find((c) => c.training)!;
  const { layer, model } = modelOf({});
  layer.setWeights([tf.ones([3]), tf.zeros([3]), waveTensor([3], 0.7, 0.3), waveTensor([3], 0.8, 0.5, 1)]);
  const x = waveTensor(expected.shape, 0.2, 2, 1);
  const before = tf.memory().numTensors;
  tf.dispose(model.apply(x, { training: true }) as tf.Tensor);
  expect(tf.memory().numTensors).toBe(before);
  const [, , mean, variance] = statistics(layer);
  expect(relativeError(mean!, expected.movingMean)).toBeLessThan(1e-6);
  expect(relativeError(variance!, expected.movingVariance)).toBeLessThan(1e-6);
});

test('one value a channel: the unbiased variance has no n − 1 to divide by', () => {
  const { layer, model } = modelOf({}, [3]);
  model.apply(tf.ones([1, 3]), { training: true });
  expect(statistics(layer).flat().every(Number.isFinite)).toBe(true);
});

describe.each([
  ['layer', (layer: tfl.layers.Layer) => (layer.trainable = false)],
  ['model', (_: tfl.layers.Layer, model: tfl.LayersModel) => (model.trainable = false)],
] as const)('trainable = false on the %s', (_, freeze) => {
  test('means inference, in training too', () => {
    const { layer, model } = modelOf({ activation: 'swish' });
    const x = waveTensor([2, 5, 6, 3], 0.2, 2, 1);
    model.apply(x, { training: true });
    freeze(layer, model);
    const before = statistics(layer);
    const y = model.apply(x, { training: true }) as tf.Tensor;
    expect(y.dataSync()).toEqual((model.predict(x) as tf.Tensor).dataSync());
    expect(statistics(layer)).toEqual(before);
  });
});

test('layers below a frozen batch norm still learn', () => {
  const { layer, model } = modelOf({}, [3]);
  layer.trainable = false;
  const x = tf.variable(tf.ones([4, 3]));
  const { grads } = tf.variableGrads(() => tf.sum(model.apply(x, { training: true }) as tf.Tensor) as tf.Scalar, [x]);
  expect(grads[x.name]!.dataSync()[0]).toBeCloseTo(1 / Math.sqrt(1.001), 5);
});

test.each([
  ['momentum', 1.5],
  ['epsilon', 0],
  ['activation', 'relu'],
])('%s %s is refused', (option, value) => {
  const make = () => new BatchNormalization({ [option]: value });
  expect(make).toThrow(InvalidOptionError);
  expect(make).toThrow(`Option ${option}`);
});

describe("a backend's own kernels", () => {
  const names = ['KiumBatchNormTrain', 'KiumBatchNormTrainGrad', 'KiumBatchNormInference'];
  afterEach(() => {
    for (const name of names) tf.unregisterKernel(name, 'cpu');
  });

  test('are used when registered, with the inputs and attributes of the contract', () => {
    const calls: { name: string; inputs: string[]; attrs: unknown }[] = [];
    for (const kernelName of names) {
      tf.registerKernel({
        kernelName,
        backendName: 'cpu',
        kernelFunc: ({ inputs, attrs }) => {
          calls.push({ name: kernelName, inputs: Object.keys(inputs).sort(), attrs });
          const x = inputs.x as tf.Tensor;
          const vector = () => tf.ones([3]);
          if (kernelName === 'KiumBatchNormInference') return tf.onesLike(x);
          return [tf.onesLike(x), vector(), vector()];
        },
      });
    }
    const { layer, model } = modelOf({ activation: 'swish', epsilon: 0.25, momentum: 0 });
    const x = tf.variable(waveTensor([2, 5, 6, 3], 0.2));
    const { grads } = tf.variableGrads(() => tf.sum(model.apply(x, { training: true }) as tf.Tensor) as tf.Scalar);
    model.predict(x);
    const attrs = { epsilon: 0.25, activation: 'swish' };
    expect(calls).toEqual([
      { name: names[0], inputs: ['offset', 'scale', 'x'], attrs: { ...attrs, pooled: false } },
      {
        name: names[1],
        inputs: ['dy', 'mean', 'offset', 'scale', 'variance', 'x'],
        attrs: { ...attrs, inPlace: expect.any(Boolean) },
      },
      {
        name: names[2],
        inputs: ['mean', 'offset', 'scale', 'variance', 'x'],
        attrs: { ...attrs, pooled: false, transient: true },
      },
    ]);
    expect(Object.keys(grads)).toHaveLength(3);
    // The kernel says mean 1, variance 1; with momentum 0 the statistics are the batch's, the variance unbiased.
    expect(statistics(layer)[2]).toEqual([1, 1, 1]);
    expect(statistics(layer)[3]![0]).toBeCloseTo(60 / 59, 6);
  });
});
