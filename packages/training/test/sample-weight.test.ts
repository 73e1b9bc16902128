import { mean, ready, type Scalar, setBackend, square, sub, tidy, train } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { focalLoss, binaryCrossentropyLoss as metricsLoss } from '../../metrics/src/tfjs';
import {
  arrayData,
  binaryCrossentropyFromLogitsLoss,
  binaryCrossentropyLoss,
  type FitOptions,
  fit,
  type LossFunction,
  OptionError,
  predict,
  ShapeError,
  sampleData,
  subset,
  WeightsIgnoredError,
} from '../src';
import { flatWeights, separableSamples, smallModel } from './models';

beforeAll(async () => {
  await setBackend('cpu');
  await ready();
});

const { x, y } = separableSamples(8);
const sampleWeight = [1, 0, 2, 0.5, 1, 3, 0, 1];
const options: FitOptions = {
  epochs: 1,
  batchSize: 8,
  validationSplit: 0,
  shuffle: false,
  optimizer: () => train.sgd(0.5),
};

/** Weights and figures after one epoch. */
const trained = async (data: Parameters<typeof fit>[1], more: Partial<FitOptions> = {}) => {
  const model = smallModel();
  const { epochs } = await fit(model, data, { ...options, ...more });
  return { weights: flatWeights(model), record: epochs[0]! };
};

test("a weight multiplies its sample's loss, and the mean is over the samples", async () => {
  // Held-out samples are evaluated in inference mode, so the loss can be recomputed from scores.
  const split = { train: [0], validation: [1, 2, 3, 4, 5, 6, 7] };
  const { record } = await trained({ x, y, sampleWeight }, { split, optimizer: () => train.sgd(0), batchSize: 3 });
  const still = await trained({ x, y }, { split, optimizer: () => train.sgd(0), batchSize: 3 });
  const model = smallModel();
  await fit(model, { x, y }, { ...options, split, optimizer: () => train.sgd(0), batchSize: 3 });
  const after = await predict(model, x);
  const lossOf = (i: number) => after[i]!.reduce((sum, p, k) => sum - Math.log(y[i]![k] ? p : 1 - p), 0) / 2;
  const weighted = split.validation.reduce((sum, i) => sum + sampleWeight[i]! * lossOf(i), 0) / 7;
  expect(record.valLoss).toBeCloseTo(weighted, 5);
  expect(still.record.valLoss).not.toBeCloseTo(weighted, 3);
  // Accuracy is without weights, as Keras's metrics.
  expect(record.valAccuracy).toBe(still.record.valAccuracy);
});

test('steps follow the weights; those of 1 change nothing, and all doubled are a doubled rate', async () => {
  const plain = await trained({ x, y });
  expect(await trained({ x, y, sampleWeight: Array(8).fill(1) })).toMatchObject({ weights: plain.weights });
  expect((await trained({ x, y, sampleWeight })).weights).not.toEqual(plain.weights);
  const doubled = await trained({ x, y, sampleWeight: Array(8).fill(2) });
  const fast = await trained({ x, y }, { optimizer: () => train.sgd(1) });
  doubled.weights.forEach((weight, i) => void expect(weight).toBeCloseTo(fast.weights[i]!, 5));
});

test('come from arrays, readers, subsets and data of the caller', async () => {
  const expected = await trained({ x, y, sampleWeight });
  const fromArrays = await arrayData(x, y, { sampleWeight });
  const reader = { length: 8, inputShape: [4], outputShape: [2], x: (i: number) => x[i]!, y: (i: number) => y[i]! };
  const fromReader = sampleData({ ...reader, sampleWeight: async (i) => sampleWeight[i]! });
  const all = [0, 1, 2, 3, 4, 5, 6, 7];
  for (const data of [fromArrays, fromReader, subset(fromArrays, all)]) {
    expect((await trained(data)).weights).toEqual(expected.weights);
  }
  expect(await fromReader.batch([2, 5])).toMatchObject({ sampleWeight: Float32Array.of(2, 3) });
});

describe('losses that heed weights', () => {
  test.each<[string, LossFunction, boolean]>([
    ['the default', binaryCrossentropyLoss, false],
    ['from logits', binaryCrossentropyFromLogitsLoss, true],
    ['cross-entropy of @kium/metrics', metricsLoss(), true],
    ['focal loss of @kium/metrics', focalLoss({ fromLogits: false }), false],
  ])('%s', async (_, loss, fromLogits) => {
    const plain = await trained({ x, y }, { loss, fromLogits });
    expect((await trained({ x, y, sampleWeight }, { loss, fromLogits })).weights).not.toEqual(plain.weights);
  });

  test('one that a model is compiled with', async () => {
    const run = async (weights?: number[]) => {
      const model = smallModel();
      model.compile({ optimizer: train.sgd(0.5), loss: 'meanSquaredError' });
      await fit(
        model,
        { x, y, ...(weights && { sampleWeight: weights }) },
        { ...options, optimizer: undefined as never },
      );
      return flatWeights(model);
    };
    expect(await run(sampleWeight)).not.toEqual(await run());
    expect(await run(Array(8).fill(1))).toEqual(await run());
  });
});

test.each<[string, LossFunction]>([
  ['takes no weights', (yTrue, yPred) => tidy(() => mean(square(sub(yTrue, yPred))) as Scalar)],
  ['takes and ignores them', (yTrue, yPred, _weights) => tidy(() => mean(square(sub(yTrue, yPred))) as Scalar)],
])('a loss that %s is refused when there are some, before the first step', async (_, loss) => {
  const model = smallModel();
  const before = flatWeights(model);
  const failed = fit(model, { x, y, sampleWeight }, { ...options, loss });
  await expect(failed).rejects.toThrow(WeightsIgnoredError);
  await expect(failed).rejects.toThrow(/sampleWeight/);
  expect(flatWeights(model)).toEqual(before);
  await trained({ x, y }, { loss });
});

test('refuses weights that are too few, negative or not finite', async () => {
  await expect(trained({ x, y, sampleWeight: [1] })).rejects.toThrow(ShapeError);
  await expect(trained({ x, y, sampleWeight: [...sampleWeight.slice(1), -1] })).rejects.toThrow(OptionError);
  await expect(trained({ x, y, sampleWeight: [...sampleWeight.slice(1), Number.NaN] })).rejects.toThrow(
    /sampleWeight is NaN/,
  );
  const data = await arrayData(x, y);
  const short = {
    ...data,
    batch: (indices: readonly number[]) => ({
      ...(data.batch(indices) as never as { x: Float32Array; y: Float32Array }),
      sampleWeight: Float32Array.of(1),
    }),
  };
  await expect(trained(short)).rejects.toThrow(/sampleWeight: found 1, expected 8/);
});
