import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import type * as tfl from '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  BatchNormalization,
  Dropout,
  type EfficientNetOptions,
  efficientNet,
  RecomputingModel,
  StochasticDepth,
  TORCHVISION,
  VARIANTS,
  type Variant,
} from '../src/index';
import { TINY, TINY_OPTIONS } from './tiny';
import { relativeError, waveTensor } from './wave';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

const tiny = (options: EfficientNetOptions = {}) => efficientNet(TINY, { ...TINY_OPTIONS, ...options });
const layersOf = <Layer extends tfl.layers.Layer>(model: tfl.LayersModel, kind: new (...args: never[]) => Layer) =>
  model.layers.filter((layer): layer is Layer => layer instanceof kind);

function scores(options: EfficientNetOptions, size = 32): Float32Array {
  const model = tiny({ ...options, inputShape: [size, size, 2], classifierActivation: null });
  return (model.predict(waveTensor([2, size, size, 2], 0.1)) as tf.Tensor).dataSync() as Float32Array;
}

describe('padding', () => {
  test("'symmetric' gives other numbers at even sizes, 'same' is the default", () => {
    expect(scores({})).toEqual(scores({ padding: 'same' }));
    expect(relativeError(scores({ padding: 'symmetric' }), scores({}))).toBeGreaterThan(0.01);
  });

  test('at odd sizes all through the network, both are the same', () => {
    // 33 → 17 → 9
    expect(relativeError(scores({ padding: 'symmetric' }, 33), scores({}, 33))).toBeLessThan(1e-6);
  });

  test('reaches each convolution that is larger than a pixel, and their configurations', () => {
    const config = { ...VARIANTS['v2-s'], widthCoefficient: 0.1 };
    const model = efficientNet(config, { padding: 'symmetric', inputShape: [32, 32, 1], classes: 1 });
    const configs = model.layers.map((layer) => layer.getConfig() as { kernelSize?: number[]; padding?: string });
    const paddings = configs.filter(({ kernelSize }) => (kernelSize?.[0] ?? 1) > 1).map(({ padding }) => padding);
    expect(paddings).toHaveLength(41);
    expect(new Set(paddings)).toEqual(new Set(['symmetric']));
    model.dispose();
  });
});

describe('batch norms', () => {
  const norms = (variant: Variant, options: EfficientNetOptions = {}) => {
    const model = efficientNet(
      { ...VARIANTS[variant], widthCoefficient: 0.1 },
      { inputShape: [32, 32, 1], ...options },
    );
    const constants = layersOf(model, BatchNormalization).map(({ epsilon, momentum }) => `${epsilon} ${momentum}`);
    model.dispose();
    return [...new Set(constants)];
  };

  test("have Keras's constants by default", () => {
    expect(norms('b0')).toEqual(['0.001 0.99']);
    expect(norms('lite0')).toEqual(['0.001 0.99']);
    expect(norms('v2-s')).toEqual(['0.001 0.9']);
  });

  test("or torchvision's", () => {
    expect(norms('b4', TORCHVISION.b4)).toEqual(['0.00001 0.9']);
    expect(norms('b5', TORCHVISION.b5)).toEqual(['0.001 0.99']);
    expect(norms('v2-s', TORCHVISION['v2-s'])).toEqual(['0.001 0.9']);
  });

  test('or those of the options', () => {
    expect(norms('v2-s', { batchNormEpsilon: 0.5, batchNormMomentum: 0.25 })).toEqual(['0.5 0.25']);
  });

  test('epsilon changes the scores', () => {
    expect(relativeError(scores({ batchNormEpsilon: 0.1 }), scores({}))).toBeGreaterThan(0.01);
  });

  test('momentum is the weight of the old statistics', () => {
    const x = waveTensor([2, 32, 32, 2], 0.1);
    const moved = (batchNormMomentum: number) => {
      const model = tiny({ batchNormMomentum });
      model.apply(x, { training: true });
      return model.getLayer('stem_bn').getWeights()[2]!.dataSync();
    };
    const [all, quarter] = [moved(0), moved(0.75)];
    expect(
      relativeError(
        Array.from(quarter, (value) => 4 * value),
        all,
      ),
    ).toBeLessThan(1e-5);
  });
});

test('dropout has the given rate, or that of the variant', () => {
  const rates = (model: tfl.LayersModel) => layersOf(model, Dropout).map(({ rate }) => rate);
  expect(rates(tiny({ dropoutRate: 0.35 }))).toEqual([0.35]);
  expect(rates(efficientNet('lite2', { inputShape: [32, 32, 1], classes: 1 }))).toEqual([0.3]);
});

test('stochastic depth grows up to the given rate', () => {
  const rates = layersOf(tiny({ dropConnectRate: 0.4 }), StochasticDepth).map(({ rate }) => rate);
  // Blocks 1 and 3 of four have a residual connection.
  expect(rates.map((rate) => rate.toFixed(3))).toEqual(['0.100', '0.300']);
});

test('the name is that of the options, of the configuration, or of the variant', () => {
  expect(tiny({ name: 'mine' }).name).toBe('mine');
  expect(tiny().name).toBe('tiny');
  expect(efficientNet({ ...TINY, name: undefined } as never, TINY_OPTIONS).name).toBe('efficientnet');
  const named = (variant: Variant) => efficientNet(variant, { inputShape: [32, 32, 1], includeTop: false }).name;
  expect((['b0', 'lite1', 'v2-s'] as const).map(named)).toEqual([
    'efficientnetb0',
    'efficientnetlite1',
    'efficientnetv2-s',
  ]);
});

test('recompute makes a RecomputingModel', () => {
  expect(tiny({ recompute: true })).toBeInstanceOf(RecomputingModel);
  expect(tiny()).not.toBeInstanceOf(RecomputingModel);
});
