import '@tensorflow/tfjs-backend-cpu';
import '@kium/tfjs-backend-simd';
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import {
  type EfficientNetOptions,
  efficientNet,
  type GradCamOptions,
  gradCam,
  type HeatMap,
  InputShapeError,
  InvalidOptionError,
  LayerNotFoundError,
  type MultiViewOptions,
  multiViewEfficientNet,
  NotEfficientNetError,
  RecomputingModel,
  VARIANTS,
} from '../src/index';
import fixture from './fixtures/grad-cam.json';
import { fill } from './oracle-weights';
import { TINY, TINY_OPTIONS } from './tiny';
import { relativeError, waveTensor } from './wave';

const early = (options: EfficientNetOptions = {}) => efficientNet(TINY, { ...TINY_OPTIONS, ...options });
const multiView = (options: MultiViewOptions = {}) =>
  multiViewEfficientNet(TINY, { ...TINY_OPTIONS, views: 2, fusion: 'mean', ...options });
const volume = () => waveTensor([32, 32, 2], 0.1) as tf.Tensor3D;

beforeEach(async () => {
  await tf.setBackend('simd');
});

describe.each(fixture.cases)('PyTorch gives the same map: multi-view $multiView, $layer', (expected) => {
  test.each(['simd', 'cpu'])('on %s', async (backend) => {
    await tf.setBackend(backend);
    const { classes, step, smoothing } = fixture;
    const inputShape = fixture.inputShape as [number, number, number];
    const config = { ...VARIANTS.b0, widthCoefficient: 0.25, depthCoefficient: 0.5 };
    const options = { inputShape, classes, classifierActivation: 'sigmoid' as const };
    const model = expected.multiView
      ? multiViewEfficientNet(config, { ...options, views: inputShape[2], fusion: 'mean' })
      : efficientNet(config, options);
    const weights = model.layers.flatMap((layer) => layer.weights);
    for (const [ordinal, weight] of weights.entries()) {
      weight.write(fill(weight.originalName, weight.shape as number[], ordinal));
    }

    const { label, layer } = expected;
    const found = await gradCam(model, waveTensor(inputShape, 0.5) as tf.Tensor3D, { label, layer, smoothing });
    expect(found.label).toBe(label);
    expect(found.logit).toBeCloseTo(expected.logit, 3);
    expect(found.score).toBeCloseTo(1 / (1 + Math.exp(-expected.logit)), 4);
    expect(found.raw.shape).toEqual([expected.raw.length, expected.raw[0]!.length, expected.raw[0]![0]!.length]);
    expect(relativeError(found.raw.data, expected.raw.flat(2))).toBeLessThan(1e-3);
    expect(found.map.shape).toEqual(inputShape.slice(0, 2));
    expect(found.views.shape).toEqual(inputShape);
    for (const name of ['map', 'views'] as const) {
      const { data, shape } = found[name];
      const [height, width, maps = 1] = shape as [number, number, number?];
      const grid: number[] = [];
      for (let row = 0; row < height; row += step) {
        for (let column = 0; column < width; column += step) {
          const at = (row * width + column) * maps;
          grid.push(...data.subarray(at, at + maps));
        }
      }
      expect(relativeError(grid, expected[name].grid.flat(2)), name).toBeLessThan(1e-3);
      const sums = Array.from({ length: maps }, (_, map) =>
        data.reduce((sum, v, i) => (i % maps === map ? sum + v : sum), 0),
      );
      expect(relativeError(sums, expected[name].sums), `sums of ${name}`).toBeLessThan(1e-3);
    }
  });
});

test('at the top of a network with average pooling it is class activation mapping', async () => {
  // Zhou et al. 2016: the map of label l is the sum of the feature maps, weighed by the classifier's column l.
  const model = early({ classes: 4 });
  const top = model.getLayer('top_bn').output as tfl.SymbolicTensor;
  const features = tf.squeeze(
    tfl.model({ inputs: model.inputs, outputs: top }).predict(tf.expandDims(volume())) as tf.Tensor,
    [0],
  );
  const kernel = model.getLayer('predictions').getWeights()[0]!;
  for (const label of [0, 3]) {
    const { raw } = await gradCam(model, volume(), { label });
    const column = tf.squeeze(tf.slice(kernel, [0, label], [-1, 1]), [1]);
    const pixels = raw.shape[0]! * raw.shape[1]!;
    const expected = tf.relu(tf.div(tf.sum(tf.mul(features, column), 2), pixels));
    expect(relativeError(raw.data, expected.dataSync())).toBeLessThan(1e-4);
  }
});

