import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, test } from 'vitest';
import { efficientNet, features, loadWeights, multiViewEfficientNet, RecomputingModel } from '../../src/index';
import {
  expectedWeights,
  expectScriptWeights,
  type FILES,
  fixture,
  ORACLE,
  ORACLE_OPTIONS,
  oracleModel,
  outputError,
  weightFile,
  weightsOf,
} from './oracle';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

/** Half of the bits of float16 and bfloat16 are gone. */
const HALF = 2 ** -8;
const NAMINGS = { 'keras.h5': 'keras', 'qubvel.h5': 'keras', 'torchvision.safetensors': 'torchvision' } as const;
const TORCH = { padding: 'symmetric', batchNormEpsilon: 1e-5 } as const;

describe.each(Object.entries(NAMINGS))('%s', (name, naming) => {
  test('loads every weight, and the model gives the numbers of PyTorch', async () => {
    const model = oracleModel();
    const report = await loadWeights(model, weightFile(name as (typeof FILES)[number]));
    expect(report.naming).toBe(naming);
    expect(report.format).toBe(name.endsWith('h5') ? 'keras' : 'safetensors');
    expect(report.loaded.map((weight) => weight.name).sort()).toEqual(fixture.weights.map(([name]) => name).sort());
    expect(report.adapted).toEqual([]);
    expectScriptWeights(model, 1e-6);
    expect(outputError(model, 'same')).toBeLessThan(1e-5);
  });

  test('with the padding and ε of torchvision it gives the other numbers of PyTorch', async () => {
    const model = oracleModel(TORCH);
    await loadWeights(model, weightFile(name as (typeof FILES)[number]));
    expect(outputError(model, 'symmetric')).toBeLessThan(1e-5);
    expect(outputError(model, 'same')).toBeGreaterThan(1e-3);
  });
});

test('timm.safetensors, half in float16 and half in bfloat16, loads as far as these types go', async () => {
  const model = oracleModel();
  const report = await loadWeights(model, weightFile('timm.safetensors'));
  expect(report.naming).toBe('timm');
  expect(report.loaded.length).toBe(fixture.weights.length);
  expect(report.skipped).toEqual([]);
  expectScriptWeights(model, HALF);
});

test('order.h5, float64 with names that say nothing and without top, loads by order', async () => {
  const model = oracleModel({ includeTop: false, pooling: 'avg' });
  const report = await loadWeights(model, weightFile('order.h5'));
  expect(report.naming).toBe('order');
  expect(report.loaded.length).toBe(fixture.weights.length - 2);
  expect(report.loaded.find(({ name }) => name === 'stem_conv/kernel')!.file).toBe('conv2d/kernel:0');
  expectScriptWeights(model, 1e-6);
});

test("the normalisation layer of keras.applications is skipped, and reported with its weights' shapes and what it does", async () => {
  const { normalization, skipped } = await loadWeights(oracleModel(), weightFile('keras.h5'));
  expect(skipped).toEqual([
    { name: 'normalization/mean:0', file: [3], reason: 'input normalisation' },
    { name: 'normalization/variance:0', file: [3], reason: 'input normalisation' },
    { name: 'normalization/count:0', file: [], reason: 'input normalisation' },
  ]);
  expect(normalization!.mean).toEqual([0.485, 0.456, 0.406].map(Math.fround));
  expect(normalization!.variance[0]).toBeCloseTo(0.229 ** 2, 7);
  expect((await loadWeights(oracleModel(), weightFile('qubvel.h5'))).normalization).toBeUndefined();
});

test('the report names each weight in model and file', async () => {
  const { loaded } = await loadWeights(oracleModel(), weightFile('torchvision.safetensors'));
  expect(loaded[0]).toEqual({ name: 'stem_conv/kernel', file: 'features.0.0.weight', shape: [3, 3, 3, 8] });
  expect(loaded.find(({ name }) => name === 'block4b_se_expand/bias')!.file).toBe('features.4.1.block.2.fc2.bias');
});

