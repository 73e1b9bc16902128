import { memory, ones, tensor2d, tidy, train, variable } from '@tensorflow/tfjs-core';
import { type LayersModel, layers, sequential } from '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, test } from 'vitest';
import { fit } from '../../../training/src';
import { binaryCrossentropyLoss, positiveWeightsOf } from '../../src/tfjs';
import { LOSSES, type LossName, useCpu } from './losses';

beforeAll(useCpu);
const NAMES: LossName[] = ['bce', 'focal', 'asymmetric'];

/** Two logits of four numbers. */
function linear(): LayersModel {
  return sequential({ layers: [layers.dense({ units: 2, inputShape: [4], kernelInitializer: 'zeros' })] });
}

const x = Array.from({ length: 24 }, (_, i) => Array.from({ length: 4 }, (_, j) => Math.sin(1 + 7 * i + 3 * j)));
const y = x.map(([first, second]) => [Number(first! > 0), Number(second! > 0.9)]);

describe.each(NAMES)('%s', (name) => {
  test('trains with fit of @kium/training', async () => {
    const loss = LOSSES[name]();
    const history = await fit(linear(), { x, y }, { epochs: 6, loss, optimizer: () => train.adam(0.1), batchSize: 4 });
    const losses = history.epochs.map((epoch) => epoch.loss);
    expect(losses.at(-1)).toBeLessThan(0.7 * losses[0]!);
  });

  test('trains with model.compile and fit of tfjs-layers, to the same weights', async () => {
    const loss = LOSSES[name]();
    const [own, theirs] = [linear(), linear()];
    await fit(own, { x, y }, { epochs: 3, loss, optimizer: () => train.sgd(1), batchSize: 24, validationSplit: 0 });
    theirs.compile({ loss, optimizer: train.sgd(1) });
    const [xs, ys] = [tensor2d(x), tensor2d(y)];
    await theirs.fit(xs, ys, { epochs: 3, batchSize: 24, shuffle: false, verbose: 0 });
    const [a, b] = [own, theirs].map((model) => model.getWeights().flatMap((weight) => [...weight.dataSync()]));
    a!.forEach((weight, i) => {
      expect(weight).toBeCloseTo(b![i]!, 5);
    });
    expect(a!.some((weight) => Math.abs(weight) > 1e-3)).toBe(true);
  });

  test('leaves no tensor but what it returns, and none of a step', () => {
    const loss = LOSSES[name]({ ignoreNaN: true });
    const [targets, logits, weights] = [tensor2d(y), variable(tensor2d(x.map((row) => row.slice(0, 2)))), ones([24])];
    const optimizer = train.sgd(0.1);
    const before = memory().numTensors;
    const value = loss(targets, logits, weights);
    expect(memory().numTensors).toBe(before + 1);
    value.dispose();
    optimizer.minimize(() => loss(targets, logits, weights), false, [logits]);
    expect(memory().numTensors).toBe(before);
  });
});

test('what is not known does not train', async () => {
  // Of the first label nothing is known: its weights stay at 0, those of the second move.
  const partly = y.map(([, second]) => [Number.NaN, second!]);
  const model = linear();
  const loss = binaryCrossentropyLoss({ ignoreNaN: true });
  await fit(model, { x, y: partly }, { epochs: 2, loss, fromLogits: true, optimizer: () => train.sgd(1) });
  const kernel = model.getWeights()[0]!.dataSync();
  expect([0, 2, 4, 6].map((i) => kernel[i])).toEqual([0, 0, 0, 0]);
  expect([1, 3, 5, 7].every((i) => kernel[i] !== 0)).toBe(true);
});

test('the loss can be handed to compile as it is', async () => {
  const model = linear();
  model.compile({ loss: binaryCrossentropyLoss({ positiveWeights: positiveWeightsOf(y) }), optimizer: 'sgd' });
  const history = await model.fit(tensor2d(x), tensor2d(y), { epochs: 3, shuffle: false, verbose: 0 });
  const losses = history.history.loss as number[];
  expect(losses[2]).toBeLessThan(losses[0]!);
});

test('positive weights move the scores of a rare label up', async () => {
  const biases = await Promise.all(
    [undefined, 30].map(async (positiveWeights) => {
      const model = linear();
      const loss = binaryCrossentropyLoss({ positiveWeights });
      await fit(model, { x, y }, { epochs: 4, loss, optimizer: () => train.sgd(0.1), batchSize: 24 });
      return tidy(() => model.getWeights()[1]!.dataSync()[1]!);
    }),
  );
  expect(biases[1]).toBeGreaterThan(biases[0]! + 0.1);
});
