import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ready, setBackend, train } from '@tensorflow/tfjs-core';
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { type FitOptions, fit, loadModel, OptionError, StoppedError, saveBest } from '../src';
import { flatWeights, separableSamples, smallModel } from './models';

let folder: string;
beforeAll(async () => {
  await setBackend('cpu');
  await ready();
});
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kium-save-best-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const data = separableSamples(20);
/** A metric that takes these values, epoch by epoch. */
const figures = (values: number[]) => ({ figure: () => values.shift()! });

test.each<[Partial<FitOptions>, string]>([
  [{}, 'the weights'],
  [{ ema: { decay: 0.9 } }, 'the averages'],
])('with %j the folder has %j of the best epoch', async (options) => {
  const target = join(folder, 'best');
  const model = smallModel();
  const weights: number[][] = [];
  await fit(model, data, {
    epochs: 4,
    optimizer: () => train.sgd(0.05),
    metrics: figures([1, 3, 2, 3]),
    callbacks: [saveBest(target, { monitor: 'figure', mode: 'max' })],
    onEpoch: () => weights.push(flatWeights(model)),
    ...options,
  });
  expect(flatWeights(await loadModel(target))).toEqual(weights[1]);
});

test('minDelta says what counts as better', async () => {
  const saved = async (minDelta: number) => {
    const target = join(folder, `best ${minDelta}`);
    const model = smallModel();
    const weights: string[] = [];
    await fit(model, data, {
      epochs: 3,
      optimizer: () => train.sgd(0.05),
      metrics: figures([1, 1.2, 1.3]),
      callbacks: [saveBest(target, { monitor: 'figure', mode: 'max', minDelta })],
      onEpoch: () => weights.push(flatWeights(model).join()),
    });
    return weights.indexOf(flatWeights(await loadModel(target)).join()) + 1;
  };
  expect(await saved(0)).toBe(3);
  expect(await saved(0.15)).toBe(2);
  expect(await saved(1)).toBe(1);
});

test('a continued training knows the best so far', async () => {
  const target = join(folder, 'best');
  const checkpoint = { folder: join(folder, 'checkpoint') };
  const options = { epochs: 3, checkpoint, callbacks: [saveBest(target, { monitor: 'figure', mode: 'max' })] };
  const controller = new AbortController();
  const stopped = fit(smallModel(), data, {
    ...options,
    metrics: figures([5]),
    onEpoch: () => controller.abort(),
    signal: controller.signal,
  });
  await expect(stopped).rejects.toThrow(StoppedError);
  const saved = (await stat(join(target, 'weights.bin'))).mtimeMs;
  await fit(smallModel(), data, { ...options, metrics: figures([4, 3]) });
  expect((await stat(join(target, 'weights.bin'))).mtimeMs).toBe(saved);
});

test('refuses an unknown figure before the first step', async () => {
  let steps = 0;
  const callbacks = [saveBest(join(folder, 'best'), { monitor: 'auc', mode: 'max' })];
  const failed = fit(smallModel(), data, { epochs: 1, callbacks, onProgress: () => steps++ });
  await expect(failed).rejects.toThrow(OptionError);
  await expect(failed).rejects.toThrow(/saveBest.monitor is "auc"; expected one of loss, /);
  expect(steps).toBe(0);
});
