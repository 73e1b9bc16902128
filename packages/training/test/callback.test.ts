import { ready, setBackend } from '@tensorflow/tfjs-core';
import { beforeAll, expect, test } from 'vitest';
import { type Callback, fit, OptionError } from '../src';
import { separableSamples, smallModel } from './models';

beforeAll(async () => {
  await setBackend('cpu');
  await ready();
});

const data = separableSamples(10);

/** A callback that writes down what it is told. */
function recorder(name: string, log: string[], answer?: (epoch: number) => 'stop' | undefined): Callback {
  return {
    name,
    onTrainBegin: ({ monitors, epochs, history }) =>
      void log.push(`${name} begins: ${monitors} for ${epochs} after ${history.length}`),
    onEpochEnd: async ({ epoch, valLoss }, { history, model }) => {
      expect(history.at(-1)!.valLoss).toBe(valLoss);
      expect(model.layers.length).toBe(3);
      log.push(`${name} epoch ${epoch} of ${history.length}`);
      return answer?.(epoch);
    },
    onTrainEnd: ({ history }) => void log.push(`${name} ends after ${history.length}`),
  };
}

test('are told of the course of the training, in their order', async () => {
  const log: string[] = [];
  const callbacks = [recorder('a', log), recorder('b', log)];
  await fit(smallModel(), data, {
    epochs: 2,
    callbacks,
    metrics: { mine: () => 3 },
    onEpoch: ({ epoch }) => log.push(`${epoch}`),
  });
  expect(log).toEqual([
    'a begins: loss,accuracy,valLoss,valAccuracy,mine for 2 after 0',
    'b begins: loss,accuracy,valLoss,valAccuracy,mine for 2 after 0',
    ...['a epoch 1 of 1', 'b epoch 1 of 1', '1', 'a epoch 2 of 2', 'b epoch 2 of 2', '2'],
    ...['a ends after 2', 'b ends after 2'],
  ]);
});

test("'stop' makes an epoch the last, and the history tells who said it; the others still hear of it", async () => {
  const log: string[] = [];
  const stopping = recorder('a', log, (epoch) => (epoch === 2 ? 'stop' : undefined));
  const history = await fit(smallModel(), data, { epochs: 9, callbacks: [stopping, recorder('b', log)] });
  expect(history.epochs.length).toBe(2);
  expect(history.stoppedBy).toBe('a');
  expect(log.slice(-3)).toEqual(['b epoch 2 of 2', 'a ends after 2', 'b ends after 2']);
  expect(await fit(smallModel(), data, { epochs: 1 })).not.toHaveProperty('stoppedBy');
});

test('without held-out samples only the training figures can be followed', async () => {
  const log: string[] = [];
  await fit(smallModel(), data, { epochs: 1, validationSplit: 0, callbacks: [recorder('a', log)] });
  expect(log[0]).toBe('a begins: loss,accuracy for 1 after 0');
});

test('an error of a callback is the error of fit', async () => {
  const callbacks: Callback[] = [{ name: 'bad', onEpochEnd: () => Promise.reject(new Error('mine')) }];
  await expect(fit(smallModel(), data, { epochs: 1, callbacks })).rejects.toThrow('mine');
});

test('two of one name are refused', async () => {
  const failed = fit(smallModel(), data, { epochs: 1, callbacks: [{ name: 'a' }, { name: 'b' }, { name: 'a' }] });
  await expect(failed).rejects.toThrow(OptionError);
  await expect(failed).rejects.toThrow(/two named a/);
});
