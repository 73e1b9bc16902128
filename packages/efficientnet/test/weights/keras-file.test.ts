import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { loadWeights, WeightsFormatError, WeightsValueError } from '../../src/index';
import { type Hdf5, loadHdf5, memoryFiles } from '../../src/weights/hdf5';
import { weightedLayers } from '../../src/weights/model-weights';
import { expectedWeights, expectScriptWeights, oracleModel, weightFile } from './oracle';

let hdf5: Hdf5;
beforeAll(async () => {
  await tf.setBackend('cpu');
  hdf5 = await loadHdf5();
});

/** An HDF5 file put together by hand. */
function made(write: (file: InstanceType<Hdf5['File']>) => void): Uint8Array {
  const file = new hdf5.File('/made.h5', 'w');
  write(file);
  file.close();
  const { contents, usedBytes } = memoryFiles(hdf5).lookupPath('/made.h5').node;
  return contents.slice(0, usedBytes);
}

type Groups = [layer: string, weights: [path: string, data: Float32Array | Int32Array, shape: number[]][]][];

function keras(groups: Groups, root = (file: InstanceType<Hdf5['File']>): InstanceType<Hdf5['Group']> => file) {
  return made((file) => {
    const parent = root(file);
    const names = groups.map(([name]) => name);
    parent.create_attribute('layer_names', names);
    for (const [layer, weights] of groups) {
      const group = parent.create_group(layer);
      group.create_attribute(
        'weight_names',
        weights.map(([path]) => path),
      );
      for (const [path, data, shape] of weights) {
        const parts = path.split('/');
        let inner = group;
        for (const part of parts.slice(0, -1)) inner = (inner.get(part) as typeof group) ?? inner.create_group(part);
        inner.create_dataset({ name: parts.at(-1)!, data, shape });
      }
    }
  });
}

/** Every weight of the oracle, layer by layer, named by `path`. */
function layersOf(path: (layer: string, kind: string) => string): Groups {
  const values = expectedWeights();
  return weightedLayers(oracleModel()).map(({ name, weights }) => [
    name,
    weights.map((weight) => [path(name, weight.kind), values.get(weight.name)!, [...weight.shape]]),
  ]);
}

test('a model that was saved as a layer of another: one group, and the names in the paths', async () => {
  const weights = layersOf((layer, kind) => `${layer}/${kind}:0`).flatMap(([, weights]) => weights);
  // Keras keeps all trainable ones before the others.
  const isMoving = ([path]: (typeof weights)[number]) => path.includes('/moving_');
  const file = keras([['efficientnet', [...weights.filter((w) => !isMoving(w)), ...weights.filter(isMoving)]]]);
  const model = oracleModel();
  const report = await loadWeights(model, file);
  expect(report.naming).toBe('keras');
  expect(report.loaded.length).toBe(model.weights.length);
  expectScriptWeights(model, 1e-6);
});

test('a file with a user block before it', async () => {
  const file = weightFile('keras.h5');
  const bytes = new Uint8Array(512 + file.length);
  bytes.set(file, 512);
  // "Superblock" of version 0 in the HDF5 File Format Specification. h5py's `userblock_size=512` writes the same.
  const superblock = new DataView(bytes.buffer, 512);
  expect(superblock.getUint8(8)).toBe(0);
  superblock.setBigUint64(24, 512n, true);
  superblock.setBigUint64(40, superblock.getBigUint64(40, true) + 512n, true);
  const model = oracleModel();
  expect((await loadWeights(model, bytes)).loaded.length).toBe(model.weights.length);
  expectScriptWeights(model, 1e-6);
  await expect(loadWeights(model, bytes.subarray(0, -1))).rejects.toThrow(/cut short/);
});

test('the names of Keras 3: no :0, and a depthwise kernel that is called kernel', async () => {
  for (const nested of [false, true]) {
    const groups = layersOf((layer, kind) => `${layer}/${kind.replace('depthwise_', '')}`);
    const one: Groups = [['outer', groups.flatMap(([, weights]) => weights)]];
    const model = oracleModel();
    await loadWeights(
      model,
      keras(nested ? one : groups, (file) => file.create_group('model_weights')),
    );
    expectScriptWeights(model, 1e-6);
  }
});

test('weights whose names do not say which they are go by their order within the layer', async () => {
  const model = oracleModel();
  const groups = layersOf((_, kind) => `param/${kind}`).map(([layer, weights]): Groups[number] => [
    layer,
    weights.map(([, data, shape], i) => [`variable_${i}`, data, shape]),
  ]);
  await loadWeights(model, keras(groups));
  expectScriptWeights(model, 1e-6);
});

test('the depthwise layers of keras.applications V2', async () => {
  const model = oracleModel();
  const groups = layersOf((layer, kind) => `${layer}/${kind}:0`).map(([layer, weights]): Groups[number] => [
    layer.replace('_dwconv', '_dwconv2'),
    weights,
  ]);
  await loadWeights(model, keras(groups));
  expectScriptWeights(model, 1e-6);
});

describe('HDF5 that is no weight file', () => {
  test.each<[string, () => Uint8Array, RegExp]>([
    ['of Keras 3', () => made((file) => file.create_group('layers')), /Keras 3.*model\.save\('model\.h5'\)/],
    ['of something else', () => made((file) => file.create_group('volumes')), /holds volumes.*save_weights/],
    ['empty', () => made(() => {}), /holds nothing/],
  ])('%s', async (_, file, message) => {
    const failed = loadWeights(oracleModel(), file());
    await expect(failed).rejects.toThrow(WeightsFormatError);
    await expect(failed).rejects.toThrow(message);
  });

  test('a layer or weight that is announced and missing', async () => {
    const noLayer = made((file) => file.create_attribute('layer_names', ['stem_conv']));
    await expect(loadWeights(oracleModel(), noLayer)).rejects.toThrow(/layer stem_conv is announced and has no group/);
    const noWeight = made((file) => {
      file.create_attribute('layer_names', ['stem_conv']);
      file.create_group('stem_conv').create_attribute('weight_names', ['stem_conv/kernel:0']);
    });
    await expect(loadWeights(oracleModel(), noWeight)).rejects.toThrow(/weight stem_conv\/kernel:0 .* is missing/);
  });

  test('integers', async () => {
    const groups = layersOf((layer, kind) => `${layer}/${kind}:0`);
    const [path, data, shape] = groups[1]![1][0]!;
    groups[1]![1][0] = [path, new Int32Array(data.length), shape];
    const failed = loadWeights(oracleModel(), keras(groups));
    await expect(failed).rejects.toThrow(WeightsValueError);
    await expect(failed).rejects.toThrow(/stem_bn\/gamma:0 of layer stem_bn is of type <i \(HDF5\)/);
  });
});
