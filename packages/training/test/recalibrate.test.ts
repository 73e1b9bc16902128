import '@kium/tfjs-backend-simd';
import { BatchNormalization, Dropout } from '@kium/efficientnet';
import { memory, ready, setBackend, train } from '@tensorflow/tfjs-core';
import { type LayersModel, layers, sequential } from '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, test } from 'vitest';
import { wave, waveTensor } from '../../efficientnet/test/wave';
import { arrayData, type FitOptions, fit, OptionError, predict, StoppedError } from '../src';
import { recalibrate } from '../src/recalibrate';
import { flatWeights, separableSamples, smallModel } from './models';
import { relativeError, torch } from './torch';

beforeAll(async () => {
  await setBackend('cpu');
  await ready();
});

const inputs = Array.from({ length: 20 }, (_, i) => [...wave(60, 2)].slice(3 * i, 3 * i + 3));
const batches = Array.from({ length: 5 }, (_, i) => [0, 1, 2, 3].map((k) => 4 * i + k));

/** A linear layer and this batch norm, with the script's weights. */
function linearAndNorm(norm: layers.Layer): LayersModel {
  const model = sequential({ layers: [layers.dense({ units: 4, inputShape: [3] }), norm] });
  model.layers[0]!.setWeights([waveTensor([3, 4], 0), waveTensor([4], 1)]);
  return model;
}

const movingOf = (norm: layers.Layer) =>
  norm
    .getWeights()
    .slice(-2)
    .map((weight) => [...weight.dataSync()]);

describe.each(['cpu', 'simd'])('on %s', (backend) => {
  test("gives torch's update_bn for the batch norm of @kium/efficientnet", async () => {
    await setBackend(backend);
    const norm = new BatchNormalization({ momentum: 0.9 });
    const model = linearAndNorm(norm);
    const data = await arrayData(inputs, inputs);
    const before = memory().numTensors;
    expect(await recalibrate(model, data, batches, () => false)).toBe(true);
    expect(memory().numTensors).toBe(before);
    const [mean, variance] = movingOf(norm);
    expect(relativeError(mean!, torch.recalibration.mean, 0.01)).toBeLessThan(2e-6);
    expect(relativeError(variance!, torch.recalibration.variance, 0.01)).toBeLessThan(2e-6);
    expect(norm.momentum).toBe(0.9);
    await setBackend('cpu');
  });
});

test("gives tfjs's own layer the biased variances that it uses", async () => {
  const norm = layers.batchNormalization({ momentum: 0.5 });
  const model = linearAndNorm(norm);
  await recalibrate(model, await arrayData(inputs, inputs), batches, () => false);
  const [mean, variance] = movingOf(norm);
  expect(relativeError(mean!, torch.recalibration.mean, 0.01)).toBeLessThan(2e-6);
  const biased = torch.recalibration.variance.map((value) => (value * 3) / 4);
  expect(relativeError(variance!, biased, 0.01)).toBeLessThan(2e-6);
});

test('a layer frozen by itself, or by its model, keeps its statistics', async () => {
  const data = await arrayData(inputs, inputs);
  for (const make of [() => new BatchNormalization({}), () => layers.batchNormalization({})]) {
    const frozen = make();
    const model = sequential({ layers: [linearAndNorm(frozen), make()] });
    frozen.trainable = false;
    await recalibrate(model, data, batches, () => false);
    expect(movingOf(frozen)).toEqual([
      [0, 0, 0, 0],
      [1, 1, 1, 1],
    ]);
    model.trainable = false;
    await expect(recalibrate(model, data, batches, () => false)).rejects.toThrow(/no layer learns/);
  }
});

test('random layers draw afterwards what they would have drawn', async () => {
  const dropout = new Dropout({ rate: 0.5, seed: 3, inputShape: [3] } as never);
  const model = sequential({ layers: [dropout, linearAndNorm(new BatchNormalization())] });
  await recalibrate(model, await arrayData(inputs, inputs), batches, () => false);
  expect(dropout.randomStep).toBe(0);
});

