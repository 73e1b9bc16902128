import '@kium/tfjs-backend-simd';
import { dispose, memory, ones, ready, setBackend, tensor, tidy, type Variable, variable } from '@tensorflow/tfjs-core';
import { beforeEach, describe, expect, test } from 'vitest';
import { wave, waveTensor } from '../../efficientnet/test/wave';
import { type AdamWOptions, adamW, OptionError, ShapeError } from '../src';
import { readOptimizerState, writeOptimizerState } from '../src/optimizer-state';
import { relativeError, torch } from './torch';

const SHAPES = [[3, 4], [4]];

/** A kernel and a bias at their start, or at given values. */
function makeWeights(values: ArrayLike<number>[] = [wave(12, 0), wave(4, 1)]): Variable[] {
  return SHAPES.map((shape, i) => variable(tensor(Float32Array.from(values[i]!), shape)));
}

/** The gradients of a step, counted from 0, as the script has them. */
function step(optimizer: ReturnType<typeof adamW>, weights: Variable[], n: number): void {
  const gradients = weights.map(({ name, shape }, i) => {
    return { name, tensor: waveTensor(shape, 2 + n + i, 10 ** ((n % 5) - 3)) };
  });
  optimizer.applyGradients(gradients);
  dispose(gradients.map(({ tensor }) => tensor));
}

function train(options: AdamWOptions, steps: number) {
  const weights = makeWeights();
  const optimizer = adamW(options);
  for (let n = 0; n < steps; n++) step(optimizer, weights, n);
  return { optimizer, weights, values: weights.map((weight) => [...weight.dataSync()]) };
}

describe.each(['cpu', 'simd'])('on %s', (backend) => {
  beforeEach(async () => {
    await setBackend(backend);
    await ready();
  });

  test("is torch's AdamW, which leaves the bias without decay", () => {
    for (const { steps, kernel, bias } of torch.adamW.weights) {
      const { values } = train(torch.adamW.settings, steps);
      // A weight that has just crossed zero has no digits to be compared.
      expect(relativeError(values[0]!, kernel, 0.01), `kernel after ${steps} steps`).toBeLessThan(1e-6);
      expect(relativeError(values[1]!, bias, 0.01), `bias after ${steps} steps`).toBeLessThan(1e-6);
    }
  });

  test('state read and put back continues to the same bits, also in variables of other names', async () => {
    const expected = train(torch.adamW.settings, 7);
    const first = train(torch.adamW.settings, 4);
    const saved = await readOptimizerState(first.optimizer);
    const second = adamW(torch.adamW.settings);
    await writeOptimizerState(second, saved);
    // What was restored can be read again before the next step.
    expect((await readOptimizerState(second)).map(({ values }) => values)).toEqual(saved.map(({ values }) => values));
    const weights = makeWeights(first.values);
    for (let n = 4; n < 7; n++) step(second, weights, n);
    expect(weights.map((weight) => [...weight.dataSync()])).toEqual(expected.values);
    expect(second.iterations).toBe(7);
  });

  test('leaves no tensor behind', () => {
    const { optimizer, weights } = train({}, 1);
    const before = memory().numTensors;
    step(optimizer, weights, 1);
    expect(memory().numTensors).toBe(before);
    optimizer.dispose();
    expect(memory().numTensors).toBe(before - 4);
  });
});

test('every setting counts', () => {
  const settings = { learningRate: 0.01, beta1: 0.8, beta2: 0.9, epsilon: 0.001, weightDecay: 0.1 };
  const { values } = train(settings, 3);
  for (const name of Object.keys(settings) as (keyof typeof settings)[]) {
    expect(train({ ...settings, [name]: settings[name] / 2 }, 3).values, name).not.toEqual(values);
  }
  const defaults = { learningRate: 0.001, beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0.01 };
  expect(train({}, 3).values).toEqual(train(defaults, 3).values);
});

