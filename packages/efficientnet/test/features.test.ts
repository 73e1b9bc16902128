import '@kium/tfjs-backend-simd';
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { beforeEach, expect, test } from 'vitest';
import {
  type EfficientNetOptions,
  efficientNet,
  features,
  InvalidOptionError,
  NotEfficientNetError,
  RecomputingModel,
} from '../src/index';
import { TINY, TINY_OPTIONS } from './tiny';
import { waveTensor } from './wave';

beforeEach(async () => {
  await tf.setBackend('cpu');
});

const tiny = (options: EfficientNetOptions = {}) => efficientNet(TINY, { ...TINY_OPTIONS, ...options });
const x = () => waveTensor([2, 32, 32, 2], 0.4);
const values = (tensor: tf.Tensor) => [...tensor.dataSync()];

test('gives every endpoint, in order', () => {
  const model = features(tiny());
  expect(model.name).toBe('tiny_features');
  expect(model.outputs.map((tensor) => tensor.shape)).toEqual([
    [null, 16, 16, 8],
    [null, 8, 8, 16],
    [null, 8, 8, 32],
  ]);
  const maps = model.predict(x()) as tf.Tensor[];
  const [map] = maps.slice(-1);
  expect(values(map!)).toEqual(values(tiny({ includeTop: false }).predict(x()) as tf.Tensor));
});

test('gives the endpoints that are named, in the order of the names', () => {
  const all = features(tiny()).predict(x()) as tf.Tensor[];
  const some = features(tiny(), ['top', 'reduction_1']).predict(x()) as tf.Tensor[];
  expect(some.map(values)).toEqual([values(all[2]!), values(all[0]!)]);
  expect(values(features(tiny(), ['reduction_2']).predict(x()) as tf.Tensor)).toEqual(values(all[1]!));
});

test("works on the model's own weights", () => {
  const model = tiny();
  const maps = features(model, ['top']);
  const before = values(maps.predict(x()) as tf.Tensor);
  const bn = model.getLayer('top_bn');
  bn.setWeights(bn.getWeights().map((weight) => tf.add(weight, 1)));
  expect(values(maps.predict(x()) as tf.Tensor)).not.toEqual(before);
});

test('a decoder on top of it is trained, and so is the encoder', async () => {
  await tf.setBackend('simd');
  const encoder = features(tiny({ dropConnectRate: 0 }), ['reduction_2', 'reduction_1']);
  const [small, large] = encoder.outputs as [tfl.SymbolicTensor, tfl.SymbolicTensor];
  const up = tfl.layers.upSampling2d({ size: [2, 2], name: 'up' }).apply(small) as tfl.SymbolicTensor;
  const joined = tfl.layers.concatenate({ name: 'join' }).apply([up, large]) as tfl.SymbolicTensor;
  const mask = tfl.layers.conv2d({ filters: 1, kernelSize: 1, activation: 'sigmoid', name: 'mask' }).apply(joined);
  const model = tfl.model({ inputs: encoder.inputs, outputs: mask as tfl.SymbolicTensor });
  model.compile({ optimizer: tf.train.adam(0.01), loss: 'binaryCrossentropy' });
  const y = tf.cast(tf.greater(waveTensor([2, 16, 16, 1], 0.7), 0), 'float32');
  const stem = values(model.getLayer('stem_conv').getWeights()[0]!);
  const losses: number[] = [];
  for (let step = 0; step < 5; step++) losses.push((await model.trainOnBatch(x(), y)) as number);
  expect(losses.at(-1)).toBeLessThan(losses[0]!);
  expect(values(model.getLayer('stem_conv').getWeights()[0]!)).not.toEqual(stem);
});

test('the features of a model read back are the same numbers', async () => {
  const model = tiny();
  const copy = await tfl.models.modelFromJSON({ modelTopology: JSON.parse(model.toJSON() as unknown as string) });
  copy.setWeights(model.getWeights());
  const maps = (of: tfl.LayersModel) => (features(of).predict(x()) as tf.Tensor[]).map(values);
  expect(maps(copy)).toEqual(maps(model));
});

test('the features of a recomputing model recompute, with the same gradients', async () => {
  await tf.setBackend('simd');
  const gradients = (recompute: boolean) => {
    const model = features(tiny({ recompute }));
    expect(model instanceof RecomputingModel).toBe(recompute);
    const loss = () =>
      tf.addN((model.apply(x(), { training: true }) as tf.Tensor[]).map((map) => tf.sum(tf.square(map)))) as tf.Scalar;
    const weights = model.trainableWeights.map((weight) => weight.read() as tf.Variable);
    const { grads } = tf.variableGrads(loss, weights);
    return weights.map((weight) => values(grads[weight.name]!));
  };
  expect(gradients(true)).toEqual(gradients(false));
});

test('names that do not fit are refused', () => {
  for (const names of [['reduction_3'], [], ['top', 'top'], ['toString']]) {
    expect(() => features(tiny(), names)).toThrow(InvalidOptionError);
  }
  expect(() => features(tiny(), ['reduction_3'])).toThrow('reduction_1, reduction_2, top');
  const other = tfl.sequential({ layers: [tfl.layers.dense({ units: 1, inputShape: [2], name: 'd' })] });
  expect(() => features(other)).toThrow(NotEfficientNetError);
});
