import { memory, ready, setBackend, train } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { type EarlyStoppingOptions, earlyStopping, type FitOptions, fit, OptionError } from '../src';
import { flatWeights, separableSamples, smallModel } from './models';

beforeAll(async () => {
  await setBackend('cpu');
  await ready();
});

const data = separableSamples(20);

/** Trains while a metric of ours takes these values, epoch by epoch. */
async function run(values: number[], options: Partial<EarlyStoppingOptions>, more: Partial<FitOptions> = {}) {
  const model = smallModel();
  let epoch = 0;
  const weights: number[][] = [];
  const history = await fit(model, data, {
    epochs: values.length,
    optimizer: () => train.sgd(0.05),
    metrics: { figure: () => values[epoch++]! },
    onEpoch: () => weights.push(flatWeights(model)),
    callbacks: [earlyStopping({ monitor: 'figure', mode: 'min', patience: 2, ...options })],
    ...more,
  });
  return { history, weights, final: flatWeights(model), epochs: history.epochs.length };
}

test('stops after so many epochs without a better figure', async () => {
  const values = [5, 4, 4, 4.5, 3, 3];
  expect((await run(values, {})).epochs).toBe(4);
  expect((await run(values, {})).history.stoppedBy).toBe('earlyStopping figure');
  expect((await run(values, { patience: 1 })).epochs).toBe(3);
  expect((await run(values, { patience: 3 })).epochs).toBe(6);
  expect((await run([5, 4, 3, 2, 1, 0], { mode: 'max' })).epochs).toBe(3);
  expect((await run([5, 4.9, 4.8, 4.7, 1, 0], { minDelta: 0.5 })).epochs).toBe(3);
  expect((await run([Number.NaN, Number.NaN, 1], {})).epochs).toBe(2);
});

test('the model ends with the weights of the best epoch, also when no epoch is left', async () => {
  const stopped = await run([5, 3, 4, 4, 4], {});
  expect(stopped.epochs).toBe(4);
  expect(stopped.final).toEqual(stopped.weights[1]);
  const ended = await run([5, 3, 4], {});
  expect(ended.history.stoppedBy).toBeUndefined();
  expect(ended.final).toEqual(ended.weights[1]);
  const left = await run([5, 3, 4, 4, 4], { restoreBest: false });
  expect(left.final).toEqual(left.weights[3]);
});

test('with averages, the best averages come back', async () => {
  const found = await run([5, 3, 4, 4, 4], {}, { ema: { decay: 0.9 } });
  expect(found.final).toEqual(found.weights[1]);
});

test('the losses and accuracies know which is better', async () => {
  for (const monitor of ['loss', 'valLoss', 'accuracy', 'valAccuracy']) {
    const history = await fit(smallModel(), data, {
      epochs: 8,
      optimizer: () => train.sgd(0),
      callbacks: [earlyStopping({ monitor, patience: 3 })],
    });
    // A rate of 0 still moves the statistics of batch norm, and with them the held-out figures.
    if (!monitor.startsWith('val')) expect(history.epochs.length).toBeLessThan(8);
    expect(history.epochs.length).toBeGreaterThan(3);
  }
});

test('one callback serves several trainings', async () => {
  const callback = earlyStopping({ monitor: 'loss', patience: 1 });
  const options = { epochs: 5, callbacks: [callback], optimizer: () => train.sgd(0.05) };
  const before = memory().numTensors;
  const [first, second] = [smallModel(), smallModel()];
  const { epochs } = await fit(first, data, options);
  expect((await fit(second, data, options)).epochs.length).toBe(epochs.length);
  expect(flatWeights(second)).toEqual(flatWeights(first));
  first.dispose();
  second.dispose();
  expect(memory().numTensors).toBe(before);
});

describe('refuses', () => {
  test('a figure that there is none of, and lists those there are', async () => {
    const failed = run([1], { monitor: 'val_loss', mode: 'min' });
    await expect(failed).rejects.toThrow(OptionError);
    await expect(failed).rejects.toThrow(
      /earlyStopping.monitor is "val_loss"; expected one of loss, accuracy, valLoss, valAccuracy, figure/,
    );
    const callbacks = [earlyStopping({ monitor: 'valLoss', patience: 1 })];
    await expect(fit(smallModel(), data, { epochs: 1, validationSplit: 0, callbacks })).rejects.toThrow(
      /one of loss, accuracy in this training/,
    );
  });

  test.each([
    [{ monitor: 'auc', patience: 1 }, /earlyStopping.mode is undefined; expected 'min' or 'max', since auc/],
    [{ monitor: 'loss', patience: 0 }, /patience is 0/],
    [{ monitor: 'loss', patience: 1.5 }, /patience is 1.5/],
    [{ monitor: 'loss', patience: 1, minDelta: -1 }, /minDelta is -1/],
  ])('%j', (options, message) => {
    expect(() => earlyStopping(options)).toThrow(OptionError);
    expect(() => earlyStopping(options)).toThrow(message);
  });
});
