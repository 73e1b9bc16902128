import { memory, ready, setBackend, tensor, tensor2d, train } from '@tensorflow/tfjs-core';
import { layers, sequential } from '@tensorflow/tfjs-layers';
import { beforeAll, expect, test } from 'vitest';
import {
  arrayData,
  binaryCrossentropyFromLogitsLoss,
  type FitProgress,
  fit,
  LossNotFiniteError,
  OptionError,
  predict,
  ShapeError,
  StoppedError,
} from '../src';
import { flatWeights, separableSamples, smallModel } from './models';

const separableData = (n: number) => {
  const { x, y } = separableSamples(n);
  return arrayData(x, y);
};

beforeAll(async () => {
  await setBackend('cpu');
  await ready();
});

test('learns a separable problem and reports it', async () => {
  const { epochs } = await fit(smallModel(), separableSamples(64), { epochs: 12, optimizer: () => train.adam(0.02) });
  expect(epochs.map(({ epoch }) => epoch)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
  expect(epochs.at(-1)!.loss).toBeLessThan(epochs[0]!.loss);
  expect(epochs.at(-1)!.accuracy).toBeGreaterThan(0.85);
  expect(epochs.at(-1)!.valAccuracy).toBeGreaterThan(0.8);
});

test('training batches are told their epoch, held-out ones are not', async () => {
  const data = await separableData(10);
  const asked: string[] = [];
  const batch = (indices: readonly number[], epoch?: number) => {
    asked.push(`${indices.length} samples, epoch ${epoch}`);
    return data.batch(indices);
  };
  await fit(smallModel(), { ...data, batch }, { epochs: 2, batchSize: 7, validationSplit: 0.3 });
  const heldOut = '3 samples, epoch undefined';
  expect(asked).toEqual(['7 samples, epoch 1', heldOut, '7 samples, epoch 2', heldOut]);
});

test('the same seed gives the same weights, another seed gives others', async () => {
  const run = async (seed: number) => {
    const model = smallModel();
    const { epochs } = await fit(model, separableSamples(40), { epochs: 3, seed });
    return { weights: flatWeights(model), losses: epochs.map(({ loss, valLoss }) => [loss, valLoss]) };
  };
  const first = await run(1);
  expect(await run(1)).toEqual(first);
  expect((await run(2)).weights).not.toEqual(first.weights);
});

test('loss and accuracy are those of tfjs itself, step by step', async () => {
  const data = separableSamples(16);
  const reference = smallModel();
  reference.compile({ optimizer: train.sgd(0.1), loss: 'binaryCrossentropy', metrics: ['binaryAccuracy'] });
  const expected = await reference.fit(tensor2d(data.x), tensor2d(data.y), {
    epochs: 4,
    batchSize: 8,
    shuffle: false,
    validationSplit: 0.25,
    verbose: 0,
  });
  const model = smallModel();
  const { epochs } = await fit(model, data, {
    epochs: 4,
    batchSize: 8,
    shuffle: false,
    validationSplit: 0.25,
    optimizer: () => train.sgd(0.1),
  });
  epochs.forEach((record, i) => {
    expect(record.loss).toBeCloseTo(expected.history.loss![i] as number, 5);
    expect(record.accuracy).toBeCloseTo(expected.history.binaryAccuracy![i] as number, 5);
    expect(record.valLoss).toBeCloseTo(expected.history.val_loss![i] as number, 5);
    expect(record.valAccuracy).toBeCloseTo(expected.history.val_binaryAccuracy![i] as number, 5);
  });
  const difference = flatWeights(model).map((w, i) => Math.abs(w - flatWeights(reference)[i]!));
  expect(Math.max(...difference)).toBeLessThan(1e-5);
});

test('a compiled model brings its own optimizer and loss', async () => {
  const data = separableSamples(20);
  const compiled = smallModel();
  compiled.compile({ optimizer: train.sgd(0.1), loss: 'meanSquaredError' });
  const { epochs } = await fit(compiled, data, { epochs: 1, validationSplit: 0 });
  // Mean squared error of probabilities stays below 1; a cross-entropy of this start would not be the same number.
  const other = await fit(smallModel(), data, { epochs: 1, validationSplit: 0, optimizer: () => train.sgd(0.1) });
  expect(epochs[0]!.loss).not.toBeCloseTo(other.epochs[0]!.loss, 3);
  expect(epochs[0]).not.toHaveProperty('valLoss');
});

test('holds out the last samples, in order', async () => {
  const data = await separableData(10);
  const seen: number[][] = [];
  const spied = {
    ...data,
    batch: (indices: readonly number[]) => {
      seen.push([...indices]);
      return data.batch(indices);
    },
  };
  await fit(smallModel(), spied, { epochs: 1, batchSize: 4, seed: 3 });
  expect(seen.slice(0, 2).flat().sort()).toEqual([0, 1, 2, 3, 4, 5, 6]);
  expect(seen.slice(2)).toEqual([[7, 8, 9]]);
});

test('every epoch has an order of its own', async () => {
  const data = await separableData(16);
  const seen: string[] = [];
  const spied = {
    ...data,
    batch: (indices: readonly number[]) => {
      seen.push(indices.join());
      return data.batch(indices);
    },
  };
  await fit(smallModel(), spied, { epochs: 3, batchSize: 16, validationSplit: 0 });
  expect(new Set(seen).size).toBe(3);
});

test('progress counts steps and epochs', async () => {
  const progress: FitProgress[] = [];
  await fit(smallModel(), separableSamples(10), { epochs: 2, batchSize: 4, onProgress: (p) => progress.push(p) });
  expect(progress.map(({ phase, epoch, step, steps }) => `${phase} ${epoch} ${step}/${steps}`)).toEqual([
    'training 1 1/2',
    'training 1 2/2',
    'validation 1 1/1',
    'training 2 1/2',
    'training 2 2/2',
    'validation 2 1/1',
  ]);
});

test('metrics see all held-out samples at once', async () => {
  const { epochs } = await fit(smallModel(), separableSamples(20), {
    epochs: 1,
    metrics: { rows: (yTrue, scores) => yTrue.length * 100 + scores.length, width: (_, scores) => scores[0]!.length },
  });
  expect(epochs[0]!.metrics).toEqual({ rows: 606, width: 2 });
});

test('leaves no tensor behind', async () => {
  const model = smallModel();
  const data = separableSamples(24);
  await fit(model, data, { epochs: 1 });
  const before = memory().numTensors;
  await fit(model, data, { epochs: 2, optimizer: () => train.adam(0.01) });
  expect(memory().numTensors).toBe(before);
  await predict(model, data.x);
  expect(memory().numTensors).toBe(before);
});

test('leaves no tensor behind when it is stopped or fails', async () => {
  const model = smallModel();
  const before = memory().numTensors;
  const controller = new AbortController();
  const stopped = fit(model, separableSamples(24), {
    epochs: 2,
    signal: controller.signal,
    onProgress: () => controller.abort(),
  });
  await expect(stopped).rejects.toThrow(StoppedError);
  expect(memory().numTensors).toBe(before);
});

test('stops after the running step', async () => {
  const controller = new AbortController();
  const progress: FitProgress[] = [];
  const stopped = fit(smallModel(), separableSamples(40), {
    epochs: 5,
    signal: controller.signal,
    onProgress: (p) => {
      progress.push(p);
      if (p.step === 2) controller.abort();
    },
  });
  await expect(stopped).rejects.toMatchObject({ name: 'AbortError', tag: 'StoppedError', resumable: false });
  expect(progress).toHaveLength(2);
});

test('a signal raised by a timer is seen during training', async () => {
  const controller = new AbortController();
  setTimeout(() => controller.abort(), 1);
  const stopped = fit(smallModel(), separableSamples(40), { epochs: 100_000, signal: controller.signal });
  await expect(stopped).rejects.toThrow(StoppedError);
});

test('a NaN loss is an error that says where and what to try', async () => {
  const data = separableSamples(20);
  data.x[3]![0] = Number.NaN;
  const failed = fit(smallModel(), data, { epochs: 1, batchSize: 4, shuffle: false });
  await expect(failed).rejects.toThrow(LossNotFiniteError);
  await expect(failed).rejects.toMatchObject({ epoch: 1, step: 1 });
  await expect(failed).rejects.toThrow(/learning rate/);
});

test('adds the penalties of regularizers', async () => {
  const penalised = (l2: number) =>
    sequential({
      layers: [
        layers.dense({
          units: 1,
          activation: 'sigmoid',
          inputShape: [1],
          kernelInitializer: 'ones',
          kernelRegularizer: { className: 'L1L2', config: { l1: 0, l2 } } as never,
        }),
      ],
    });
  const data = { x: [[0], [0]], y: [[0], [1]] };
  const options = { epochs: 1, validationSplit: 0, optimizer: () => train.sgd(0) };
  expect((await fit(penalised(0), data, options)).epochs[0]!.loss).toBeCloseTo(Math.LN2, 5);
  expect((await fit(penalised(0.5), data, options)).epochs[0]!.loss).toBeCloseTo(Math.LN2 + 0.5, 5);
});

test('takes tensors, and leaves them alone', async () => {
  const { x, y } = separableSamples(12);
  const inputs = tensor(x);
  const targets = tensor(y);
  const fromTensors = await fit(smallModel(), { x: inputs, y: targets }, { epochs: 1 });
  const fromArrays = await fit(smallModel(), { x, y }, { epochs: 1 });
  expect(fromTensors.epochs[0]!.loss).toBe(fromArrays.epochs[0]!.loss);
  expect(inputs.isDisposed || targets.isDisposed).toBe(false);
});

test.each([
  [{ epochs: 0 }, OptionError, /epochs is 0/],
  [{ epochs: 1, batchSize: 1.5 }, OptionError, /batchSize is 1.5/],
  [{ epochs: 1, seed: Number.NaN }, OptionError, /seed/],
  [{ epochs: 1, validationSplit: 1 }, OptionError, /validationSplit is 1/],
  [{ epochs: 1, validationSplit: 0.95 }, OptionError, /at least one on either side/],
  [{ epochs: 1, split: { train: [0, 1], validation: [1] } }, OptionError, /both/],
  [{ epochs: 1, split: { train: [0, 99], validation: [] } }, OptionError, /0 to 9/],
])('refuses %j', async (options, kind, message) => {
  const failed = fit(smallModel(), separableSamples(10), options);
  await expect(failed).rejects.toThrow(kind);
  await expect(failed).rejects.toThrow(message);
});

test('refuses data that does not fit the model', async () => {
  await expect(fit(smallModel(5), separableSamples(10), { epochs: 1 })).rejects.toThrow(ShapeError);
  const { x } = separableSamples(10);
  await expect(fit(smallModel(), { x, y: x.slice(1) }, { epochs: 1 })).rejects.toThrow(ShapeError);
});

/** {@link smallModel} without its last sigmoid. */
function logitModel() {
  const seeded = (seed: number) => ({ className: 'GlorotNormal', config: { seed } }) as never;
  return sequential({
    layers: [
      layers.dense({ units: 8, activation: 'tanh', inputShape: [4], kernelInitializer: seeded(1) }),
      layers.batchNormalization({ momentum: 0.9 }),
      layers.dense({ units: 2, kernelInitializer: seeded(2) }),
    ],
  });
}

test('fromLogits: loss, accuracy, metrics and scores of a model without a sigmoid are those of one with it', async () => {
  const data = separableSamples(20);
  const seen: number[][][] = [];
  const metrics = { scores: (_: number[][], scores: number[][]) => seen.push(scores) };
  const options = { epochs: 3, metrics, optimizer: () => train.sgd(0.5) };
  const [plain, logits] = [smallModel(), logitModel()];
  const expected = await fit(plain, data, options);
  const found = await fit(logits, data, { ...options, fromLogits: true });
  found.epochs.forEach((record, i) => {
    const { loss, accuracy, valLoss, valAccuracy } = expected.epochs[i]!;
    expect(record.loss).toBeCloseTo(loss, 5);
    expect(record.valLoss).toBeCloseTo(valLoss!, 5);
    expect([record.accuracy, record.valAccuracy]).toEqual([accuracy, valAccuracy]);
  });
  seen[5]!.flat().forEach((score, i) => void expect(score).toBeCloseTo(seen[2]!.flat()[i]!, 5));
  const scores = (await predict(logits, data.x, { fromLogits: true })).flat();
  const wanted = (await predict(plain, data.x)).flat();
  scores.forEach((score, i) => void expect(score).toBeCloseTo(wanted[i]!, 5));
  // Without the option the logits are taken for probabilities.
  const taken = await fit(logitModel(), data, options);
  expect(taken.epochs[0]!.loss).not.toBeCloseTo(expected.epochs[0]!.loss, 1);
});

test('fromLogits is refused with a loss that the model was compiled with', async () => {
  const model = logitModel();
  model.compile({ optimizer: 'sgd', loss: 'binaryCrossentropy' });
  const options = { epochs: 1, fromLogits: true };
  await expect(fit(model, separableSamples(10), options)).rejects.toThrow(
    /fromLogits is true; expected false, or a loss/,
  );
  await fit(model, separableSamples(10), { ...options, loss: binaryCrossentropyFromLogitsLoss });
});