test('a multi-view model has the maps of its encoder on each view, in its order', async () => {
  const model = multiView({ classes: 1 });
  const single = multiView({ classes: 1, inputShape: [32, 32, 1], views: 1 });
  single.setWeights(model.getWeights());
  const found = await gradCam(model, volume(), { label: 0 });
  expect(found.raw.shape[2]).toBe(2);
  for (const [i, view] of tf.split(volume(), 2, 2).entries()) {
    const alone = await gradCam(single, view as tf.Tensor3D, { label: 0 });
    // The mean over two views halves each one's part in the logit.
    const expected = alone.views.data.map((value) => value / 2);
    expect(relativeError(viewOf(found.views, i), expected)).toBeLessThan(1e-4);
  }
  const largest = found.map.data.map((_, pixel) =>
    Math.max(found.views.data[2 * pixel]!, found.views.data[2 * pixel + 1]!),
  );
  expect(found.map.data).toEqual(largest);
});

function viewOf({ data, shape }: HeatMap, view: number): Float32Array {
  return data.filter((_, i) => i % shape[2]! === view);
}

describe('a model that spots a blob', () => {
  /** Noise; in every other volume one view of two has a bright blob somewhere. */
  const blobs = Array.from({ length: 64 }, (_, i) => ({
    row: 4 + ((7 * i) % 24),
    column: 4 + ((11 * i) % 24),
    view: (i >> 1) % 2,
  }));
  function volumes(): { x: tf.Tensor4D; y: tf.Tensor2D } {
    const x = tf.randomNormal([blobs.length, 32, 32, 2], 0, 0.2, 'float32', 3).bufferSync();
    for (const [i, { row, column, view }] of blobs.entries()) {
      if (i % 2 === 0) continue;
      for (let r = -4; r <= 4; r++) {
        for (let c = -4; c <= 4; c++) {
          if (r * r + c * c <= 16) x.set(2, i, Math.min(31, row + r), Math.min(31, column + c), view);
        }
      }
    }
    return { x: x.toTensor() as tf.Tensor4D, y: tf.tensor2d(blobs.map((_, i) => [i % 2])) };
  }

  test.each([
    ['early', early({ classes: 1, batchNormMomentum: 0.5, dropoutRate: 0 })],
    ['multi-view', multiView({ classes: 1, batchNormMomentum: 0.5, dropoutRate: 0 })],
  ])('%s: the peak lies on it, in its view', async (_, model) => {
    const { x, y } = volumes();
    model.compile({ optimizer: tf.train.adam(0.01), loss: 'binaryCrossentropy' });
    for (let step = 0; step < 30; step++) await model.trainOnBatch(x, y);
    expect(Array.from((model.predict(x) as tf.Tensor).dataSync(), Math.round)).toEqual([...y.dataSync()]);
    let hits = 0;
    const samples = tf.unstack(x) as tf.Tensor3D[];
    for (const [i, { row, column, view }] of blobs.entries()) {
      if (i % 2 === 0) continue;
      const { views } = await gradCam(model, samples[i]!, { label: 0 });
      const peak = views.data.indexOf(Math.max(...views.data));
      const [r, c, v] = [Math.floor(peak / 64), Math.floor(peak / 2) % 32, peak % 2];
      if (v === view && Math.hypot(r - row, c - column) <= 8) hits++;
    }
    // By chance a peak lies that near, in the right view, in one of ten volumes.
    expect(hits / (blobs.length / 2)).toBeGreaterThan(0.9);
  });
});

