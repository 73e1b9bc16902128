// Trains a small EfficientNet on simd and on WebGPU, whatever its adapter, and prints what web-gpu.slow.test.ts compares.
// A program of its own, because WebGPU adds globals to Node that no other test should see, and because it has to end by
// itself: nothing here takes them back.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { efficientNet } from '@kium/efficientnet';
import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { TINY, TINY_OPTIONS } from '../../efficientnet/test/tiny';
import { fit, isTrainingError, loadModel, predict, saveModel, selectBackend } from '../src';

/** What a backend made of the same model, data and seed. */
export interface Outcome {
  backend: string;
  /** Training and validation loss of every epoch. */
  losses: number[];
  /** By name, the moving statistics too. */
  weights: Record<string, { before: number[]; after: number[] }>;
  /** Of the model after it was saved and loaded. */
  scores: number[][];
  /** Tensors that exist at the end and did not at the beginning. */
  tensorsLeft: number;
  /** What the model took of the GPU's memory; undefined for backends without one. */
  bytesOnGpu?: number;
}

/** What the program prints. */
export interface Report {
  reference: Outcome;
  webgpu: Outcome;
  /** What became of WebGPU when nobody asked for it. */
  unasked: { chosen: string; available: boolean; reason: string };
  /** Why it was used when it was asked for. */
  asked: string;
}

const [height, width, channels] = TINY_OPTIONS.inputShape!;
const x = Array.from({ length: 10 }, (_, n) =>
  Float32Array.from({ length: height * width * channels }, (_, i) => Math.sin(n + i * (1 + n / 7)) ** 2),
);
const y = x.map((_, n) => [n % 2, 1 - (n % 2), Number(n > 4)]);

/** Two epochs with an interruption after the second step, a model folder and a prediction. */
async function useBackend(folder: string): Promise<Outcome> {
  const tensorsBefore = tf.memory().numTensors;
  const model = efficientNet(TINY, TINY_OPTIONS);
  const before = await readWeights(model);
  // Not Adam: it divides by tiny gradients, which makes rounding errors as large as the learning rate.
  const options = { epochs: 2, batchSize: 3, optimizer: () => tf.train.momentum(0.1, 0.9), checkpoint: { folder } };
  const controller = new AbortController();
  let steps = 0;
  const onProgress = () => ++steps === 2 && controller.abort();
  await fit(model, { x, y }, { ...options, onProgress, signal: controller.signal }).catch((error) => {
    if (!isTrainingError(error, 'StoppedError')) throw error;
  });
  const history = await fit(model, { x, y }, options);
  const after = await readWeights(model);
  const names = model.weights.map(({ originalName }) => originalName);
  await saveModel(model, join(folder, 'model'));
  const loaded = await loadModel(join(folder, 'model'));
  const scores = await predict(loaded, x, { batchSize: 4 });
  const { numBytesInGPU } = tf.memory() as { numBytesInGPU?: number };
  model.dispose();
  loaded.dispose();
  return {
    backend: tf.getBackend(),
    losses: history.epochs.flatMap(({ loss, valLoss }) => [loss, valLoss!]),
    weights: Object.fromEntries(names.map((name, i) => [name, { before: before[i]!, after: after[i]! }])),
    scores,
    tensorsLeft: tf.memory().numTensors - tensorsBefore,
    bytesOnGpu: numBytesInGPU,
  };
}

async function readWeights(model: LayersModel): Promise<number[][]> {
  return Promise.all(model.weights.map(async (weight) => [...(await weight.read().data())]));
}

const folder = await mkdtemp(join(tmpdir(), 'kium-web-gpu-'));
try {
  await selectBackend({ prefer: 'simd' });
  const reference = await useBackend(join(folder, 'simd'));
  const { name: chosen, tried } = await selectBackend();
  const { available, reason } = tried.find(({ name }) => name === 'webgpu')!;
  const { reason: asked } = await selectBackend({ prefer: 'webgpu' });
  const webgpu = await useBackend(join(folder, 'webgpu'));
  const report: Report = { reference, webgpu, unasked: { chosen, available, reason }, asked };
  process.stdout.write(`${JSON.stringify(report)}\n`);
} finally {
  await rm(folder, { recursive: true, force: true });
}
