import '@tensorflow/tfjs-backend-cpu';
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { saveWeights } from '../../src/index';
import { modelLayers } from '../../src/weights/model-weights';
import { relativeError, waveTensor } from '../wave';
import { fixture, oracleModel, weightsOf } from './oracle';

const SCRIPT = fileURLToPath(new URL('../../../../scripts/oracles/read-weights.py', import.meta.url));
const PYTHON = '/usr/bin/python3';

/** Whether the Python of the system has these modules. */
function has(modules: string): boolean {
  try {
    execFileSync(PYTHON, ['-c', `import ${modules}`], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
const read = (kind: string, path: string) =>
  JSON.parse(execFileSync(PYTHON, ['-B', SCRIPT, kind, path], { encoding: 'utf8' }));

const withH5py = has('h5py');
const withTorch = has('h5py, torch, torchvision');
let folder: string;
beforeAll(async () => {
  await tf.setBackend('cpu');
  folder = mkdtempSync(join(tmpdir(), 'kium-python-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const noH5py = withH5py ? '' : ` (skipped: ${PYTHON} has no h5py)`;
test.skipIf(!withH5py)(`h5py reads our .h5 as Keras would: layers, names, shapes, every bit${noH5py}`, async () => {
  const model = oracleModel();
  const path = join(folder, 'w.h5');
  await saveWeights(model, path, { format: 'keras' });
  const found = read('keras', path);
  expect(found.attributes).toEqual({ backend: 'tensorflow', keras_version: '2.15.0' });
  const values = weightsOf(model);
  const expected = modelLayers(model).map(({ name, weights }) => ({
    name,
    weights: weights.map((weight) => ({
      name: `${weight.name}:0`,
      shape: weight.shape,
      dtype: 'float32',
      sha256: createHash('sha256')
        .update(new Uint8Array(values.get(weight.name)!.buffer))
        .digest('hex'),
    })),
  }));
  expect(found.layers).toEqual(expected);
});

test.skipIf(!withH5py)(`h5py reads our split attributes as Keras would${noH5py}`, async () => {
  const long = 'l'.repeat(30_000);
  const names = ['a', 'b', 'c', 'd', 'e'].map((end) => long + end);
  const model = tfl.sequential({
    layers: names.map((name) => tfl.layers.dense({ units: 2, name, inputShape: [2] })),
  });
  const path = join(folder, 'split.h5');
  await saveWeights(model, path, { format: 'keras' });
  const found = read('keras', path) as { layers: { name: string; weights: { name: string }[] }[] };
  const layers = found.layers.filter(({ weights }) => weights.length > 0);
  expect(layers.map(({ name }) => name)).toEqual(names);
  expect(layers[4]!.weights.map(({ name }) => name)).toEqual([`${names[4]}/kernel:0`, `${names[4]}/bias:0`]);
});

const noTorch = withTorch ? '' : ` (skipped: ${PYTHON} has no torchvision)`;
test.skipIf(!withTorch)(`torchvision loads our safetensors, strictly, and computes what we do${noTorch}`, async () => {
  const model = oracleModel({ padding: 'symmetric', batchNormEpsilon: 1e-5 });
  const path = join(folder, 'w.safetensors');
  await saveWeights(model, path, { format: 'safetensors', naming: 'torchvision' });
  const { outputs } = read('torchvision', path) as { outputs: number[][] };
  const x = waveTensor([fixture.batch, ...fixture.inputShape], 0.5);
  const ours = (model.predict(x) as tf.Tensor).dataSync();
  expect(relativeError(ours, outputs.flat())).toBeLessThan(1e-4);
});
