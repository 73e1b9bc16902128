import { mkdir, mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { efficientNet } from '@kium/efficientnet';
import { io, ready, setBackend } from '@tensorflow/tfjs-core';
import { loadLayersModel } from '@tensorflow/tfjs-layers';
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { FolderInUseError, fit, loadModel, ModelCorruptError, ModelNotFoundError, predict, saveModel } from '../src';
import { flatWeights, separableSamples, smallModel } from './models';

let parent: string;
let folder: string;
beforeAll(async () => {
  await setBackend('cpu');
  await ready();
});
beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), 'kium-model-'));
  folder = join(parent, 'deep', 'model');
});
afterEach(() => rm(parent, { recursive: true, force: true }));

test('a trained model comes back with the same weights and scores', async () => {
  const model = smallModel();
  const data = separableSamples(20);
  await fit(model, data, { epochs: 1 });
  await saveModel(model, folder);
  expect((await readdir(folder)).sort()).toEqual(['model.json', 'weights.bin']);
  expect(await readdir(join(parent, 'deep'))).toEqual(['model']);
  const loaded = await loadModel(folder);
  expect(flatWeights(loaded)).toEqual(flatWeights(model));
  expect(await predict(loaded, data.x)).toEqual(await predict(model, data.x));
});

test('an EfficientNet with its own layer classes comes back', async () => {
  const model = efficientNet('b0', { inputShape: [32, 32, 8], classes: 2, widthCoefficient: 0.2, seed: 1 });
  await saveModel(model, folder);
  const loaded = await loadModel(folder);
  expect(flatWeights(loaded)).toEqual(flatWeights(model));
});

test('tfjs in a browser reads the same files', async () => {
  const model = smallModel();
  await saveModel(model, folder);
  const json = JSON.parse(await readFile(join(folder, 'model.json'), 'utf8'));
  expect(json.format).toBe('layers-model');
  // What tf.io.browserHTTPRequest does with the two files it has fetched.
  const artifacts = await io.getModelArtifactsForJSON(json, async (manifest) => {
    const bytes = await readFile(join(folder, manifest[0]!.paths[0]!));
    return [io.getWeightSpecs(manifest), new Uint8Array(bytes).buffer];
  });
  const loaded = await loadLayersModel(io.fromMemory(artifacts));
  expect(flatWeights(loaded)).toEqual(flatWeights(model));
});

test('replaces a model that was saved before', async () => {
  await saveModel(smallModel(4), folder);
  await saveModel(smallModel(6), folder);
  expect((await loadModel(folder)).inputs[0]!.shape).toEqual([null, 6]);
  expect(await readdir(join(parent, 'deep'))).toEqual(['model']);
});

test('does not replace a folder with other files', async () => {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'notes.txt'), 'mine');
  const failed = saveModel(smallModel(), folder);
  await expect(failed).rejects.toThrow(FolderInUseError);
  await expect(failed).rejects.toMatchObject({ found: ['notes.txt'] });
  expect(await readFile(join(folder, 'notes.txt'), 'utf8')).toBe('mine');
});

test('says which file is missing', async () => {
  const failed = loadModel(folder);
  await expect(failed).rejects.toThrow(ModelNotFoundError);
  await expect(failed).rejects.toMatchObject({ path: join(folder, 'model.json') });
  await saveModel(smallModel(), folder);
  await rm(join(folder, 'weights.bin'));
  await expect(loadModel(folder)).rejects.toThrow(/weights\.bin cannot be read/);
});

test('says how many bytes are missing', async () => {
  await saveModel(smallModel(), folder);
  const path = join(folder, 'weights.bin');
  const { length } = await readFile(path);
  await truncate(path, length - 3);
  await expect(loadModel(folder)).rejects.toThrow(`${length - 3} bytes found, ${length} expected`);
});

test.each([
  ['{"modelTopology": {', /not valid JSON/],
  ['{"modelTopology": {}}', /not a tfjs layers model/],
  [
    '{"modelTopology": {"class_name": "Model", "config": {"layers": [{"class_name": "Unheard"}]}}, "weightsManifest": []}',
    /import the package/,
  ],
])('names the fault of %s', async (text, message) => {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'model.json'), text);
  const failed = loadModel(folder);
  await expect(failed).rejects.toThrow(ModelCorruptError);
  await expect(failed).rejects.toThrow(message);
});
