import '@tensorflow/tfjs-backend-cpu';
import { tensor } from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { arrayData, arrayInputs, ShapeError, subset, type TrainingData } from '../src';

test('reads nested arrays, typed rows and tensors alike', async () => {
  const nested = [
    [
      [1, 2],
      [3, 4],
    ],
    [
      [5, 6],
      [7, 8],
    ],
  ];
  const typed = nested.map((sample) => Float32Array.from(sample.flat()));
  for (const x of [nested, typed, tensor(nested)]) {
    const data = await arrayData(x, [0, 1], { inputShape: [2, 2] });
    expect(data).toMatchObject({ length: 2, inputShape: [2, 2], outputShape: [1] });
    expect(await data.batch([1, 0])).toEqual({
      x: Float32Array.of(5, 6, 7, 8, 1, 2, 3, 4),
      y: Float32Array.of(1, 0),
    });
  }
});

test('a subset renumbers the samples', async () => {
  const data = await arrayData([[1], [2], [3]], [[1], [0], [1]]);
  const part = subset(data, [2, 0]);
  expect(part).toMatchObject({ length: 2, inputShape: [1], outputShape: [1] });
  expect(await part.batch([0, 1])).toEqual({ x: Float32Array.of(3, 1), y: Float32Array.of(1, 1) });
  expect(subset(await arrayInputs([[1], [2]]), [1])).not.toHaveProperty('outputShape');
});

test('a subset hands the epoch on', async () => {
  const epochs: (number | undefined)[] = [];
  const data: TrainingData = {
    ...{ length: 1, inputShape: [1], outputShape: [1] },
    batch(_, epoch) {
      epochs.push(epoch);
      return { x: Float32Array.of(0), y: Float32Array.of(0) };
    },
  };
  const part = subset(data, [0]);
  await part.batch([0], 3);
  await part.batch([0]);
  expect(epochs).toEqual([3, undefined]);
});

test('refuses uneven samples, unequal numbers and wrong shapes', async () => {
  await expect(arrayData([[1, 2], [3]], [0, 1])).rejects.toThrow(ShapeError);
  await expect(arrayData([[1], [2]], [0])).rejects.toThrow(/one for each input/);
  await expect(arrayInputs([[1, 2]], { inputShape: [3] })).rejects.toThrow(ShapeError);
});