describe('models other than the plain one', () => {
  test.each(['keras.h5', 'torchvision.safetensors'] as const)(
    'without top, from %s: the top is skipped',
    async (file) => {
      const model = oracleModel({ includeTop: false });
      const report = await loadWeights(model, weightFile(file));
      expect(report.loaded.length).toBe(fixture.weights.length - 2);
      const skipped = report.skipped.filter(({ reason }) => reason !== 'input normalisation');
      expect(skipped.map(({ name, reason }) => [name, reason])).toEqual(
        file === 'keras.h5'
          ? [
              ['predictions/kernel:0', 'only in file'],
              ['predictions/bias:0', 'only in file'],
            ]
          : [
              ['classifier.1.weight', 'only in file'],
              ['classifier.1.bias', 'only in file'],
            ],
      );
      expectScriptWeights(model, 1e-6);
    },
  );

  test('cut short: what follows its last layer is skipped', async () => {
    const whole = oracleModel();
    const model = tfl.model({ inputs: whole.inputs, outputs: whole.getLayer('block3a_project_bn').output });
    for (const file of ['keras.h5', 'torchvision.safetensors', 'timm.safetensors'] as const) {
      const report = await loadWeights(model, weightFile(file));
      expect(report.loaded.length).toBe(model.weights.length);
      expect(report.skipped.length).toBeGreaterThan(20);
      expectScriptWeights(model, HALF);
    }
  });

  test('another number of classes: an error, or with skipMismatch the classifier stays', async () => {
    const model = oracleModel({ classes: 7 });
    const before = weightsOf(model);
    const report = await loadWeights(model, weightFile('keras.h5'), { skipMismatch: true });
    expect(report.skipped.filter(({ reason }) => reason === 'other shape')).toEqual([
      { name: 'predictions/kernel', model: [32, 7], file: [32, 4], reason: 'other shape' },
      { name: 'predictions/bias', model: [7], file: [4], reason: 'other shape' },
    ]);
    const after = weightsOf(model);
    expect(after.get('predictions/kernel')).toEqual(before.get('predictions/kernel'));
    expect(after.get('top_conv/kernel')).not.toEqual(before.get('top_conv/kernel'));
  });

  test('a layer takes all of its weights or none', async () => {
    // The bias alone would fit.
    const head = tfl.layers.dense({ units: fixture.classes, name: 'predictions' });
    const wide = tfl.layers.concatenate({ name: 'twice' });
    const base = oracleModel({ includeTop: false, pooling: 'avg' });
    const x = base.outputs[0]!;
    const custom = tfl.model({
      inputs: base.inputs,
      outputs: head.apply(wide.apply([x, x]) as tfl.SymbolicTensor) as tfl.SymbolicTensor,
    });
    const bias = weightsOf(custom).get('predictions/bias');
    const { skipped } = await loadWeights(custom, weightFile('torchvision.safetensors'), { skipMismatch: true });
    expect(skipped).toEqual([
      { name: 'predictions/kernel', model: [64, 4], file: [32, 4], reason: 'other shape' },
      { name: 'predictions/bias', model: [4], file: [4], reason: 'layer differs' },
    ]);
    expect(weightsOf(custom).get('predictions/bias')).toEqual(bias);
  });

  test('a head of its own, and a model within a model', async () => {
    const base = oracleModel({ includeTop: false, pooling: 'avg' });
    const x = tfl.input({ shape: [32, 32, 3] });
    const y = tfl.layers.dense({ units: 2, name: 'my_head' }).apply(base.apply(x)) as tfl.SymbolicTensor;
    const model = tfl.model({ inputs: x, outputs: y });
    const file = weightFile('keras.h5');
    await expect(loadWeights(model, file)).rejects.toThrow(
      /my_head\/kernel: \[32,2\] in the model, missing in the file/,
    );
    const report = await loadWeights(model, file, { skipMismatch: true });
    expect(report.skipped.filter(({ reason }) => reason === 'only in model').map(({ name }) => name)).toEqual([
      'my_head/kernel',
      'my_head/bias',
    ]);
    expectScriptWeights(base, 1e-6);
  });

  test('a recomputing model, and one cut into features', async () => {
    const model = oracleModel({ recompute: true });
    expect(model).toBeInstanceOf(RecomputingModel);
    await loadWeights(model, weightFile('keras.h5'));
    expect(outputError(model, 'same')).toBeLessThan(1e-5);
    const cut = features(oracleModel());
    await loadWeights(cut, weightFile('keras.h5'));
    expectScriptWeights(cut, 1e-6);
  });

  test('the shared encoder of a multi-view model', async () => {
    const model = multiViewEfficientNet(ORACLE, {
      ...ORACLE_OPTIONS,
      inputShape: [32, 32, 6],
      views: 2,
      fusion: 'mean',
    });
    const report = await loadWeights(model, weightFile('keras.h5'));
    expect(report.adapted).toEqual([]);
    expectScriptWeights(model, 1e-6);
  });

  test('frozen layers are loaded too', async () => {
    const model = oracleModel();
    for (const layer of model.layers) layer.trainable = false;
    await loadWeights(model, weightFile('keras.h5'));
    expectScriptWeights(model, 1e-6);
  });
});

