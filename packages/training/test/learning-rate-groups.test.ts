import '@kium/tfjs-backend-simd';
import { BatchNormalization } from '@kium/efficientnet';
import { memory, ready, setBackend, train } from '@tensorflow/tfjs-core';
import { type LayersModel, layers, sequential } from '@tensorflow/tfjs-layers';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { adamW, type FitOptions, fit, type LearningRateGroup, layerwiseDecay, OptionError } from '../src';
import { resolveGroups } from '../src/learning-rate-groups';
import { separableSamples } from './models';
import { relativeError } from './torch';

beforeAll(async () => {
  await setBackend('cpu');
  await ready();
});

const seeded = (seed: number) => ({ className: 'GlorotNormal', config: { seed } }) as never;

/** first → norm → inner model of second → last, all seeded. */
function nestedModel(norm: layers.Layer = layers.batchNormalization({ name: 'norm' })): LayersModel {
  const inner = sequential({
    name: 'inner',
    layers: [layers.dense({ name: 'second', units: 3, inputShape: [5], kernelInitializer: seeded(2) })],
  });
  return sequential({
    layers: [
      layers.dense({ name: 'first', units: 5, inputShape: [4], kernelInitializer: seeded(1) }),
      norm,
      layers.activation({ name: 'relu', activation: 'relu' }),
      inner,
      layers.dense({ name: 'last', units: 2, activation: 'sigmoid', kernelInitializer: seeded(3) }),
    ],
  });
}

const data = separableSamples(12);
const one: FitOptions = { epochs: 1, batchSize: 12, validationSplit: 0 };

/** By how much each layer's trainable weights change in one step. */
async function changes(options: Partial<FitOptions>, norm?: layers.Layer): Promise<Record<string, number[]>> {
  const model = nestedModel(norm);
  const read = () =>
    ['first', 'norm', 'second', 'last'].map((name): [string, number[]] => {
      const layer = name === 'second' ? (model.getLayer('inner') as LayersModel).getLayer(name) : model.getLayer(name);
      return [name, layer.getWeights().flatMap((weight) => [...weight.dataSync()])];
    });
  const before = Object.fromEntries(read());
  await fit(model, data, { ...one, ...options });
  return Object.fromEntries(read().map(([name, after]) => [name, after.map((w, i) => w - before[name]![i]!)]));
}

describe.each(['cpu', 'simd'])('on %s', (backend) => {
  beforeEach(async () => {
    await setBackend(backend);
  });

  test.each(
    Object.entries({
      sgd: () => train.sgd(0.5),
      momentum: () => train.momentum(0.5, 0.9),
      adam: () => train.adam(0.1),
      adamW: () => adamW({ learningRate: 0.1, weightDecay: 0.5 }),
    }),
  )('%s goes a factor of its way in a group, all of it elsewhere', async (_, optimizer) => {
    const plain = await changes({ optimizer });
    const found = await changes({
      optimizer,
      groups: [
        { layers: /^first$/, factor: 0.25 },
        { layers: (name) => name === 'second', factor: 2 },
      ],
    });
    expect(
      relativeError(
        found.first!,
        plain.first!.map((change) => change / 4),
        0.01,
      ),
    ).toBeLessThan(1e-4);
    expect(
      relativeError(
        found.second!,
        plain.second!.map((change) => change * 2),
        0.01,
      ),
    ).toBeLessThan(1e-4);
    expect(found.last).toEqual(plain.last);
    expect(found.norm).toEqual(plain.norm);
  });
});

test('over several steps a factor is the learning rate of the group', async () => {
  await setBackend('cpu');
  const optimizer = () => train.sgd(0.5);
  const all = await changes({ optimizer, epochs: 4, groups: [{ layers: /./, factor: 0.1 }] });
  const slow = await changes({ optimizer: () => train.sgd(0.05), epochs: 4 });
  for (const name of Object.keys(slow)) expect(relativeError(all[name]!, slow[name]!, 0.01)).toBeLessThan(1e-4);
});

