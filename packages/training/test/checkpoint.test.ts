import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readSafetensors } from '@kium/safetensors';
import {
  memory,
  mul,
  randomUniform,
  ready,
  serialization,
  setBackend,
  type Tensor,
  tidy,
  train,
} from '@tensorflow/tfjs-core';
import { type LayersModel, layers, sequential } from '@tensorflow/tfjs-layers';
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import {
  adamW,
  CheckpointCorruptError,
  CheckpointMismatchError,
  cosineSchedule,
  earlyStopping,
  type FitOptions,
  fit,
  OptimizerStateError,
  StoppedError,
} from '../src';
import { flatWeights, separableSamples, smallModel } from './models';

let folder: string;
beforeAll(async () => {
  await setBackend('cpu');
  await ready();
});
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kium-checkpoint-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** A layer with random masks that follow from its counter, as the ones of @kium/efficientnet. */
class CountingNoise extends layers.Layer {
  static className = 'CountingNoise';
  randomStep = 0;
  override call(inputs: Tensor | Tensor[], { training }: { training?: boolean }): Tensor {
    const x = Array.isArray(inputs) ? inputs[0]! : inputs;
    if (!training) return x;
    return tidy(() => mul(x, randomUniform(x.shape, 0.5, 1.5, 'float32', 17 + this.randomStep++)));
  }
}
serialization.registerClass(CountingNoise);

function noisyModel(): LayersModel {
  const inner = smallModel();
  return sequential({ layers: [new CountingNoise({ inputShape: [4] } as never), inner] });
}

const OPTIMIZERS = {
  adam: () => train.adam(0.01),
  sgd: () => train.sgd(0.05),
  momentum: () => train.momentum(0.05, 0.9),
  rmsprop: () => train.rmsprop(0.01, 0.9, 0.9),
  adagrad: () => train.adagrad(0.05),
  adadelta: () => train.adadelta(0.5),
  adamW: () => adamW({ learningRate: 0.01, weightDecay: 0.1 }),
};

const common: FitOptions = { epochs: 4, batchSize: 4, seed: 5 };

/** Trains and stops after so many steps in all. */
async function trainUntil(steps: number, options: FitOptions): Promise<void> {
  const controller = new AbortController();
  let done = 0;
  const onProgress = () => {
    if (++done === steps) controller.abort();
  };
  const stopped = fit(noisyModel(), separableSamples(30), { ...options, onProgress, signal: controller.signal });
  await expect(stopped).rejects.toThrow(StoppedError);
}

test.each(Object.entries(OPTIMIZERS))('%s continues to exactly the same weights', async (_, optimizer) => {
  const uninterrupted = noisyModel();
  const expected = await fit(uninterrupted, separableSamples(30), { ...common, optimizer });

  const options = { ...common, optimizer, checkpoint: { folder } };
  // Before the first step of epoch 2, in its middle, in its validation, and in epoch 3.
  for (const steps of [3, 6, 5, 9]) await trainUntil(steps, options);
  const resumed = noisyModel();
  const found = await fit(resumed, separableSamples(30), options);

  expect(flatWeights(resumed)).toEqual(flatWeights(uninterrupted));
  const figures = ({ epochs }: typeof found) => epochs.map(({ seconds, ...rest }) => rest);
  expect(figures(found)).toEqual(figures(expected));
});

/** Everything that has a state or follows the step, at once. */
const everything = (): FitOptions => ({
  ...common,
  epochs: 6,
  optimizer: () => adamW({ weightDecay: 0.1 }),
  learningRate: cosineSchedule({ peak: 0.05, epochs: 6, warmup: 1.5 }),
  clip: { norm: 0.2 },
  groups: [
    { layers: /^batch_norm/, factor: 0.3 },
    { layers: /^dense/, factor: 0.7 },
  ],
  ema: { decay: 0.9, warmup: true },
  recalibrate: { batches: 3 },
  callbacks: [earlyStopping({ monitor: 'valLoss', patience: 4 })],
});

