import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import {
  type EfficientNetOptions,
  efficientNet,
  InputShapeError,
  InvalidOptionError,
  StochasticDepth,
  UnknownVariantError,
  VARIANTS,
  type Variant,
} from '../src/index';
import { TINY, TINY_OPTIONS } from './tiny';
import { waveTensor } from './wave';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

const tiny = (options: EfficientNetOptions = {}) => efficientNet(TINY, { ...TINY_OPTIONS, ...options });

function values(model: tfl.LayersModel): number[][] {
  return model.getWeights().map((weight) => [...weight.dataSync()]);
}

describe('structure', () => {
  test("B0 has keras.applications' layer names in order", () => {
    const model = efficientNet('b0', { inputShape: [64, 64, 8], classes: 2 });
    const names = model.layers.map((layer) => layer.name);
    expect(model.name).toBe('efficientnetb0');
    expect(names.slice(0, 11)).toEqual([
      'input',
      'stem_conv',
      'stem_bn',
      'block1a_dwconv',
      'block1a_bn',
      'block1a_se_squeeze',
      'block1a_se_reshape',
      'block1a_se_reduce',
      'block1a_se_expand',
      'block1a_project_conv',
      'block1a_project_bn',
    ]);
    const block = ['expand_conv', 'expand_bn', 'dwconv', 'bn', 'se_squeeze', 'se_reshape', 'se_reduce', 'se_expand'];
    const rest = ['project_conv', 'project_bn', 'drop', 'add'];
    expect(names.filter((name) => name.startsWith('block2b_'))).toEqual(
      [...block, ...rest].map((name) => `block2b_${name}`),
    );
    expect(names.slice(-5)).toEqual(['top_conv', 'top_bn', 'avg_pool', 'top_dropout', 'predictions']);
    expect(names.filter((name) => name.endsWith('dwconv'))).toHaveLength(16);
  });

  test('stochastic depth grows by 0.2 / blocks a block and acts on residual blocks only', () => {
    const model = efficientNet('b0', { inputShape: [32, 32, 1], classes: 1 });
    const rates = model.layers
      .filter((layer) => layer instanceof StochasticDepth)
      .map((layer) => [layer.name, layer.rate * (16 / 0.2)] as const);
    // Blocks 0 … 15: 1a 2ab 3ab 4abc 5abc 6abcd 7a.
    expect(rates.map(([name, index]) => [name, Math.round(index * 1e6) / 1e6])).toEqual([
      ['block2b_drop', 2],
      ['block3b_drop', 4],
      ['block4b_drop', 6],
      ['block4c_drop', 7],
      ['block5b_drop', 9],
      ['block5c_drop', 10],
      ['block6b_drop', 12],
      ['block6c_drop', 13],
      ['block6d_drop', 14],
    ]);
  });

  test.each([
    [{}, [null, 3]],
    [{ includeTop: false }, [null, 8, 8, 32]],
    [{ includeTop: false, pooling: 'avg' }, [null, 32]],
    [{ includeTop: false, pooling: 'max' }, [null, 32]],
    [{ pooling: 'max' }, [null, 3]],
    [{ inputShape: [33, 70, 5] }, [null, 3]],
  ] as [EfficientNetOptions, (number | null)[]][])('%o gives outputs %o', (options, shape) => {
    expect(tiny(options).outputShape).toEqual(shape);
  });

  test('the input is the resolution of the variant and three channels by default', () => {
    expect(efficientNet('b0', { includeTop: false }).inputs[0]!.shape).toEqual([null, 224, 224, 3]);
    expect(Object.keys(VARIANTS)).toHaveLength(14);
  });

  test('rates of zero leave the layers out', () => {
    const names = tiny({ dropoutRate: 0, dropConnectRate: 0 }).layers.map((layer) => layer.name);
    expect(names.filter((name) => name.endsWith('drop') || name === 'top_dropout')).toEqual([]);
  });

  test('coefficients in the options replace those of the variant', () => {
    const model = efficientNet('b0', { ...TINY_OPTIONS, widthCoefficient: 0.25, depthCoefficient: 2 });
    expect(model.getLayer('stem_conv').outputShape).toEqual([null, 16, 16, 8]);
    expect(model.getLayer('block7b_add')).toBeDefined();
  });
});

describe('classifierActivation', () => {
  const x = waveTensor([2, 32, 32, 2], 0.1);
  const scores = (classifierActivation: EfficientNetOptions['classifierActivation']) =>
    (tiny({ classifierActivation }).predict(x) as tf.Tensor2D).arraySync();
  const logits = scores(null);

  test('null and linear give logits', () => expect(scores('linear')).toEqual(logits));
  test('sigmoid', () => {
    expect(scores('sigmoid')[0]![0]).toBeCloseTo(1 / (1 + Math.exp(-logits[0]![0]!)), 5);
  });
  test('softmax is the default', () => {
    const [row] = scores(undefined);
    expect(row!.reduce((a, b) => a + b)).toBeCloseTo(1, 5);
  });
});

describe('seed', () => {
  test('decides the initial weights; 0 is a seed like others, and the default', () => {
    expect(values(tiny({ seed: 0 }))).toEqual(values(tiny({ seed: 0 })));
    expect(values(tiny({ seed: undefined }))).toEqual(values(tiny({ seed: 0 })));
    expect(values(tiny({ seed: 1 }))).not.toEqual(values(tiny({ seed: 0 })));
  });

  test('no two layers share their random numbers', () => {
    const model = tiny();
    const kernel = (name: string) => [...model.getLayer(name).getWeights()[0]!.dataSync().slice(0, 4)];
    expect(kernel('block1a_dwconv')).not.toEqual(kernel('block1b_dwconv'));
  });
});

