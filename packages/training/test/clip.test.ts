import {
  customGrad,
  dispose,
  mul,
  onesLike,
  ready,
  type Scalar,
  scalar,
  setBackend,
  type Tensor,
  train,
} from '@tensorflow/tfjs-core';
import { layers, sequential } from '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, test } from 'vitest';
import { waveTensor } from '../../efficientnet/test/wave';
import {
  type FitOptions,
  fit,
  GradientNotFiniteError,
  type LossFunction,
  LossNotFiniteError,
  OptionError,
} from '../src';
import { type ClipOptions, clipGradients, globalNorm } from '../src/clip';
import { flatWeights, separableSamples, smallModel } from './models';
import { relativeError, torch } from './torch';

beforeAll(async () => {
  await setBackend('cpu');
  await ready();
});

test.each(Object.entries({ 'norm 0.5': { norm: 0.5 }, 'norm 100': { norm: 100 }, 'value 0.25': { value: 0.25 } }))(
  '%s does what torch does',
  async (name, clip) => {
    const gradients = [waveTensor([3, 4], 0), waveTensor([5], 1)];
    const norm = await globalNorm(gradients);
    const clipped = clipGradients(gradients, clip as ClipOptions, norm) ?? gradients;
    const wanted = torch.clip[name]!;
    if (wanted.norm !== undefined) expect(Math.abs(norm / wanted.norm - 1)).toBeLessThan(1e-6);
    clipped.forEach((gradient, i) => {
      expect(relativeError(gradient.dataSync(), wanted.gradients[i]!, 0.01)).toBeLessThan(1e-6);
    });
    dispose([...gradients, ...clipped]);
  },
);

describe('in fit', () => {
  const data = separableSamples(8);
  /** How far one step of plain gradient descent moves the weights that it trains. */
  const step = async (options: Partial<FitOptions>) => {
    const model = smallModel();
    const weights = () => model.trainableWeights.flatMap((weight) => [...weight.read().dataSync()]);
    const before = weights();
    await fit(model, data, { epochs: 1, validationSplit: 0, optimizer: () => train.sgd(1), ...options });
    return weights().map((weight, i) => weight - before[i]!);
  };
  const lengthOf = (change: number[]) => Math.hypot(...change);

  test('norm shortens the step and keeps its direction; a norm that is not reached changes nothing', async () => {
    const free = await step({});
    const clipped = await step({ clip: { norm: 0.01 } });
    expect(lengthOf(free)).toBeGreaterThan(0.1);
    expect(lengthOf(clipped)).toBeCloseTo(0.01, 5);
    const ratio = lengthOf(clipped) / lengthOf(free);
    free.forEach((change, i) => void expect(clipped[i]!).toBeCloseTo(change * ratio, 5));
    expect(await step({ clip: { norm: 1000 } })).toEqual(free);
  });

  test('value cuts each number', async () => {
    const free = await step({});
    const clipped = await step({ clip: { value: 0.01 } });
    free.forEach((change, i) => void expect(clipped[i]!).toBeCloseTo(Math.max(-0.01, Math.min(0.01, change)), 6));
  });

  /** A finite loss with this number in its gradient. */
  const withGradient =
    (value: number): LossFunction =>
    (_, yPred) =>
      customGrad((x) => ({
        value: scalar(1) as Tensor,
        gradFunc: () => mul(onesLike(x as Tensor), value),
      }))(yPred) as Scalar;

  test.each([{ norm: 1 }, { value: 1 }])('a NaN gradient is an error with %j, and no step is made', async (clip) => {
    const model = smallModel();
    const trained = () => model.trainableWeights.flatMap((weight) => [...weight.read().dataSync()]);
    const before = trained();
    const failed = fit(model, data, { epochs: 1, clip: clip as ClipOptions, loss: withGradient(Number.NaN) });
    await expect(failed).rejects.toThrow(GradientNotFiniteError);
    await expect(failed).rejects.toMatchObject({ epoch: 1, step: 1, norm: Number.NaN });
    expect(trained()).toEqual(before);
  });

  test('an infinite gradient is an error by norm, and cut by value', async () => {
    const options = { epochs: 1, loss: withGradient(Infinity) };
    await expect(fit(smallModel(), data, { ...options, clip: { norm: 1 } })).rejects.toThrow(GradientNotFiniteError);
    const model = sequential({ layers: [layers.dense({ units: 2, inputShape: [1] })] });
    const before = flatWeights(model);
    const positive = {
      x: [[1], [2]],
      y: [
        [0, 0],
        [0, 0],
      ],
    };
    const sgd = () => train.sgd(1);
    await fit(model, positive, { ...options, clip: { value: 0.5 }, validationSplit: 0, optimizer: sgd });
    flatWeights(model).forEach((weight, i) => void expect(weight).toBeCloseTo(before[i]! - 0.5, 6));
  });

  test('a NaN loss is still told as one', async () => {
    const { x, y } = separableSamples(8);
    x[0]![0] = Number.NaN;
    await expect(fit(smallModel(), { x, y }, { epochs: 1, clip: { norm: 1 } })).rejects.toThrow(LossNotFiniteError);
  });

  test.each([
    [{ norm: 0 }, /clip.norm is 0/],
    [{ value: -1 }, /clip.value is -1/],
    [{ norm: Infinity }, /clip.norm/],
    [{}, /either \{ norm \} or \{ value \}/],
    [{ norm: 1, value: 1 }, /either/],
  ])('refuses %j', async (clip, message) => {
    const failed = fit(smallModel(), data, { epochs: 1, clip: clip as ClipOptions });
    await expect(failed).rejects.toThrow(OptionError);
    await expect(failed).rejects.toThrow(message);
  });

  test('weights that clipping leaves alone are those without it', async () => {
    const [first, second] = [smallModel(), smallModel()];
    await fit(first, data, { epochs: 2 });
    await fit(second, data, { epochs: 2, clip: { norm: 1e6 } });
    expect(flatWeights(second)).toEqual(flatWeights(first));
  });
});
