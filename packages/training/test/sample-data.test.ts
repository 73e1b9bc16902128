import { expect, test } from 'vitest';
import { ShapeError, sampleData } from '../src';

const reader = {
  length: 3,
  inputShape: [2],
  x: (index: number) => [index, 10 * index],
};

test('reads the samples of a batch in the order asked for, whether the reader waits or not', async () => {
  const data = sampleData({ ...reader, outputShape: [1], y: async (index) => Uint8Array.of(index) });
  expect(data.outputShape).toEqual([1]);
  expect(await data.batch([2, 0])).toEqual({ x: Float32Array.of(2, 20, 0, 0), y: Float32Array.of(2, 0) });
});

test('without targets it serves prediction', async () => {
  expect(await sampleData(reader).batch([1])).toEqual({ x: Float32Array.of(1, 10) });
});

test('a sample of another size is an error that names it', async () => {
  const data = sampleData({ ...reader, inputShape: [3] });
  await expect(data.batch([1])).rejects.toThrow(ShapeError);
  await expect(data.batch([1])).rejects.toThrow('sample 1');
});