test('decayExclude, a pattern or a function, says what does not decay', () => {
  const still = { learningRate: 0.1, weightDecay: 0.5 };
  const change = (decayExclude?: AdamWOptions['decayExclude']) => {
    const weights = [
      variable(ones([2, 2]), true, `kernel-${Math.random()}`),
      variable(ones([2]), true, `bias-${Math.random()}`),
    ];
    const optimizer = adamW({ ...still, ...(decayExclude && { decayExclude }) });
    optimizer.applyGradients(
      weights.map(({ name, shape }) => ({ name, tensor: tensor([0, 0, 0, 0].slice(0, 2 * shape.length), shape) })),
    );
    return weights.map((weight) => weight.dataSync()[0]!.toFixed(3));
  };
  expect(change()).toEqual(['0.950', '1.000']);
  expect(change(/^bias/)).toEqual(['0.950', '1.000']);
  expect(change(/^kernel/g)).toEqual(['1.000', '0.950']);
  expect(change(() => false)).toEqual(['0.950', '0.950']);
  expect(change((name, shape) => name.startsWith('kernel') && shape.length === 2)).toEqual(['1.000', '0.950']);
});

test('a weight that is frozen for some steps keeps its moments', async () => {
  const [kernel, bias] = makeWeights() as [Variable, Variable];
  const optimizer = adamW();
  step(optimizer, [kernel, bias], 0);
  step(optimizer, [bias], 1);
  const [, first, second] = await optimizer.getWeights();
  // The variables of the last step come first.
  expect([first!.tensor.shape, second!.tensor.shape]).toEqual([[4], [3, 4]]);
  step(optimizer, [kernel, bias], 2);
  expect(optimizer.iterations).toBe(3);
});

test('restored moments find their weights when some have been frozen or freed in between', async () => {
  const run = async (restores: boolean, counts: readonly number[]) => {
    const weights = tidy(() => makeWeights().reverse());
    let optimizer = adamW();
    for (const [n, count] of counts.entries()) {
      // Where one learns it is the kernel, which comes second where both do.
      step(optimizer, weights.slice(2 - count), n);
      if (!restores) continue;
      const saved = await readOptimizerState(optimizer);
      optimizer.dispose();
      optimizer = adamW();
      await writeOptimizerState(optimizer, saved);
      // What was restored is told by the same names before the next step.
      expect((await readOptimizerState(optimizer)).map(({ name }) => name)).toEqual(saved.map(({ name }) => name));
    }
    const values = weights.map((weight) => [...weight.dataSync()]);
    optimizer.dispose();
    dispose(weights);
    return values;
  };
  const before = memory().numTensors;
  for (const counts of [
    [1, 2, 2],
    [2, 1, 2],
    [2, 2, 1],
  ]) {
    expect(await run(true, counts), counts.join()).toEqual(await run(false, counts));
  }
  expect(memory().numTensors).toBe(before);
});

test('a weight without a gradient neither steps nor decays', () => {
  const [kernel, bias] = makeWeights() as [Variable, Variable];
  const before = kernel.dataSync();
  adamW({ weightDecay: 1 }).applyGradients([
    { name: kernel.name, tensor: null as never },
    { name: bias.name, tensor: ones([4]) },
  ]);
  expect(kernel.dataSync()).toEqual(before);
});

test('refuses state of other weights', async () => {
  const { optimizer } = train({}, 1);
  const other = adamW();
  await writeOptimizerState(other, await readOptimizerState(optimizer));
  const weights = makeWeights().reverse();
  expect(() => step(other, weights, 1)).toThrow(ShapeError);
});

test.each([
  [{ learningRate: -1 }, /adamW.learningRate is -1/],
  [{ weightDecay: -0.1 }, /adamW.weightDecay is -0.1/],
  [{ weightDecay: Number.NaN }, /adamW.weightDecay is NaN/],
  [{ epsilon: -1e-8 }, /adamW.epsilon/],
  [{ beta1: 1 }, /adamW.beta1 is 1; expected a number from 0 to less than 1/],
  [{ beta2: -0.1 }, /adamW.beta2/],
])('refuses %j', (options, message) => {
  expect(() => adamW(options)).toThrow(OptionError);
  expect(() => adamW(options)).toThrow(message);
});