describe('options', () => {
  const view = (options: GradCamOptions) => gradCam(early(), volume(), options);

  test('label: a number or a name', async () => {
    const labels = ['none', 'left', 'right'];
    const byName = await view({ label: 'right', labels });
    expect(byName).toEqual(await view({ label: 2 }));
    expect(byName.label).toBe(2);
    expect(byName.raw.data).not.toEqual((await view({ label: 'left', labels })).raw.data);
  });

  test('layer: an earlier one is finer', async () => {
    const top = await view({ label: 0 });
    expect(await view({ label: 0, layer: 'top_bn' })).toEqual(top);
    const earlier = await view({ label: 0, layer: 'block1b_add' });
    expect([top.raw.shape, earlier.raw.shape]).toEqual([
      [8, 8, 1],
      [16, 16, 1],
    ]);
    // Endpoints go by their names.
    expect(await view({ label: 0, layer: 'top' })).toEqual(top);
    expect(await view({ label: 0, layer: 'reduction_1' })).toEqual(earlier);
    // Beside a residual connection as well.
    expect((await view({ label: 0, layer: 'block1b_project_bn' })).raw.shape).toEqual([16, 16, 1]);
  });

  test('smoothing: how wide the gradient of the input is spread; the default is a 64th of the side', async () => {
    const sharp = await view({ label: 0, smoothing: 0 });
    const smooth = await view({ label: 0, smoothing: 2 });
    const roughness = ({ views: { data } }: { views: HeatMap }) => {
      const scale = Math.max(...data);
      return data.reduce((sum, value, i) => (i >= 2 ? sum + Math.abs(value - data[i - 2]!) : sum), 0) / scale;
    };
    expect(roughness(smooth)).toBeLessThan(0.8 * roughness(sharp));
    expect(await view({ label: 0 })).toEqual(await view({ label: 0, smoothing: 0.5 }));
    expect(sharp.raw).toEqual(smooth.raw);
  });

  test.each<[GradCamOptions, string]>([
    [{ label: 3 }, 'Option label is 3, but it must be a whole number from 0 to 2'],
    [{ label: -1 }, 'Option label is -1'],
    [{ label: 'left' }, 'Option label is "left", but it must be a number, without labels'],
    [{ label: 'left', labels: ['a', 'b', 'c'] }, 'one of a, b, c'],
    [{ label: 0, labels: ['a'] }, 'a list of 3 names'],
    [{ label: 0, smoothing: -1 }, 'Option smoothing is -1'],
    [{ label: 0, smoothing: Number.NaN }, 'Option smoothing is'],
    [{ label: 0, layer: 'predictions' }, 'Option layer is "predictions"'],
    [{ label: 0, layer: 'input' }, 'Option layer is "input"'],
  ])('%o is refused', async (options, message) => {
    await expect(view(options)).rejects.toThrow(InvalidOptionError);
    await expect(view(options)).rejects.toThrow(message);
  });

  test('a layer that is not there is named, with those that are', async () => {
    await expect(view({ label: 0, layer: 'block9a_add' })).rejects.toThrow(LayerNotFoundError);
    await expect(view({ label: 0, layer: 'block9a_add' })).rejects.toThrow(/no layer 'block9a_add'.*block2a_dwconv/);
  });
});

describe('volumes', () => {
  test('a tensor, a batch of one, and numbers give the same', async () => {
    const expected = await gradCam(early(), volume(), { label: 1 });
    expect(await gradCam(early(), tf.expandDims(volume()) as tf.Tensor4D, { label: 1 })).toEqual(expected);
    expect(await gradCam(early(), volume().dataSync(), { label: 1 })).toEqual(expected);
    expect(await gradCam(early(), Array.from(volume().dataSync()), { label: 1 })).toEqual(expected);
  });

  test('whole numbers, as images have them, are taken as they are', async () => {
    const grey = tf.cast(tf.mul(volume(), 100), 'int32') as tf.Tensor3D;
    const expected = await gradCam(early(), tf.cast(grey, 'float32'), { label: 1 });
    expect(await gradCam(early(), grey, { label: 1 })).toEqual(expected);
  });

  test('a map that fails on the way leaves no tensor', async () => {
    const [model, x] = [early(), volume()];
    const { numTensors } = tf.memory();
    const enlarge = vi.spyOn(tf.image, 'resizeBilinear').mockImplementation(() => {
      throw new Error('no memory');
    });
    await expect(gradCam(model, x, { label: 0 })).rejects.toThrow('no memory');
    enlarge.mockRestore();
    expect(tf.memory().numTensors).toBe(numTensors);
  });

  test.each([
    [tf.zeros([16, 16, 2]), '[16, 16, 2]'],
    [tf.zeros([2, 32, 32, 2]), '[2, 32, 32, 2]'],
    [new Float32Array(7), '[7]'],
  ])('of another size are refused', async (wrong, found) => {
    const explain = () => gradCam(early(), wrong as tf.Tensor3D, { label: 0 });
    await expect(explain()).rejects.toThrow(InputShapeError);
    await expect(explain()).rejects.toThrow(`${found}, but it must be [32, 32, 2]`);
  });
});