test('names with a prefix of a wrapper are known', async () => {
  const { encodeSafetensors, readSafetensors } = await import('@kium/safetensors');
  const { tensors } = readSafetensors(weightFile('torchvision.safetensors'));
  const wrapped = [...tensors.values()].map(({ name, dtype, shape, bytes }) => ({
    name: `module.${name}`,
    dtype,
    shape,
    data: bytes,
  }));
  const model = oracleModel();
  const report = await loadWeights(model, Buffer.concat(encodeSafetensors(wrapped)));
  expect(report.naming).toBe('torchvision');
  expect(report.loaded[0]!.file).toBe('module.features.0.0.weight');
  expectScriptWeights(model, 1e-6);
});

test('no tensor is left over, and neither the file nor its buffer is kept or changed', async () => {
  const model = oracleModel();
  for (const name of ['keras.h5', 'torchvision.safetensors'] as const) {
    const file = weightFile(name);
    const copy = file.slice();
    const { numTensors, numDataBuffers } = tf.memory();
    for (let i = 0; i < 3; i++) await loadWeights(model, file);
    expect(tf.memory()).toMatchObject({ numTensors, numDataBuffers });
    expect(Buffer.compare(file, copy)).toBe(0);
    file.fill(0);
    expectScriptWeights(model, 1e-6);
  }
});

test('bytes in the middle of a buffer', async () => {
  const model = oracleModel();
  for (const name of ['keras.h5', 'torchvision.safetensors'] as const) {
    const file = weightFile(name);
    const within = new Uint8Array(file.length + 10);
    within.set(file, 3);
    await loadWeights(model, within.subarray(3, 3 + file.length));
    expectScriptWeights(model, 1e-6);
  }
});

test('a stem for another number of channels is adapted, unless that is turned off', async () => {
  const model = efficientNet(ORACLE, { ...ORACLE_OPTIONS, inputShape: [32, 32, 8] });
  for (const name of ['keras.h5', 'torchvision.safetensors'] as const) {
    const refused = loadWeights(model, weightFile(name), { adaptStem: false });
    await expect(refused).rejects.toThrow('stem_conv/kernel: [3,3,8,8] in the model, [3,3,3,8] in the file');
    const { adapted, loaded } = await loadWeights(model, weightFile(name));
    expect(adapted).toMatchObject([
      { name: 'stem_conv/kernel', shape: [3, 3, 8, 8], fileShape: [3, 3, 3, 8], rule: 'repeated and scaled' },
    ]);
    expect(loaded.length).toBe(fixture.weights.length - 1);
    const kernel = weightsOf(model).get('stem_conv/kernel')!;
    const colours = expectedWeights().get('stem_conv/kernel')!;
    // Channel 7 is green again.
    expect(kernel[7 * 8 + 2]! / (colours[1 * 8 + 2]! * (3 / 8))).toBeCloseTo(1, 6);
  }
});
