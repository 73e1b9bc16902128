import '@tensorflow/tfjs-backend-cpu';
import { fit, predict, subset } from '@kium/training';
import { train } from '@tensorflow/tfjs-core';
import { layers, sequential } from '@tensorflow/tfjs-layers';
import { expect, test } from 'vitest';
import { augmentLabels, augmentVolume, drawAugmentation } from '../src/index';
import { toInputData, toTrainingData } from '../src/tfjs';
import { memoryVolumes } from './memory-volumes';

const augment = { flip: 0.5, rotate: 15, noise: 0.1 };

test('fit augments anew in each epoch, and reads held-out patients as they are', async () => {
  const volumes = memoryVolumes(6);
  const model = sequential({
    layers: [layers.flatten({ inputShape: [2, 3, 8] }), layers.dense({ units: 22, activation: 'sigmoid' })],
  });
  const split = { train: [0, 1, 2, 3], validation: [4, 5] };
  const data = toTrainingData(volumes, { augment, seed: 10 });
  await fit(model, data, { epochs: 2, batchSize: 4, split, optimizer: () => train.sgd(0.1), seed: 1 });
  const epochs = volumes.epochs.map(({ seed, indices, augment: given }) => ({ seed, n: indices!.length, given }));
  expect(epochs).toEqual([
    { seed: 11, n: 4, given: augment },
    { seed: undefined, n: 2, given: undefined },
    { seed: 12, n: 4, given: augment },
    { seed: undefined, n: 2, given: undefined },
  ]);
  const scores = await predict(model, subset(data, split.validation));
  expect(scores).toHaveLength(2);
  expect(await predict(model, toInputData(memoryVolumes(6, false)))).toHaveLength(6);
  expect((await predict(model, toInputData(volumes))).slice(4)).toEqual(scores);
  model.dispose();
});

test('a training batch has the volumes and labels of the epoch’s draw, whatever else is in it', async () => {
  const volumes = memoryVolumes(30);
  const data = toTrainingData(volumes, { augment, seed: 3 });
  expect(data).toMatchObject({ length: 30, inputShape: [2, 3, 8], outputShape: [22] });
  const indices = [7, 29, 0];
  const { x, y } = await data.batch(indices, 2);
  for (const [row, at] of indices.entries()) {
    const plain = new Float32Array(48);
    volumes.readInto(at, plain, 0);
    const augmentation = drawAugmentation(augment, 5, volumes.index[at]!);
    expect(x.slice(row * 48, row * 48 + 48)).toEqual(augmentVolume(plain, [2, 3, 8], augmentation));
    expect([...y.slice(row * 22, row * 22 + 22)]).toEqual([
      ...augmentLabels(volumes.labels!.values[at]!, augmentation),
    ]);
  }
  expect((await data.batch([0], 2)).x).toEqual(x.slice(96));
  expect((await data.batch([0], 3)).x).not.toEqual(x.slice(96));
});

test('the labels asked for, and empty batches', async () => {
  const data = toTrainingData(memoryVolumes(4), { labels: ['Aneurysm'] });
  expect(data.outputShape).toEqual([1]);
  expect([...(await data.batch([0, 1, 2, 3])).y]).toEqual([0, 1, 0, 1]);
  const twoClasses = toTrainingData(memoryVolumes(4), { target: ([a]) => [1 - a!, a!] });
  expect(twoClasses.outputShape).toEqual([2]);
  expect([...(await twoClasses.batch([0, 1])).y]).toEqual([1, 0, 0, 1]);
  expect(await data.batch([])).toEqual({ x: new Float32Array(0), y: new Float32Array(0) });
});

test('options are checked at the call', () => {
  const refused = (call: () => unknown, option: string) => expect(call).toThrow(expect.objectContaining({ option }));
  refused(() => toTrainingData(memoryVolumes(4, false)), 'volumes');
  refused(() => toTrainingData(memoryVolumes(4), { labels: ['x'] }), 'labels');
  refused(() => toTrainingData(memoryVolumes(4), { seed: 0.5 }), 'seed');
  refused(() => toTrainingData(memoryVolumes(4), { augment: { noise: 2 } }), 'augment.noise');
});