describe('factor 0', () => {
  const frozen: LearningRateGroup[] = [{ layers: /^(first|norm)$/, factor: 0 }];
  const none = (change: number[]) => change.every((value) => value === 0);

  test('freezes, with batch norm in inference mode and out of the clipped norm', async () => {
    const found = await changes({ groups: frozen }, new BatchNormalization({ name: 'norm' }));
    expect([found.first, found.norm].every((change) => none(change!))).toBe(true);
    expect(none(found.second!) || none(found.last!)).toBe(false);
    const clipped = await changes({ groups: frozen, clip: { norm: 0.01 }, optimizer: () => train.sgd(1) });
    expect(Math.hypot(...clipped.second!, ...clipped.last!)).toBeCloseTo(0.01, 4);
  });

  test('gives every layer and weight its flag back', async () => {
    const model = nestedModel();
    const norm = model.getLayer('norm');
    norm.weights[0]!.trainable = false;
    const flags = () => [
      ...model.layers.map(({ trainable }) => trainable),
      ...model.weights.map((weight) => weight.trainable),
    ];
    const before = flags();
    await fit(model, data, { ...one, groups: frozen });
    expect(flags()).toEqual(before);
    await expect(fit(model, { x: data.x, y: [[1]] }, { ...one, groups: frozen })).rejects.toThrow();
    expect(flags()).toEqual(before);
  });

  test('is refused for all layers together', async () => {
    const failed = changes({ groups: [{ layers: /./, factor: 0 }] });
    await expect(failed).rejects.toThrow(OptionError);
    await expect(failed).rejects.toThrow(/model is "frozen as a whole"/);
  });
});

test('leaves no tensor behind', async () => {
  const model = nestedModel();
  const before = memory().numTensors;
  await fit(model, data, {
    ...one,
    groups: [
      { layers: /first/, factor: 0.5 },
      { layers: /last/, factor: 0 },
    ],
  });
  expect(memory().numTensors).toBe(before);
});

test('layerwiseDecay falls from the last stage to the first', () => {
  const model = nestedModel();
  const factors = (groups: LearningRateGroup[]) =>
    ['first', 'norm', 'second', 'last'].map((name) => {
      const group = groups.find(({ layers }) => (layers as (name: string) => boolean)(name));
      return group?.factor;
    });
  expect(factors(layerwiseDecay(model, 0.5))).toEqual([0.125, 0.25, 0.5, 1]);
  const stageOf = (name: string) => (name === 'last' ? 'head' : 'body');
  expect(factors(layerwiseDecay(model, 0.1, stageOf))).toEqual([0.1, 0.1, 0.1, 1]);
  // As an option they fit: no layer twice, none without.
  expect(resolveGroups(model, layerwiseDecay(model, 0.5)).description).toBe('0.125,0.25,0.5,1');
  for (const decay of [0, -1, 1.1, Number.NaN]) expect(() => layerwiseDecay(model, decay)).toThrow(OptionError);
});

test.each<[LearningRateGroup[], RegExp]>([
  [[{ layers: /first/, factor: -1 }], /groups\[0\].factor is -1/],
  [[{ layers: /first/, factor: Number.NaN }], /groups\[0\].factor is NaN/],
  [
    [
      { layers: /first/, factor: 1 },
      { layers: /^relu$/, factor: 0.1 },
    ],
    /groups\[1\].layers is "\/\^relu\$\/"; expected a match of a layer with weights: first, norm, second, last/,
  ],
  [
    [
      { layers: /first/, factor: 1 },
      { layers: /^f/, factor: 1 },
    ],
    /match of layer first in groups 0 and 1/,
  ],
])('refuses %o', async (groups, message) => {
  await expect(changes({ groups })).rejects.toThrow(OptionError);
  await expect(changes({ groups })).rejects.toThrow(message);
});