describe('models', () => {
  const explain = (model: tfl.LayersModel) => gradCam(model, volume(), { label: 0 });

  test('activation, recomputing, freezing and loading leave the maps as they are; the score is the output', async () => {
    const plain = early();
    const expected = await explain(plain);
    expect(expected.score).toBe((plain.predict(tf.expandDims(volume())) as tf.Tensor).dataSync()[0]);
    expect(await explain(early({ recompute: true }))).toEqual(expected);
    const logits = await explain(early({ classifierActivation: null }));
    expect(logits.score).toBe(logits.logit);
    expect({ ...logits, score: 0 }).toEqual({ ...expected, score: 0 });
    const softmax = await explain(early({ classifierActivation: 'softmax' }));
    expect({ ...softmax, score: 0 }).toEqual({ ...expected, score: 0 });
    const modelTopology = JSON.parse(plain.toJSON() as unknown as string);
    const loaded = (await tfl.models.modelFromJSON({ modelTopology })) as tfl.LayersModel;
    loaded.setWeights(plain.getWeights());
    expect(await explain(loaded)).toEqual(expected);
    plain.trainable = false;
    expect(await explain(plain)).toEqual(expected);
  });

  test.each(['mean', 'max', 'attention'] as const)('multi-view by %s, recomputing or not', async (fusion) => {
    const expected = await explain(multiView({ fusion }));
    expect(expected.views.data.some((value) => value > 0)).toBe(true);
    expect(await explain(multiView({ fusion, recompute: true, classifierActivation: null }))).toEqual({
      ...expected,
      score: expected.logit,
    });
  });

  test('a head of one’s own, with the activation as a layer', async () => {
    const base = early();
    const pooled = base.getLayer('avg_pool').output as tfl.SymbolicTensor;
    const logits = tfl.layers.dense({ units: 3, name: 'mine' }).apply(pooled) as tfl.SymbolicTensor;
    const outputs = tfl.layers.activation({ activation: 'sigmoid' }).apply(logits) as tfl.SymbolicTensor;
    const model = new RecomputingModel({ inputs: base.inputs, outputs });
    model.getLayer('mine').setWeights(base.getLayer('predictions').getWeights());
    expect(await explain(model)).toEqual(await explain(base));
  });

  test('the model is not changed: neither its activation nor its statistics', async () => {
    const model = early();
    const before = model.getWeights().map((weight) => [...weight.dataSync()]);
    const scores = (model.predict(tf.expandDims(volume())) as tf.Tensor).dataSync();
    await explain(model);
    expect(model.getWeights().map((weight) => [...weight.dataSync()])).toEqual(before);
    expect((model.predict(tf.expandDims(volume())) as tf.Tensor).dataSync()).toEqual(scores);
  });

  test('one within another is refused with what to do', async () => {
    const input = tfl.input({ shape: [32, 32, 2] });
    const outer = tfl.model({ inputs: input, outputs: early({ name: 'inner' }).apply(input) as tfl.SymbolicTensor });
    await expect(explain(outer)).rejects.toThrow(/contains the model 'inner' as one layer: build it on/);
  });

  test('a network of another kind is refused', async () => {
    const input = tfl.input({ shape: [32, 32, 2] });
    const flat = tfl.layers.flatten().apply(input);
    const outputs = tfl.layers.dense({ units: 3 }).apply(flat) as tfl.SymbolicTensor;
    await expect(explain(tfl.model({ inputs: input, outputs }))).rejects.toThrow(NotEfficientNetError);
  });

  test('several outputs are refused', async () => {
    const base = early();
    const outputs = ['top_bn', 'predictions'].map((name) => base.getLayer(name).output as tfl.SymbolicTensor);
    await expect(explain(tfl.model({ inputs: base.inputs, outputs }))).rejects.toThrow(/one output/);
  });
});

test.each([
  ['early', early],
  ['multi-view', multiView],
])('%s: no tensor stays behind, also when it fails', async (_, build) => {
  const [model, x] = [build(), volume()];
  const before = tf.memory();
  await gradCam(model, x, { label: 0 });
  await gradCam(model, x, { label: 0, layer: 'block1b_add' });
  await gradCam(model, x, { label: 5 }).catch(() => {});
  const { numTensors, numBytes } = tf.memory();
  expect({ numTensors, numBytes }).toEqual({ numTensors: before.numTensors, numBytes: before.numBytes });
});
