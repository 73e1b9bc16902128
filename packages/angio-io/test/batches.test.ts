import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { BatchOptions } from '../src/batches/batch-options';
import { makeBatches, type VolumeSource } from '../src/batches/batches';
import { shuffled } from '../src/batches/permutation';
import { toGrey, toUnit } from '../src/hdf5/unit-scale';
import {
  type AugmentOptions,
  augmentLabels,
  augmentVolume,
  drawAugmentation,
  LABELS,
  Labels,
  VIEWS,
} from '../src/index';

/** A source in memory: volume i is 2 × 1 × 1 values, all of them i. */
const source = (length: number, labelled = true): VolumeSource => {
  const index = Array.from({ length }, (_, at) => String(1000 + at));
  const values = index.map((_, at) => Uint8Array.from({ length: 22 }, (_, label) => +(label === at % 22)));
  return {
    length,
    shape: [length, 2, 1, 1],
    index,
    views: ['A'],
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

describe('augmented batches', () => {
  /** Eight views of 2 × 3 pixels, every value its own. */
  const studies: VolumeSource = {
    ...source(22),
    shape: [22, 2, 3, 8],
    views: VIEWS,
    readInto: (at, target, offset) => {
      for (let i = 0; i < 48; i++)
        target[offset + i] = (target instanceof Uint8Array ? 1 : 1 / 255) * ((at * 5 + i * 3) % 256);
    },
  };
  const augment: AugmentOptions = { flip: 0.5, rotate: 10, scale: 0.1, shift: 0.1, brightness: 0.1, noise: 0.05 };
  const byPatient = async (options: BatchOptions) => {
    const found = new Map<string, { x: number[]; y: number[] }[]>();
    for await (const { x, y, patients } of makeBatches(studies, { augment, ...options })) {
      for (const [row, patient] of patients.entries()) {
        const sample = { x: [...x.slice(row * 48, row * 48 + 48)], y: [...y!.slice(row * 22, row * 22 + 22)] };
        found.set(patient, [...(found.get(patient) ?? []), sample]);
      }
    }
    return found;
  };

  test('what happens to a patient does not depend on batch size, order or the other patients', async () => {
    const reference = await byPatient({ seed: 3, batchSize: 1 });
    const other = await byPatient({ seed: 3, batchSize: 7, shuffle: true });
    expect([...other].sort()).toEqual([...reference].sort());
    const [few] = await byPatient({ seed: 3, indices: [4] });
    expect(few).toEqual(['1004', reference.get('1004')]);
  });

  test('another seed, another draw; a volume read twice is drawn twice', async () => {
    const [a, b] = [await byPatient({ seed: 1 }), await byPatient({ seed: 2 })];
    for (const [patient, samples] of a) expect(samples[0]!.x).not.toEqual(b.get(patient)![0]!.x);
    const twice = (await byPatient({ seed: 1, indices: [4, 4] })).get('1004')!;
    expect(twice[0]).toEqual(a.get('1004')![0]);
    expect(twice[1]!.x).not.toEqual(twice[0]!.x);
  });

  test.each(['float32', 'uint8'] as const)(
    'volumes and labels are what the functions make of them (%s)',
    async (dtype) => {
      const mirrored = [];
      for await (const { x, y, indices } of makeBatches(studies, { augment, dtype, seed: 9, batchSize: 4 })) {
        for (const [row, at] of indices.entries()) {
          const plain = dtype === 'uint8' ? new Uint8Array(48) : new Float32Array(48);
          studies.readInto(at, plain, 0);
          const augmentation = drawAugmentation(augment, 9, studies.index[at]!);
          expect(x.slice(row * 48, row * 48 + 48)).toEqual(
            augmentVolume<Float32Array | Uint8Array>(plain, [2, 3, 8], augmentation),
          );
          const labels = augmentLabels(studies.labels!.values[at]!, augmentation);
          expect([...y!.slice(row * 22, row * 22 + 22)]).toEqual([...labels]);
          if (augmentation.flip) mirrored.push(at);
        }
      }
      expect(mirrored.length).toBeGreaterThan(4);
      expect(mirrored.length).toBeLessThan(18);
    },
  );

  test('options and names are checked at the call', () => {
    expect(() => makeBatches(studies, { augment: { flip: 2 } })).toThrow(
      expect.objectContaining({ option: 'augment.flip' }),
    );
    const unnamed = { ...studies, views: ['1', '2', '3', '4', '5', '6', '7', '8'] };
    expect(() => makeBatches(unnamed, { augment: { flip: 1 } })).toThrow(
      expect.objectContaining({ option: 'augment.swapViews' }),
    );
    expect(() => makeBatches(unnamed, { augment: { rotate: 1 } })).not.toThrow();
  });
});

describe('weighted draws', () => {
  const draws = async (options: BatchOptions, length = 6) =>
    (await all(length, { batchSize: 1000, ...options })).flatMap(({ indices }) => indices);
  const often = (indices: readonly number[], n: number) => {
    const counts = new Array<number>(n).fill(0);
    for (const at of indices) counts[at]!++;
    return counts;
  };

  test('each volume is drawn as often as its weight says', async () => {
    const weights = [0, 1, 2, 0, 3, 4];
    const drawn = await draws({ sampleWeights: weights, indices: Array.from({ length: 6000 }, (_, at) => at % 6) });
    expect(drawn).toHaveLength(6000);
    for (const [at, count] of often(drawn, 6).entries()) {
      const expected = 600 * weights[at]!;
      expect(Math.abs(count - expected)).toBeLessThanOrEqual(5 * Math.sqrt(expected));
    }
  });

  test('balance: with and without the label equally often, each volume of a side alike', async () => {
    // Of the 44 volumes, those at 3 and 25 have label 3.
    const drawn = await draws({ balance: LABELS[3], indices: Array.from({ length: 8800 }, (_, at) => at % 44) }, 44);
    const counts = often(drawn, 44);
    expect(Math.abs(counts[3]! + counts[25]! - 4400)).toBeLessThan(5 * Math.sqrt(2200));
    for (const at of [3, 25]) expect(Math.abs(counts[at]! - 2200)).toBeLessThan(5 * Math.sqrt(2200));
    for (const at of [0, 1, 24, 43]) expect(Math.abs(counts[at]! - 4400 / 42)).toBeLessThan(5 * Math.sqrt(105));
  });

  test('only what indices names is drawn, and counted', async () => {
    const drawn = await draws({ balance: LABELS[3], indices: [2, 3, 4, 5] }, 44);
    expect(drawn).toHaveLength(4);
    expect(drawn.every((at) => at >= 2 && at <= 5)).toBe(true);
  });

  test('as the seed says', async () => {
    const sampleWeights = [1, 1, 1, 1, 1, 1];
    expect(await draws({ sampleWeights, seed: 1 })).toEqual(await draws({ sampleWeights, seed: 1, shuffle: true }));
    expect(await draws({ sampleWeights, seed: 1 })).not.toEqual(await draws({ sampleWeights, seed: 2 }));
    expect(await draws({ sampleWeights, seed: 42 })).toMatchInlineSnapshot(`
      [
        3,
        2,
        4,
        2,
        5,
        4,
      ]
    `);
    expect(await draws({ sampleWeights: [], indices: [] }, 0)).toEqual([]);
  });

  test.each<[string, BatchOptions]>([
    ['sampleWeights', { sampleWeights: [1, 2] }],
    ['sampleWeights', { sampleWeights: [1, 2, 3, 4, 5, -1] }],
    ['sampleWeights', { sampleWeights: [1, 2, 3, 4, 5, Number.NaN] }],
    ['sampleWeights', { sampleWeights: [0, 0, 0, 0, 0, 0] }],
    ['sampleWeights', { sampleWeights: [0, 1, 1, 1, 1, 1], indices: [0] }],
    ['balance', { balance: 'ICA' }],
    ['balance', { balance: 'R_PCA' }],
    ['balance', { balance: 'Aneurysm', indices: [0] }],
    ['balance', { balance: 'Aneurysm', sampleWeights: [1, 1, 1, 1, 1, 1] }],
  ])('%s: %j is refused', (option, options) => {
    const refusal = expect.objectContaining({ tag: 'OptionError', option });
    expect(() => makeBatches(source(6), options)).toThrow(refusal);
  });

  test('there is nothing to balance without labels', () => {
    const refusal = expect.objectContaining({ option: 'balance' });
    expect(() => makeBatches(source(6, false), { balance: 'Aneurysm' })).toThrow(refusal);
  });
});