test('initial weights have the variances of the reference implementation', () => {
  const model = efficientNet('b0', { inputShape: [32, 32, 8], classes: 21 });
  const deviation = (name: string) => {
    const { mean, variance } = tf.moments(model.getLayer(name).getWeights()[0]!);
    expect(Math.abs(mean.dataSync()[0]!)).toBeLessThan(0.1 * Math.sqrt(variance.dataSync()[0]!));
    return Math.sqrt(variance.dataSync()[0]!);
  };
  expect(deviation('stem_conv') / Math.sqrt(2 / (9 * 32))).toBeCloseTo(1, 1);
  expect(deviation('block6d_dwconv') / Math.sqrt(2 / 25)).toBeCloseTo(1, 1);
  expect(deviation('top_conv') / Math.sqrt(2 / 1280)).toBeCloseTo(1, 2);
  const [kernel, bias] = model.getLayer('predictions').getWeights();
  const largest = tf.max(tf.abs(kernel!)).dataSync()[0]!;
  expect(largest).toBeLessThanOrEqual(1 / Math.sqrt(21));
  expect(largest).toBeGreaterThan(0.99 / Math.sqrt(21));
  expect(tf.max(tf.abs(bias!)).dataSync()[0]).toBe(0);
});

test('the classifier starts in the range that its initializer names', () => {
  const largest = (classifierInitializer: EfficientNetOptions['classifierInitializer']) => {
    const layer = tiny({ classifierInitializer }).getLayer('predictions');
    return tf.max(tf.abs(layer.getWeights()[0]!)).arraySync() as number;
  };
  const [features, classes] = tiny().getLayer('predictions').getWeights()[0]!.shape as [number, number];
  const limits = { reference: 1 / Math.sqrt(classes), glorot: Math.sqrt(6 / (features + classes)) };
  for (const kind of ['reference', 'glorot'] as const) {
    expect(largest(kind)).toBeLessThan(limits[kind]);
    expect(largest(kind)).toBeGreaterThan(0.8 * limits[kind]);
  }
});

test('two models in one process carry the same names', () => {
  const [a, b] = [tiny(), tiny()];
  expect(b.layers.map((layer) => layer.name)).toEqual(a.layers.map((layer) => layer.name));
  const names = (model: tfl.LayersModel) => model.weights.map((weight) => weight.originalName);
  expect(names(b)).toEqual(names(a));
});

describe('serialisation', () => {
  test('a model comes back from its JSON, and with its weights gives the same scores', async () => {
    const model = tiny();
    const copy = await tfl.models.modelFromJSON({ modelTopology: JSON.parse(model.toJSON() as unknown as string) });
    copy.setWeights(model.getWeights());
    const x = waveTensor([2, 32, 32, 2], 0.3);
    expect((copy.predict(x) as tf.Tensor).dataSync()).toEqual((model.predict(x) as tf.Tensor).dataSync());
    expect(copy.layers.map((layer) => layer.getConfig())).toEqual(model.layers.map((layer) => layer.getConfig()));
  });

  test('a second copy of the package registers its layers without complaint', async () => {
    vi.resetModules();
    const second = await import('../src/index');
    expect(second.BatchNormalization.className).toBe('KiumBatchNormalization');
  });
});

describe('bad options', () => {
  test('an unknown variant', () => {
    expect(() => efficientNet('b8' as Variant)).toThrow(UnknownVariantError);
    expect(() => efficientNet('b8' as Variant)).toThrow('b0, b1');
    expect(() => efficientNet('toString' as Variant)).toThrow(UnknownVariantError);
    for (const nothing of [undefined, null, 0]) {
      expect(() => efficientNet(nothing as unknown as Variant)).toThrow(UnknownVariantError);
    }
  });

  test.each([
    [[31, 64, 3]],
    [[64, 31, 3]],
    [[64, 64, 0]],
    [[64, 64]],
    [[64.5, 64, 3]],
    [[null, null, 3]],
    [[64, 64, -1]],
  ])('input shape %o', (shape) => {
    const build = () => tiny({ inputShape: shape as unknown as [number, number, number] });
    expect(build).toThrow(InputShapeError);
    expect(build).toThrow(`[${shape.join(', ')}]`);
  });

  test.each([
    ['classes', 0],
    ['classes', 2.5],
    ['dropoutRate', 1],
    ['dropConnectRate', -0.1],
    ['widthCoefficient', 0],
    ['depthCoefficient', Number.POSITIVE_INFINITY],
    ['batchNormMomentum', 1.1],
    ['batchNormEpsilon', 0],
    ['seed', 0.5],
    ['seed', '1'],
    ['padding', 'valid'],
    ['padding', 1],
    ['includeTop', 'yes'],
    ['recompute', 1],
    ['name', ''],
    ['name', 5],
    ['pooling', 'sum'],
    ['classifierActivation', 'tanh'],
    ['classifierInitializer', 'zeros'],
  ])('%s %o', (option, value) => {
    const build = () => tiny({ [option]: value });
    expect(build).toThrow(InvalidOptionError);
    expect(build).toThrow(`Option ${option} is`);
  });
});