test('schedule, clipping, groups, averages, recalibration and callbacks continue to the same weights and figures', async () => {
  const uninterrupted = noisyModel();
  const expected = await fit(uninterrupted, separableSamples(30), everything());
  const figures = ({ epochs, ...rest }: typeof expected) => [epochs.map(({ seconds, ...figures }) => figures), rest];
  for (const steps of [3, 6, 5, 9, 12]) await trainUntil(steps, { ...everything(), checkpoint: { folder } });
  const resumed = noisyModel();
  const found = await fit(resumed, separableSamples(30), { ...everything(), checkpoint: { folder } });
  expect(figures(found)).toEqual(figures(expected));
  expect(flatWeights(resumed)).toEqual(flatWeights(uninterrupted));
  // Finished, it gives the same once more, without a training step.
  const again = noisyModel();
  const phases = new Set<string>();
  const onProgress = ({ phase }: { phase: string }) => phases.add(phase);
  const repeated = await fit(again, separableSamples(30), { ...everything(), checkpoint: { folder }, onProgress });
  expect(figures(repeated)).toEqual(figures(expected));
  expect(flatWeights(again)).toEqual(flatWeights(uninterrupted));
  expect([...phases]).toEqual(['validation']);
});

test('more epochs continue with the weights themselves, not with their averages', async () => {
  const options: FitOptions = { ...common, ema: { decay: 0.9 }, recalibrate: {} };
  const straight = noisyModel();
  await fit(straight, separableSamples(30), options);
  await fit(noisyModel(), separableSamples(30), { ...options, epochs: 2, checkpoint: { folder } });
  const extended = noisyModel();
  await fit(extended, separableSamples(30), { ...options, checkpoint: { folder } });
  expect(flatWeights(extended)).toEqual(flatWeights(straight));
});

test('early stopping survives interruptions: the epochs waited, the best weights, and having stopped', async () => {
  // The figure is best in epoch 2; each call sees the epochs that are left.
  const figures = [3, 1, 2, 2, 2, 2];
  const run = async (model: LayersModel, done: number, stopAfter = Infinity) => {
    const controller = new AbortController();
    let at = done;
    return fit(model, separableSamples(30), {
      ...common,
      epochs: 6,
      checkpoint: { folder },
      metrics: { figure: () => figures[at++]! },
      callbacks: [earlyStopping({ monitor: 'figure', mode: 'min', patience: 3 })],
      onEpoch: ({ epoch }) => epoch === stopAfter && controller.abort(),
      signal: controller.signal,
    });
  };
  const reference = noisyModel();
  await fit(reference, separableSamples(30), { ...common, epochs: 2 });
  await expect(run(noisyModel(), 0, 3)).rejects.toThrow(StoppedError);
  await expect(run(noisyModel(), 3, 4)).rejects.toThrow(StoppedError);
  const model = noisyModel();
  const { epochs, stoppedBy } = await run(model, 4);
  expect([epochs.length, stoppedBy]).toEqual([5, 'earlyStopping figure']);
  expect(flatWeights(model)).toEqual(flatWeights(reference));
  const again = noisyModel();
  expect((await run(again, 5)).epochs.length).toBe(5);
  expect(flatWeights(again)).toEqual(flatWeights(reference));
});

test.each<[string, Partial<FitOptions>]>([
  ['learningRate', { learningRate: cosineSchedule({ peak: 0.1, epochs: 4, warmup: 1 }) }],
  ['clip', { clip: { value: 1 } }],
  ['groups', { groups: [{ layers: /./, factor: 0.5 }] }],
  ['ema', { ema: { decay: 0.5 } }],
  ['fromLogits', { fromLogits: true }],
])('a checkpoint without %s, or with another, is refused', async (field, options) => {
  await fit(noisyModel(), separableSamples(30), { ...common, epochs: 1, checkpoint: { folder } });
  const other = fit(noisyModel(), separableSamples(30), { ...common, ...options, checkpoint: { folder } });
  await expect(other).rejects.toMatchObject({ tag: 'CheckpointMismatchError', differences: [{ field }] });
});

test('a finished training returns its history and weights at once', async () => {
  const options = { ...common, checkpoint: { folder } };
  const first = noisyModel();
  const expected = await fit(first, separableSamples(30), options);
  const again = noisyModel();
  let steps = 0;
  expect(await fit(again, separableSamples(30), { ...options, onProgress: () => steps++ })).toEqual(expected);
  expect(steps).toBe(0);
  expect(flatWeights(again)).toEqual(flatWeights(first));
});

