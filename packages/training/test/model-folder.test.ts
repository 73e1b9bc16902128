import { mkdir, mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { io, ready, serialization, setBackend } from '@tensorflow/tfjs-core';
import { loadLayersModel } from '@tensorflow/tfjs-layers';
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import {
  FolderInUseError,
  fit,
  loadModel,
  ModelCorruptError,
  ModelNotFoundError,
  OptionError,
  predict,
  saveModel,
  UnknownLayerError,
} from '../src';
import { batchFor, bitsOf, classesOf, customModels, scoresOf } from './custom-models';
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

test.each(Object.entries(customModels()))(
  '%s comes back from its folder: classes, configurations, weights and scores',
  async (_, build) => {
    const model = build();
    model.compile({ loss: 'binaryCrossentropy', optimizer: 'adam' });
    await model.trainOnBatch(...batchFor(model));
    await saveModel(model, folder);
    const loaded = await loadModel(folder);
    expect(loaded.constructor).toBe(model.constructor);
    expect(loaded.layers.map((layer) => [layer.constructor, layer.getConfig()])).toEqual(
      model.layers.map((layer) => [layer.constructor, layer.getConfig()]),
    );
    expect(bitsOf(loaded)).toEqual(bitsOf(model));
    const [x] = batchFor(model);
    expect(scoresOf(loaded, x)).toEqual(scoresOf(model, x));
    // What comes next is the same, too: the masks of a new model and of a loaded one begin at their first step.
    loaded.compile({ loss: 'binaryCrossentropy', optimizer: 'sgd' });
    const again = await loadModel(folder);
    again.compile({ loss: 'binaryCrossentropy', optimizer: 'sgd' });
    for (const each of [loaded, again]) await each.trainOnBatch(...batchFor(model));
    expect(bitsOf(again)).toEqual(bitsOf(loaded));
  },
);

test('the models above use every layer class that @kium/efficientnet registers', () => {
  const { classNameMap } = serialization.SerializationMap.getMap();
  const used = new Set(Object.values(customModels()).flatMap((build) => classesOf(build())));
  expect([...used].filter((name) => name.startsWith('Kium')).sort()).toEqual(
    Object.keys(classNameMap)
      .filter((name) => name.startsWith('Kium'))
      .sort(),
  );
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
  ['', /not valid JSON/],
  ['[]', /not a tfjs layers model/],
  ['{"modelTopology": {}}', /not a tfjs layers model/],
  ['{"format": "graph-model", "modelTopology": {}, "weightsManifest": []}', /loadGraphModel/],
  [
    '{"modelTopology": {}, "weightsManifest": [{"paths": "weights.bin", "weights": []}]}',
    /weightsManifest\[0\] has no/,
  ],
  [
    '{"modelTopology": {}, "weightsManifest": [{"paths": [], "weights": [{"name": "a", "shape": [2, -1], "dtype": "float32"}]}]}',
    /weights\[0\] is .*not a name, shape and dtype/,
  ],
  [
    '{"modelTopology": {}, "weightsManifest": [{"paths": [], "weights": [{"name": "a", "shape": [2], "dtype": "float8"}]}]}',
    /float8/,
  ],
  ['{"modelTopology": {"class_name": "Model", "config": {}}, "weightsManifest": []}', /cannot be built/],
])('names the fault of %s', async (text, message) => {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'model.json'), text);
  const failed = loadModel(folder);
  await expect(failed).rejects.toThrow(ModelCorruptError);
  await expect(failed).rejects.toThrow(message);
});

test('names every layer class that is not registered, wherever it is', async () => {
  await saveModel(smallModel(), folder);
  const path = join(folder, 'model.json');
  const json = JSON.parse(await readFile(path, 'utf8'));
  const { layers } = json.modelTopology.config;
  layers[0].class_name = 'KiumUnheard';
  layers.push({ class_name: 'TimeDistributed', config: { layer: { class_name: 'Wrapped', config: {} } } });
  layers.push({ class_name: 'Sequential', config: [{ class_name: 'Nested', config: {} }] });
  await writeFile(path, JSON.stringify(json));
  const failed = loadModel(folder);
  await expect(failed).rejects.toThrow(UnknownLayerError);
  await expect(failed).rejects.toMatchObject({ path, classes: ['KiumUnheard', 'Nested', 'Wrapped'] });
  await expect(failed).rejects.toThrow(/import '@kium\/efficientnet'/);
});

test('takes file: URLs', async () => {
  const model = smallModel();
  const url = pathToFileURL(folder);
  await saveModel(model, url.href);
  expect(flatWeights(await loadModel(url))).toEqual(flatWeights(model));
  expect(flatWeights(await loadModel(url.href))).toEqual(flatWeights(model));
  await expect(saveModel(model, 'file://./relative')).rejects.toThrow(OptionError);
  await expect(loadModel('file://./relative')).rejects.toThrow(OptionError);
});

test.each(['indexeddb://model', 'localstorage://model', 'downloads://model', 's3://bucket/model', ''])(
  '%j is not a place in Node',
  async (place) => {
    await expect(saveModel(smallModel(), place)).rejects.toThrow(OptionError);
    await expect(loadModel(place)).rejects.toThrow(OptionError);
  },
);
