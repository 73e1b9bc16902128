import '@kium/tfjs-backend-simd';
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, test } from 'vitest';
import { type EfficientNetOptions, efficientNet, features, TORCHVISION, type Variant } from '../src/index';
import fixture from './fixtures/variants.json';
import { fill } from './oracle-weights';
import { wave, waveTensor } from './wave';

type Row = (typeof fixture.rows)[number];

beforeAll(async () => {
  await tf.setBackend('simd');
});

/** Options that make the model that of `scripts/oracles/efficientnet-variants.py`. */
const optionsOf = (variant: string): EfficientNetOptions =>
  variant.startsWith('lite') ? {} : TORCHVISION[variant as keyof typeof TORCHVISION];

/** The model's endpoints and logits for one image, with the weights of the oracle. */
function run(row: Row, options: EfficientNetOptions): tf.Tensor[] {
  const { variant, resolution, damping } = row;
  const model = efficientNet(variant as Variant, { ...options, classifierActivation: null });
  expect(model.inputs[0]!.shape).toEqual([null, resolution, resolution, 3]);
  const count = (weights: { shape: (number | null)[] }[]) =>
    weights.reduce((sum, { shape }) => sum + tf.util.sizeFromShape(shape as number[]), 0);
  expect(count(model.trainableWeights)).toBe(row.trainable);
  expect(count(model.nonTrainableWeights)).toBe(row.statistics);
  const weights = model.layers.flatMap((layer) => layer.weights);
  for (const [ordinal, weight] of weights.entries()) {
    tf.tidy(() => {
      const value = fill(weight.originalName, weight.shape as number[], ordinal);
      weight.write(weight.originalName.endsWith('project_bn/gamma') ? tf.mul(value, damping) : value);
    });
  }
  const both = new tfl.LayersModel({
    inputs: model.inputs,
    outputs: [...features(model).outputs, ...model.outputs],
    name: 'both',
  });
  const outputs = tf.tidy(() => both.predict(waveTensor([1, resolution, resolution, 3], 0.5)) as tf.Tensor[]);
  model.dispose();
  return outputs;
}

/** The largest difference from the oracle in any checksum or sample, as a share of the tensor's largest magnitude. */
function difference(values: Float32Array, expected: Row['tensors'][number]): number {
  let [sum, absolute, largest, projection] = [0, 0, 0, 0];
  const weighting = wave(values.length, 1);
  for (const [i, value] of values.entries()) {
    sum += value;
    absolute += Math.abs(value);
    largest = Math.max(largest, Math.abs(value));
    projection += value * weighting[i]!;
  }
  const n = values.length;
  const differences = [
    sum / n - expected.mean,
    absolute / n - expected.absMean,
    largest - expected.largest,
    projection / n - expected.projection,
    ...expected.samples.map((sample, i) => values[i * expected.step]! - sample),
  ];
  return Math.max(...differences.map(Math.abs)) / expected.largest;
}

/** By how much each tensor of a row differs from the oracle. */
function differences(row: Row, options: EfficientNetOptions): Record<string, number> {
  const outputs = run(row, options);
  expect(outputs.map((tensor) => tensor.shape)).toEqual(row.tensors.map(({ shape }) => shape));
  const found = row.tensors.map((expected, i) => [
    expected.name,
    difference(outputs[i]!.dataSync() as Float32Array, expected),
  ]);
  tf.dispose(outputs);
  return Object.fromEntries(found);
}

const NAMES = ['reduction_1', 'reduction_2', 'reduction_3', 'reduction_4', 'reduction_5', 'top', 'logits'];

describe('at the default resolution, torchvision computes the same endpoints and logits', () => {
  test.each(fixture.rows)('$variant', (row) => {
    const before = tf.memory().numTensors;
    const found = differences(row, optionsOf(row.variant));
    expect(Object.keys(found)).toEqual(NAMES);
    for (const [name, value] of Object.entries(found)) expect(value, name).toBeLessThan(1e-4);
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe('the check would notice', () => {
  test.each(['b0', 'b4', 'v2-s', 'lite0'])('another padding or ε of %s', (variant) => {
    const row = fixture.rows.find((row) => row.variant === variant)!;
    const { padding = 'same', batchNormEpsilon = 1e-3, ...rest } = optionsOf(variant);
    const others: EfficientNetOptions[] = [
      { ...rest, batchNormEpsilon, padding: padding === 'same' ? 'symmetric' : 'same' },
      { ...rest, padding, batchNormEpsilon: batchNormEpsilon === 1e-3 ? 1e-5 : 1e-3 },
    ];
    for (const options of others) {
      for (const [name, value] of Object.entries(differences(row, options))) {
        expect(value, `${name} ${JSON.stringify(options)}`).toBeGreaterThan(1e-3);
      }
    }
  });
});

// Published in tensorflow/tpu, models/official/efficientnet/lite/README.md, in millions.
test.each([
  ['lite0', 4.7],
  ['lite1', 5.4],
  ['lite2', 6.1],
  ['lite3', 8.2],
  ['lite4', 13.0],
])('%s has the published number of parameters', (variant, millions) => {
  const row = fixture.rows.find((row) => row.variant === variant)!;
  expect(Math.round(row.trainable / 1e5) / 10).toBe(millions);
});
