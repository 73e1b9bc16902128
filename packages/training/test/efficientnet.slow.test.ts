import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { efficientNet } from '@kium/efficientnet';
import { train } from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import {
  adamW,
  cosineSchedule,
  type FitOptions,
  fit,
  isTrainingError,
  loadModel,
  predict,
  saveModel,
  selectBackend,
} from '../src';
import { flatWeights } from './models';

const RECIPE: Partial<FitOptions> = {
  optimizer: () => adamW({ weightDecay: 0.05 }),
  learningRate: cosineSchedule({ peak: 0.005, epochs: 2, warmup: 0.5 }),
  clip: { norm: 1 },
  groups: [
    { layers: /^(stem|block1)/, factor: 0 },
    { layers: /^block[2-4]/, factor: 0.3 },
  ],
  ema: { decay: 0.9, warmup: true },
  recalibrate: { batches: 2 },
};

/** The real thing, small: batch norms, dropout and stochastic depth on the backend that trains. */
test.each<[string, Partial<FitOptions>, boolean]>([
  ['Adam', { optimizer: () => train.adam(0.001) }, false],
  ['Adam', { optimizer: () => train.adam(0.001) }, true],
  ['all of the fine-tuning recipe', RECIPE, true],
])('an interrupted EfficientNet ends with the same weights: %s %#', async (_, recipe, recompute) => {
  await selectBackend({ prefer: 'simd' });
  const folder = await mkdtemp(join(tmpdir(), 'kium-efficientnet-'));
  try {
    const build = (recompute: boolean) =>
      efficientNet('b0', {
        inputShape: [32, 32, 8],
        classes: 2,
        classifierActivation: 'sigmoid',
        widthCoefficient: 0.3,
        dropConnectRate: 0.5,
        seed: 1,
        recompute,
      });
    const pixels = (n: number) =>
      Float32Array.from({ length: 32 * 32 * 8 }, (_, i) => Math.sin(n + i * (1 + n / 7)) ** 2);
    const x = Array.from({ length: 10 }, (_, n) => pixels(n));
    const y = x.map((_, n) => (n % 2 ? [0, 1] : [1, 0]));
    const options = { ...recipe, epochs: 2, batchSize: 3 };

    const uninterrupted = build(false);
    await fit(uninterrupted, { x, y }, options);

    const checkpoint = { folder: join(folder, 'checkpoint') };
    for (const stopAfter of [1, 3]) {
      const controller = new AbortController();
      let steps = 0;
      const onProgress = () => ++steps === stopAfter && controller.abort();
      const { signal } = controller;
      const stopped = fit(build(recompute), { x, y }, { ...options, checkpoint, onProgress, signal });
      await expect(stopped).rejects.toSatisfy((error) => isTrainingError(error, 'StoppedError'));
    }
    const resumed = build(recompute);
    await fit(resumed, { x, y }, { ...options, checkpoint });
    expect(flatWeights(resumed)).toEqual(flatWeights(uninterrupted));

    await saveModel(resumed, join(folder, 'model'));
    const loaded = await loadModel(join(folder, 'model'));
    expect(loaded.getClassName()).toBe(resumed.getClassName());
    expect(await predict(loaded, x)).toEqual(await predict(uninterrupted, x, { batchSize: 3 }));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