describe('in fit', () => {
  const data = separableSamples(24);
  const common: FitOptions = { epochs: 1, batchSize: 4, seed: 1, optimizer: () => train.sgd(0.1) };
  const train1 = async (options: Partial<FitOptions>) => {
    const model = smallModel();
    const history = await fit(model, data, { ...common, ...options });
    return { model, history, weights: flatWeights(model) };
  };

  test('sets the statistics, from so many batches, and evaluates once more', async () => {
    const plain = await train1({});
    const all = await train1({ recalibrate: {} });
    const two = await train1({ recalibrate: { batches: 2 } });
    const many = await train1({ recalibrate: { batches: 99 } });
    expect(new Set([plain, all, two].map(({ weights }) => weights.join())).size).toBe(3);
    expect(many.weights).toEqual(all.weights);
    const trained = ({ model }: typeof all) => model.trainableWeights.map((weight) => weight.read().dataSync());
    expect(trained(all)).toEqual(trained(plain));
    expect(plain.history.recalibrated).toBeUndefined();
    expect(all.history.epochs[0]!.valLoss).toBe(plain.history.epochs[0]!.valLoss);
    // The extra figures are those of the model that fit leaves.
    const scores = (await predict(all.model, data.x.slice(-8), { batchSize: 4 })).flat();
    const targets = data.y.slice(-8).flat();
    const losses = scores.map((p, i) => -Math.log(targets[i] ? p : 1 - p));
    const loss = losses.reduce((sum, value) => sum + value, 0) / losses.length;
    expect(all.history.recalibrated!.valLoss).toBeCloseTo(loss, 5);
    expect(all.history.recalibrated!.valLoss).not.toBeCloseTo(plain.history.epochs[0]!.valLoss!, 5);
  });

  test('the same call gives the same statistics, another seed others', async () => {
    const first = await train1({ recalibrate: { batches: 2 } });
    expect((await train1({ recalibrate: { batches: 2 } })).weights).toEqual(first.weights);
    const moving = ({ model }: typeof first) =>
      model.layers[1]!.getWeights()
        .slice(2)
        .map((weight) => weight.dataSync());
    const still = { optimizer: () => train.sgd(0), recalibrate: { batches: 1 } };
    expect(moving(await train1({ ...still, seed: 8 }))).not.toEqual(moving(await train1({ ...still, seed: 9 })));
  });

  test('stops when told to, with the statistics of the last epoch', async () => {
    const model = smallModel();
    const controller = new AbortController();
    const { length, inputShape, outputShape, batch } = await arrayData(data.x, data.y);
    let epochs = 0;
    let reached: number[] = [];
    const spied = {
      length,
      inputShape,
      outputShape,
      batch: (indices: readonly number[]) => {
        if (epochs === 1) controller.abort();
        return batch(indices);
      },
    };
    const onEpoch = () => {
      epochs++;
      reached = flatWeights(model);
    };
    const stopped = fit(model, spied, { ...common, recalibrate: {}, onEpoch, signal: controller.signal });
    await expect(stopped).rejects.toThrow(StoppedError);
    await expect(stopped).rejects.toThrow(/in recalibration/);
    expect(flatWeights(model)).toEqual(reached);
  });

  test.each([0, 1.5, -1])('refuses %d batches', async (batches) => {
    await expect(train1({ recalibrate: { batches } })).rejects.toThrow(`recalibrate.batches is ${batches}`);
  });

  test('refuses a model without batch norm, and a layer without momentum', async () => {
    const dense = sequential({ layers: [layers.dense({ units: 2, inputShape: [4], activation: 'sigmoid' })] });
    let steps = 0;
    const refused = fit(dense, data, { ...common, recalibrate: {}, onProgress: () => steps++ });
    await expect(refused).rejects.toThrow(OptionError);
    expect(steps, 'steps trained before the refusal').toBe(0);
    const norm = layers.batchNormalization({ name: 'odd' });
    const odd = sequential({ layers: [layers.dense({ units: 2, inputShape: [4], activation: 'sigmoid' }), norm] });
    (norm as unknown as { momentum?: number }).momentum = undefined;
    const failed = recalibrate(odd, await arrayData(data.x, data.y), [[0, 1]], () => false);
    await expect(failed).rejects.toThrow(/layer odd has no number momentum/);
  });
});
