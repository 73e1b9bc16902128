import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type BatchOptions, makeBatches, type VolumeSource } from '../src/batches/batches';
import { shuffled } from '../src/batches/permutation';
import { toGrey, toUnit } from '../src/hdf5/unit-scale';
import { Labels } from '../src/index';

/** A source in memory: volume i is 2 × 1 × 1 values, all of them i. */
const source = (length: number, labelled = true): VolumeSource => {
  const index = Array.from({ length }, (_, at) => String(1000 + at));
  const values = index.map((_, at) => Uint8Array.from({ length: 22 }, (_, label) => +(label === at % 22)));
  return {
    length,
    shape: [length, 2, 1, 1],
    index,
    labels: labelled ? new Labels({ index, values }) : undefined,
    readInto: (at, target, offset) => target.fill(at, offset, offset + 2),
  };
};
const all = async (length: number, options: BatchOptions) => {
  const batches = [];
  for await (const batch of makeBatches(source(length), options)) batches.push(batch);
  return batches;
};

test('volumes, labels, positions and patients stay together', async () => {
  const batches = await all(5, { batchSize: 2, shuffle: true, seed: 1 });
  expect(batches.map(({ shape }) => shape[0])).toEqual([2, 2, 1]);
  for (const { x, y, yShape, indices, patients } of batches) {
    expect(yShape).toEqual([indices.length, 22]);
    for (const [row, at] of indices.entries()) {
      expect([...x.slice(row * 2, row * 2 + 2)]).toEqual([at, at]);
      expect(patients[row]).toBe(String(1000 + at));
      expect(y!.slice(row * 22, row * 22 + 22).indexOf(1)).toBe(at);
    }
  }
});

test('every epoch reads every volume once, whatever the sizes and the seed', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.nat(40),
      fc.integer({ min: 1, max: 9 }),
      fc.integer(),
      fc.boolean(),
      async (n, batchSize, seed, shuffle) => {
        const batches = await all(n, { batchSize, seed, shuffle });
        const order = batches.flatMap(({ indices }) => indices);
        expect([...order].sort((a, b) => a - b)).toEqual(Array.from({ length: n }, (_, at) => at));
        expect(batches.slice(0, -1).every(({ indices }) => indices.length === batchSize)).toBe(true);
        const dropped = await all(n, { batchSize, seed, shuffle, dropLast: true });
        expect(dropped.flatMap(({ indices }) => indices)).toEqual(order.slice(0, n - (n % batchSize)));
      },
    ),
    { numRuns: 40 },
  );
});

test('the order is set by the seed and pinned, so that runs on other machines agree', async () => {
  const ten = Array.from({ length: 10 }, (_, at) => at);
  expect(shuffled(ten, 0)).toEqual(shuffled(ten, 0));
  expect(shuffled(ten, 0)).not.toEqual(shuffled(ten, 1));
  expect(shuffled(ten, 42)).toMatchInlineSnapshot(`
    [
      0,
      7,
      3,
      5,
      2,
      1,
      8,
      9,
      4,
      6,
    ]
  `);
});

test('each place is as likely for each item', () => {
  const counts = new Float64Array(16);
  for (let seed = 0; seed < 4000; seed++) {
    for (const [place, item] of shuffled([0, 1, 2, 3], seed).entries()) counts[item * 4 + place]!++;
  }
  // Pearson's statistic of a 4 × 4 table, 9 degrees of freedom: 27.9 is its 99.9 % point.
  const statistic = counts.reduce((sum, count) => sum + (count - 1000) ** 2 / 1000, 0);
  expect(statistic).toBeLessThan(27.9);
});

test('indices are read in the order given, also repeated, from any array', async () => {
  const [batch] = await all(5, { indices: Int32Array.of(4, 0, 4) });
  expect(batch!.indices).toEqual([4, 0, 4]);
});

describe('bad options are refused at the call', () => {
  test.each<BatchOptions>([
    { batchSize: 0 },
    { seed: 0.5 },
    { indices: [5] },
    { indices: [-1] },
    { dtype: 'int8' as 'uint8' },
  ])('%j', (options) => {
    const name = Object.keys(options)[0];
    expect(() => makeBatches(source(5), options)).toThrow(
      expect.objectContaining({ tag: 'OptionError', option: name }),
    );
  });
});

test('a signal ends the iteration with its reason', async () => {
  const controller = new AbortController();
  const batches = makeBatches(source(5), { batchSize: 1, signal: controller.signal });
  await batches.next();
  controller.abort(new Error('enough'));
  await expect(batches.next()).rejects.toThrow('enough');
});

test('grey values and [0, 1] are each other’s inverse, and v / 255 is rounded once', () => {
  const grey = Uint8Array.from({ length: 256 }, (_, at) => at);
  const unit = toUnit(grey, new Float32Array(256));
  expect(unit).toEqual(Float32Array.from(grey, (value) => value / 255));
  expect([unit[0], unit[255]]).toEqual([0, 1]);
  expect(toGrey(unit, new Uint8Array(256))).toEqual(grey);
});
