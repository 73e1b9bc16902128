import { ready, setBackend, train } from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  adamW,
  constantSchedule,
  cosineSchedule,
  type FitOptions,
  fit,
  OptionError,
  type Schedule,
  stepSchedule,
} from '../src';
import { flatWeights, separableSamples, smallModel } from './models';
import { relativeError, torch } from './torch';

beforeAll(async () => {
  await setBackend('cpu');
  await ready();
});

const LENGTH = { epochs: 100, stepsPerEpoch: 5 };
const rates = (schedule: Schedule, steps: number) =>
  Array.from({ length: steps }, (_, step) => schedule.rate(step, LENGTH));

test("cosineSchedule is torch's CosineAnnealingLR, and behind a warm-up LinearLR's", () => {
  const { cosine, warmCosine } = torch.schedules;
  expect(relativeError(rates(cosineSchedule({ peak: 0.3, final: 0.01, steps: 20 }), 21), cosine)).toBeLessThan(1e-12);
  const warm = cosineSchedule({ peak: 0.3, final: 0.01, steps: 20, warmup: 5 });
  expect(relativeError(rates(warm, 20), warmCosine)).toBeLessThan(1e-12);
  // The same in epochs of five steps.
  expect(rates(cosineSchedule({ peak: 0.3, final: 0.01, epochs: 4, warmup: 1 }), 20)).toEqual(rates(warm, 20));
});

test("stepSchedule is torch's StepLR, constantSchedule constant", () => {
  const found = rates(stepSchedule({ initial: 0.3, factor: 0.1, steps: 4 }), 12);
  expect(relativeError(found, torch.schedules.step)).toBeLessThan(1e-12);
  expect(rates(stepSchedule({ initial: 1, factor: 0.5, epochs: 2 }), 21)[20]).toBe(0.25);
  expect(rates(constantSchedule(0.2), 3)).toEqual([0.2, 0.2, 0.2]);
});

test('a cosine rises to its peak, falls to its end and stays there', () => {
  const cases = fc.record({
    steps: fc.integer({ min: 2, max: 60 }),
    warm: fc.double({ min: 0, max: 0.99, noNaN: true }),
    final: fc.double({ min: 0, max: 1, noNaN: true }),
  });
  fc.assert(
    fc.property(cases, ({ steps, warm, final }) => {
      const warmup = Math.floor(warm * steps);
      const schedule = cosineSchedule({ peak: 1, final, steps, warmup });
      const found = rates(schedule, steps + 3);
      expect(Math.max(...found)).toBe(1);
      found.slice(1).forEach((rate, i) => {
        if (i + 1 < warmup) expect(rate).toBeGreaterThan(found[i]!);
        else expect(rate).toBeLessThanOrEqual(found[i]! + 1e-15);
      });
      expect(found.slice(steps)).toEqual([final, final, final]);
    }),
  );
});

describe('in fit', () => {
  const data = separableSamples(12);
  const common: FitOptions = { epochs: 3, batchSize: 4, validationSplit: 0 };
  const weightsAfter = async (options: Partial<FitOptions>) => {
    const model = smallModel();
    const { epochs } = await fit(model, data, { ...common, ...options });
    return { weights: flatWeights(model), rates: epochs.map(({ learningRate }) => learningRate) };
  };

  test.each(
    Object.entries({
      sgd: (rate: number) => train.sgd(rate),
      momentum: (rate: number) => train.momentum(rate, 0.9),
      adam: (rate: number) => train.adam(rate),
      rmsprop: (rate: number) => train.rmsprop(rate),
      adagrad: (rate: number) => train.adagrad(rate),
      adadelta: (rate: number) => train.adadelta(rate),
      adamax: (rate: number) => train.adamax(rate),
      adamW: (rate: number) => adamW({ learningRate: rate }),
    }),
  )('a number sets the rate of %s', async (_, optimizer) => {
    const expected = await weightsAfter({ optimizer: () => optimizer(0.02) });
    const found = await weightsAfter({ optimizer: () => optimizer(0.5), learningRate: 0.02 });
    expect(found).toEqual(expected);
    expect(found.rates).toEqual([0.02, 0.02, 0.02]);
  });

  test('a schedule is asked for every step, and its last rate of an epoch recorded', async () => {
    const asked: string[] = [];
    const rate: Schedule['rate'] = (step, { epochs, stepsPerEpoch }) => {
      asked.push(`${step} of ${epochs}·${stepsPerEpoch}`);
      return 0.1 / (1 + step);
    };
    const { rates, weights } = await weightsAfter({
      optimizer: () => train.sgd(1),
      learningRate: { description: 'mine', rate },
    });
    expect([...new Set(asked)]).toEqual(Array.from({ length: 9 }, (_, step) => `${step} of 3·3`));
    expect(rates).toEqual([0.1 / 3, 0.1 / 6, 0.1 / 9]);
    // The rate of each step was used: with another last one the weights differ.
    const other = await weightsAfter({
      optimizer: () => train.sgd(1),
      learningRate: { description: 'mine', rate: (step, length) => (step === 8 ? 0 : rate(step, length)) },
    });
    expect(other.weights).not.toEqual(weights);
  });

  test("the default optimizer takes it too, and an optimizer of the caller's has its own rate again", async () => {
    const expected = await weightsAfter({ optimizer: () => train.adam(0.03) });
    expect(await weightsAfter({ learningRate: 0.03 })).toEqual(expected);
    const optimizer = train.sgd(0.25);
    expect((await weightsAfter({ optimizer, learningRate: 0.1 })).rates[0]).toBe(0.1);
    expect((await weightsAfter({ optimizer })).rates[0]).toBe(0.25);
  });

  test.each([
    [{ learningRate: -0.1 }, /learningRate is -0.1/],
    [{ learningRate: Number.NaN }, /learningRate is NaN/],
    [{ learningRate: { description: 'bad', rate: () => Number.NaN } }, /learningRate \(bad\) at step 1 is NaN/],
    [
      { learningRate: cosineSchedule({ peak: 1, epochs: 9, warmup: 3 }) },
      /warmup is "3 epochs"; expected less than the training's 3 epochs of 3/,
    ],
    [{ learningRate: cosineSchedule({ peak: 1, steps: 20, warmup: 9 }) }, /warmup is "9 steps"/],
  ])('refuses %o', async (options, message) => {
    await expect(weightsAfter(options)).rejects.toThrow(OptionError);
    await expect(weightsAfter(options)).rejects.toThrow(message);
  });
});

test.each([
  [() => cosineSchedule({ peak: -1, steps: 5 }), /peak is -1/],
  [() => cosineSchedule({ peak: 1, final: -1, steps: 5 }), /final is -1/],
  [
    () => cosineSchedule({ peak: 1, steps: 5, warmup: 5 }),
    /warmup is 5; expected from 0 to less than the schedule's 5 steps/,
  ],
  [() => cosineSchedule({ peak: 1, steps: 5, warmup: -1 }), /warmup is -1/],
  [() => cosineSchedule({ peak: 1, steps: 0 }), /either epochs or steps/],
  [() => cosineSchedule({ peak: 1, steps: 5, epochs: 5 } as never), /either epochs or steps/],
  [() => cosineSchedule({ peak: 1 } as never), /either epochs or steps/],
  [() => stepSchedule({ initial: 1, factor: -1, steps: 5 }), /factor is -1/],
  [() => stepSchedule({ initial: Infinity, factor: 1, steps: 5 }), /initial is Infinity/],
  [() => constantSchedule(-1), /learningRate is -1/],
])('refuses %o', (make, message) => {
  expect(make).toThrow(OptionError);
  expect(make).toThrow(message);
});
