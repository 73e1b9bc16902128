import '@tensorflow/tfjs-backend-cpu';
import { dispose, memory } from '@tensorflow/tfjs-core';
import { layers, sequential } from '@tensorflow/tfjs-layers';
import { describe, expect, test } from 'vitest';
import { type TfDatasetOptions, toTfDataset } from '../src/tfjs';
import { memoryVolumes } from './memory-volumes';

const classifier = (outputs: number) => {
  const model = sequential({
    layers: [
      layers.flatten({ inputShape: [2, 3, 8] }),
      layers.dense({ units: outputs, activation: 'sigmoid', kernelInitializer: 'zeros' }),
    ],
  });
  model.compile({ optimizer: 'sgd', loss: 'binaryCrossentropy' });
  return model;
};

/** The numbers of a pass, and no tensors. */
const pass = async (dataset: ReturnType<typeof toTfDataset>) => {
  const seen: { xs: number[]; ys: number[]; shapes: number[][] }[] = [];
  for await (const { xs, ys } of dataset) {
    seen.push({ xs: [...(await xs.data())], ys: [...(await ys.data())], shapes: [xs.shape, ys.shape] });
    dispose([xs, ys]);
  }
  return seen;
};

test('a pass has the tensors of the batches', async () => {
  const volumes = memoryVolumes(5);
  const options = { batchSize: 2, shuffle: true, seed: 3, indices: [4, 0, 2, 1, 3] };
  const dataset = toTfDataset(volumes, options);
  expect(dataset.size).toBe(3);
  const expected = [];
  for await (const { x, y, shape, yShape } of volumes.batches(options)) {
    expected.push({ xs: [...x], ys: [...y!], shapes: [[...shape], [...yShape!]] });
  }
  expect(await pass(dataset)).toEqual(expected);
});

test('the labels asked for, in this order', async () => {
  const volumes = memoryVolumes(4);
  const [batch] = await pass(toTfDataset(volumes, { labels: ['R_ICA', 'Aneurysm'] }));
  expect(batch!.ys).toEqual(volumes.labels!.values.flatMap((row) => [row[2], row[0]]));
  expect(batch!.shapes[1]).toEqual([4, 2]);
});

test('targets made of the labels', async () => {
  const volumes = memoryVolumes(3);
  const options: TfDatasetOptions = { labels: ['Aneurysm'], target: ([a]) => [1 - a!, a!] };
  const [batch] = await pass(toTfDataset(volumes, options));
  expect(batch!.ys).toEqual([1, 0, 0, 1, 1, 0]);
  expect(batch!.shapes[1]).toEqual([3, 2]);
  const uneven = toTfDataset(volumes, { target: (labels) => (labels[0] ? [1, 2] : [1]) });
  await expect(pass(uneven)).rejects.toThrow(expect.objectContaining({ tag: 'OptionError', option: 'target' }));
});

test.each<[TfDatasetOptions, number]>([
  [{ batchSize: 3 }, 4],
  [{ batchSize: 3, dropLast: true }, 3],
  [{ batchSize: 2, indices: [1, 2, 3] }, 2],
  [{}, 2],
  [{ indices: [] }, 0],
])('the size of %j is what a pass has', async (options, size) => {
  const dataset = toTfDataset(memoryVolumes(10), options);
  expect(dataset.size).toBe(size);
  expect(await pass(dataset)).toHaveLength(size);
});

test('each epoch has an order and a draw of its own, and they can be repeated', async () => {
  const options: TfDatasetOptions = { shuffle: true, seed: 5, augment: { rotate: 20 }, batchSize: 6 };
  const dataset = toTfDataset(memoryVolumes(6), options);
  const [first, second] = [await pass(dataset), await pass(dataset)];
  expect(second).not.toEqual(first);
  const again = toTfDataset(memoryVolumes(6), options);
  expect([await pass(again), await pass(again)]).toEqual([first, second]);
  expect(await pass(toTfDataset(memoryVolumes(6), { ...options, seed: 6 }))).toEqual(second);
  expect(await pass(toTfDataset(memoryVolumes(6), { ...options, initialEpoch: 1 }))).toEqual(second);
});

describe('fitDataset', () => {
  test('reads epoch after epoch, and leaves no tensor behind', async () => {
    const volumes = memoryVolumes(7);
    const data = toTfDataset(volumes, { labels: ['Aneurysm'], shuffle: true, seed: 2 ** 31 - 2, batchSize: 3 });
    const validation = toTfDataset(volumes, { labels: ['Aneurysm'], indices: [0, 1] });
    const model = classifier(1);
    // What the model makes on first use is made here.
    await model.fitDataset(toTfDataset(memoryVolumes(2), { labels: ['Aneurysm'] }), { epochs: 1, verbose: 0 });
    const before = memory().numTensors;
    const during: number[] = [];
    const history = await model.fitDataset(data, {
      epochs: 3,
      verbose: 0,
      validationData: validation,
      callbacks: { onBatchBegin: async () => void during.push(memory().numTensors) },
    });
    expect(history.history.loss).toHaveLength(3);
    expect(during).toHaveLength(9);
    // From batch to batch of an epoch nothing is added; an epoch adds the figures of its history.
    for (const epoch of [0, 3, 6]) expect(during[epoch + 2]).toBe(during[epoch + 1]);
    dispose(Object.values(history.history).flat() as never);
    expect(memory().numTensors).toBe(before);
    const seeds = volumes.epochs.filter(({ shuffle }) => shuffle).map(({ seed }) => seed);
    // One a pass, wrapping at 32 bits; the iterator that fitDataset never reads has none.
    expect(seeds).toEqual([2 ** 31 - 2, 2 ** 31 - 1, -(2 ** 31)]);
    model.dispose();
  });
});

test('a pass that is left early holds nothing', async () => {
  const before = memory().numTensors;
  for await (const { xs, ys } of toTfDataset(memoryVolumes(6), { batchSize: 1 })) {
    dispose([xs, ys]);
    break;
  }
  expect(memory().numTensors).toBe(before);
});

describe('refused at the call', () => {
  test.each<[string, TfDatasetOptions]>([
    ['labels', { labels: [] }],
    ['labels', { labels: ['ICA'] }],
    ['labels', { labels: ['BA', 'BA'] }],
    ['initialEpoch', { initialEpoch: -1 }],
    ['batchSize', { batchSize: 0 }],
    ['seed', { seed: 0.5 }],
    ['augment.flip', { augment: { flip: 2 } }],
  ])('%s: %j', (option, options) => {
    expect(() => toTfDataset(memoryVolumes(3), options)).toThrow(
      expect.objectContaining({ tag: 'OptionError', option }),
    );
  });

  test('volumes without labels', () => {
    expect(() => toTfDataset(memoryVolumes(3, false))).toThrow(expect.objectContaining({ option: 'volumes' }));
  });
});