test('figures that are not finite come back as they were', async () => {
  const figures = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  const metrics = Object.fromEntries(figures.map((figure) => [`${figure}`, () => figure]));
  const options = { ...common, epochs: 1, metrics, checkpoint: { folder } };
  const { epochs } = await fit(noisyModel(), separableSamples(30), options);
  expect((await fit(noisyModel(), separableSamples(30), options)).epochs).toEqual(epochs);
  expect(Object.values(epochs[0]!.metrics!)).toEqual(figures);
});

test('more epochs continue a finished training', async () => {
  const straight = noisyModel();
  await fit(straight, separableSamples(30), common);
  await fit(noisyModel(), separableSamples(30), { ...common, epochs: 2, checkpoint: { folder } });
  const extended = noisyModel();
  await fit(extended, separableSamples(30), { ...common, checkpoint: { folder } });
  expect(flatWeights(extended)).toEqual(flatWeights(straight));
});

test('a checkpoint of another training is refused, and the error names what differs', async () => {
  await fit(noisyModel(), separableSamples(30), { ...common, epochs: 1, checkpoint: { folder } });
  const other = fit(noisyModel(), separableSamples(30), { ...common, batchSize: 5, checkpoint: { folder, key: 'b' } });
  await expect(other).rejects.toThrow(CheckpointMismatchError);
  await expect(other).rejects.toMatchObject({
    differences: [
      { field: 'key', checkpoint: null, now: 'b' },
      { field: 'batchSize', checkpoint: 4, now: 5 },
    ],
  });
  const rate = fit(noisyModel(), separableSamples(30), {
    ...common,
    optimizer: () => train.adam(0.5),
    checkpoint: { folder },
  });
  await expect(rate).rejects.toThrow(/optimizer was/);
});

test('a damaged checkpoint is an error that names the file', async () => {
  const options = { ...common, epochs: 1, checkpoint: { folder } };
  await fit(noisyModel(), separableSamples(30), options);
  const path = join(folder, 'checkpoint.safetensors');
  const bytes = await readFile(path);
  for (const damaged of [bytes.subarray(0, 5), bytes.subarray(0, bytes.length - 4), Buffer.alloc(64, 1)]) {
    await writeFile(path, damaged);
    const failed = fit(noisyModel(), separableSamples(30), options);
    await expect(failed).rejects.toThrow(CheckpointCorruptError);
    await expect(failed).rejects.toMatchObject({ path });
  }
});

test('an optimizer that does not give out its state is refused before any training', async () => {
  const model = noisyModel();
  const before = flatWeights(model);
  const options = { ...common, optimizer: () => train.adamax(0.01), checkpoint: { folder } };
  await expect(fit(model, separableSamples(30), options)).rejects.toThrow(OptimizerStateError);
  expect(flatWeights(model)).toEqual(before);
});

test('leaves one file, and no tensor', async () => {
  const model = noisyModel();
  const options = { ...common, checkpoint: { folder } };
  const before = memory().numTensors;
  await fit(model, separableSamples(30), { ...options, epochs: 2, optimizer: () => train.adam(0.01) });
  await fit(model, separableSamples(30), { ...options, optimizer: () => train.adam(0.01) });
  expect(memory().numTensors).toBe(before);
  expect(await readdir(folder)).toEqual(['checkpoint.safetensors']);
});

test('the file is in the safetensors format: header at a multiple of 8, offsets without gaps', async () => {
  await fit(noisyModel(), separableSamples(30), { ...common, epochs: 1, checkpoint: { folder } });
  const bytes = await readFile(join(folder, 'checkpoint.safetensors'));
  const headerLength = Number(bytes.readBigUInt64LE(0));
  expect(headerLength % 8).toBe(0);
  const { __metadata__: metadata, ...entries } = JSON.parse(bytes.toString('utf8', 8, 8 + headerLength));
  let end = 0;
  for (const { data_offsets: range } of Object.values(entries) as { data_offsets: [number, number] }[]) {
    expect(range[0]).toBe(end);
    end = range[1];
  }
  expect(8 + headerLength + end).toBe(bytes.length);
  expect(JSON.parse(metadata.state).history).toHaveLength(1);
  expect(readSafetensors(bytes).tensors.size).toBe(Object.keys(entries).length);
});
