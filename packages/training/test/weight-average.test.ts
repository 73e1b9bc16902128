import '@kium/tfjs-backend-simd';
import { memory, ready, setBackend, tensor, train, type Variable } from '@tensorflow/tfjs-core';
import { type LayersModel, layers, sequential } from '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, test } from 'vitest';
import { waveTensor } from '../../efficientnet/test/wave';
import { type EmaOptions, type FitOptions, fit, OptionError, predict, StoppedError } from '../src';
import { WeightAverage } from '../src/weight-average';
import { flatWeights, separableSamples, smallModel } from './models';
import { relativeError, torch } from './torch';

beforeAll(async () => {
  await setBackend('cpu');
  await ready();
});

test.each(['cpu', 'simd'])("is torch's AveragedModel with an exponential average, on %s", async (backend) => {
  await setBackend(backend);
  const model = sequential({ layers: [layers.dense({ units: 2, inputShape: [3] }), layers.batchNormalization()] });
  const [kernel, bias, , , mean, variance] = model.weights.map((weight) => weight.read() as Variable);
  const average = new WeightAverage(model, { decay: 0.9 });
  for (let step = 0; step < 8; step++) {
    // torch has the kernel the other way round; the formula fills it in torch's order.
    const rows = waveTensor([2, 3], step).arraySync() as number[][];
    kernel!.assign(tensor([0, 1, 2].map((input) => rows.map((row) => row[input]!))));
    [bias!, mean!, variance!].forEach((variable, i) => void variable.assign(waveTensor([2], step + i + 1)));
    average.update(step + 1);
  }
  average.putInPlace();
  const columns = kernel!.arraySync() as number[][];
  const found = [
    [0, 1].flatMap((unit) => columns.map((row) => row[unit]!)),
    ...[bias, mean, variance].map((v) => v!.dataSync()),
  ];
  found.forEach((values, i) => void expect(relativeError(values, torch.average[i]!, 0.01)).toBeLessThan(1e-6));
  await setBackend('cpu');
});

describe('in fit', () => {
  const data = separableSamples(20);
  const common: FitOptions = { epochs: 3, batchSize: 4, seed: 2, optimizer: () => train.adam(0.05) };

  /** The weights after every step of a training without average, which one with it must follow. */
  async function rawWeights(options: FitOptions): Promise<number[][]> {
    const model = smallModel();
    const steps: number[][] = [];
    await fit(model, data, {
      ...options,
      onProgress: ({ phase }) => {
        if (phase === 'training') steps.push(flatWeights(model));
      },
    });
    return steps;
  }

  function recompute(steps: number[][], decayAt: (step: number) => number): number[] {
    let average = steps[0]!;
    steps.slice(1).forEach((weights, i) => {
      const decay = decayAt(i + 2);
      average = average.map((value, k) => decay * value + (1 - decay) * weights[k]!);
    });
    return average;
  }

  test.each<[EmaOptions, (step: number) => number]>([
    [{ decay: 0.8 }, () => 0.8],
    [{ decay: 0 }, () => 0],
    [{ decay: 0.5, warmup: true }, (step) => Math.min(0.5, (1 + step) / (10 + step))],
  ])('%j is the average, recomputed plainly from the weights of every step', async (ema, decayAt) => {
    const expected = recompute(await rawWeights(common), decayAt);
    const model = smallModel();
    await fit(model, data, { ...common, ema });
    expect(relativeError(flatWeights(model), expected, 0.01)).toBeLessThan(1e-5);
  });

  test('evaluation, callbacks and onEpoch see the averages; training goes on with the weights', async () => {
    const model = smallModel();
    const seen: number[][] = [];
    const expected = recompute((await rawWeights(common)).slice(0, 4), () => 0.8);
    let afterwards: number[] = [];
    const { epochs } = await fit(model, data, {
      ...common,
      ema: { decay: 0.8 },
      callbacks: [{ name: 'spy', onEpochEnd: ({ epoch }) => void (epoch === 1 && seen.push(flatWeights(model))) }],
      onEpoch: ({ epoch }) => epoch === 1 && seen.push(flatWeights(model)),
      onProgress: ({ epoch, phase }) => {
        if (epoch === 1 && phase === 'validation') seen.push(flatWeights(model));
        if (epoch === 2 && phase === 'training' && afterwards.length === 0) afterwards = flatWeights(model);
      },
    });
    expect(seen.length).toBe(4);
    for (const weights of seen) expect(relativeError(weights, expected, 0.01)).toBeLessThan(1e-5);
    expect(afterwards).toEqual((await rawWeights(common))[4]);
    // What was evaluated last is what fit ends with.
    const held = { x: data.x.slice(-6), y: data.y.slice(-6) };
    const scores = await predict(model, held.x, { batchSize: 4 });
    const correct = scores.flat().filter((score, i) => score > 0.5 === held.y.flat()[i]! > 0.5).length;
    expect(epochs.at(-1)!.valAccuracy).toBeCloseTo(correct / 12, 6);
  });

  test('a stopped training leaves the weights themselves', async () => {
    const model = smallModel() as LayersModel;
    const controller = new AbortController();
    let steps = 0;
    const onProgress = () => {
      if (++steps === 2) controller.abort();
    };
    const stopped = fit(model, data, { ...common, ema: { decay: 0.8 }, onProgress, signal: controller.signal });
    await expect(stopped).rejects.toThrow(StoppedError);
    expect(flatWeights(model)).toEqual((await rawWeights(common))[1]);
  });

  test('leaves no tensor behind', async () => {
    const model = smallModel();
    const before = memory().numTensors;
    await fit(model, data, { ...common, ema: { decay: 0.8 } });
    expect(memory().numTensors).toBe(before);
  });

  test.each([-0.1, 1, Number.NaN])('refuses a decay of %d', async (decay) => {
    const failed = fit(smallModel(), data, { ...common, ema: { decay } });
    await expect(failed).rejects.toThrow(OptionError);
    await expect(failed).rejects.toThrow(`ema.decay is ${decay}`);
  });
});
