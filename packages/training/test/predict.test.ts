import { ready, setBackend, type Tensor, tensor } from '@tensorflow/tfjs-core';
import { beforeAll, expect, test } from 'vitest';
import { arrayInputs, OptionError, predict, ShapeError, StoppedError } from '../src';
import { separableSamples, smallModel } from './models';

beforeAll(async () => {
  await setBackend('cpu');
  await ready();
});

const { x } = separableSamples(11);

test('is what the model itself predicts, whatever the batch size', async () => {
  const model = smallModel();
  const expected = (model.predict(tensor(x)) as Tensor).arraySync();
  for (const batchSize of [1, 4, 11, 100]) expect(await predict(model, x, { batchSize })).toEqual(expected);
  expect(await predict(model, tensor(x))).toEqual(expected);
  expect(await predict(model, await arrayInputs(x))).toEqual(expected);
});

test('reports progress and stops', async () => {
  const model = smallModel();
  const done: number[] = [];
  await predict(model, x, { batchSize: 4, onProgress: (p) => done.push(p.done) });
  expect(done).toEqual([4, 8, 11]);
  const controller = new AbortController();
  const stopped = predict(model, x, { batchSize: 4, onProgress: () => controller.abort(), signal: controller.signal });
  await expect(stopped).rejects.toThrow(StoppedError);
});

test('refuses data of another shape and a senseless batch size', async () => {
  await expect(predict(smallModel(5), x)).rejects.toThrow(ShapeError);
  await expect(predict(smallModel(), x, { batchSize: 0 })).rejects.toThrow(OptionError);
});
