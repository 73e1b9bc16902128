import '@tensorflow/tfjs-backend-cpu';
import '@kium/tfjs-backend-simd';
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { beforeEach, describe, expect, test } from 'vitest';
import {
  efficientNet,
  endpoints,
  type Fusion,
  freeze,
  InputShapeError,
  InvalidOptionError,
  LayerNotFoundError,
  loadWeights,
  type MultiViewOptions,
  multiViewEfficientNet,
  RecomputingModel,
  saveWeights,
  UnknownVariantError,
  VARIANTS,
  viewAttention,
} from '../src/index';
import fixture from './fixtures/multi-view.json';
import { fill, weightsByName } from './oracle-weights';
import { TINY } from './tiny';
import { relativeError, waveTensor } from './wave';

const VIEWS = 4;
const OPTIONS: MultiViewOptions = {
  inputShape: [32, 32, VIEWS],
  views: VIEWS,
  classes: 3,
  classifierActivation: null,
  attentionUnits: 6,
  seed: 7,
};
const FUSIONS: Fusion[] = ['mean', 'max', 'attention'];

const build = (options: MultiViewOptions = {}) => multiViewEfficientNet(TINY, { ...OPTIONS, ...options });
const volumes = (n = 2) => waveTensor([n, 32, 32, VIEWS], 0.1) as tf.Tensor4D;
const predict = (model: tfl.LayersModel, x: tf.Tensor) => model.predict(x) as tf.Tensor2D;
const expectClose = (actual: tf.Tensor, expected: tf.Tensor, tolerance = 1e-5) =>
  expect(relativeError(actual.dataSync(), expected.dataSync())).toBeLessThan(tolerance);

beforeEach(async () => {
  await tf.setBackend('simd');
});

describe.each(fixture.cases)('PyTorch gives the same numbers: $fusion, $inputShape', (expected) => {
  test.each(['simd', 'cpu'])('on %s', async (backend) => {
    await tf.setBackend(backend);
    const model = multiViewEfficientNet(
      { ...VARIANTS.b0, widthCoefficient: 0.25, depthCoefficient: 0.5 },
      {
        inputShape: expected.inputShape as [number, number, number],
        views: expected.views,
        fusion: expected.fusion as Fusion,
        attentionUnits: expected.attentionUnits,
        classes: expected.classes,
        classifierActivation: null,
        dropoutRate: 0,
        dropConnectRate: 0,
      },
    );
    const weights = weightsByName(model);
    expect([...weights.keys()].sort()).toEqual([...expected.names].sort());
    const encoder = expected.names.filter((name) => !name.startsWith('view_attention'));
    for (const [ordinal, name] of expected.names.entries()) {
      const weight = weights.get(name)!;
      // The script fills the attention's weights with the ordinals that follow, and makes them three times as large.
      const isAttention = ordinal >= encoder.length;
      weight.write(tf.mul(fill(name, weight.shape as number[], ordinal), isAttention ? 3 : 1));
    }

    const x = waveTensor([expected.batch, ...expected.inputShape], 0.5);
    expect(relativeError(predict(model, x).dataSync(), expected.inference.flat())).toBeLessThan(1e-4);
    if (expected.attention !== null) {
      const shares = viewAttention(model, x);
      expect(shares.shape).toEqual([expected.batch, expected.classes, expected.views]);
      expect(relativeError(shares.dataSync(), expected.attention.flat(2))).toBeLessThan(1e-4);
    }
    let logits: tf.Tensor | undefined;
    const { grads } = tf.variableGrads(() => {
      logits = tf.keep(model.apply(x, { training: true }) as tf.Tensor);
      return tf.sum(tf.mul(logits, waveTensor(logits.shape, 1))) as tf.Scalar;
    });
    expect(relativeError(logits!.dataSync(), expected.training.flat())).toBeLessThan(1e-4);
    for (const { name, kind, shape, norm, first } of expected.weights) {
      const weight = weights.get(name)!;
      expect(weight.shape, name).toEqual(shape);
      const values = (kind === 'gradient' ? grads[weight.name]! : weight.read()).dataSync();
      const size = Math.max(norm, 0.05);
      expect(Math.abs(Math.hypot(...values) - norm) / size, name).toBeLessThan(1e-3);
      first.forEach((value, i) => {
        expect(Math.abs(values[i]! - value) / size, `${name}[${i}]`).toBeLessThan(1e-3);
      });
    }
  });
});

describe('the encoder', () => {
  const encoder = () => efficientNet(TINY, { inputShape: [32, 32, 1], includeTop: false, pooling: 'avg', seed: 7 });

  /** Features [n, views, f] of the encoder, run on one view after the other. */
  function separately(x: tf.Tensor4D): tf.Tensor3D {
    const plain = encoder();
    const features = tf.split(x, VIEWS, 3).map((view) => plain.predict(view) as tf.Tensor2D);
    return tf.stack(features, 1) as tf.Tensor3D;
  }

  test('gives what it gives on each view alone, and fusions and heads are their formulas', () => {
    const x = volumes(3);
    const h = separately(x);
    for (const fusion of FUSIONS) {
      const model = build({ fusion });
      const unfolded = tfl.model({
        inputs: model.inputs,
        outputs: model.getLayer('unfold_views').output as tfl.SymbolicTensor,
      });
      expectClose(predict(unfolded, x), h);
      const [kernel, bias] = model.getLayer('predictions').getWeights() as [tf.Tensor2D, tf.Tensor1D];
      expect(kernel.shape).toEqual([32, 3]);
      if (fusion !== 'attention') {
        const fused = (fusion === 'mean' ? tf.mean(h, 1) : tf.max(h, 1)) as tf.Tensor2D;
        expectClose(predict(model, x), tf.add(tf.matMul(fused, kernel), bias));
        continue;
      }
      // Label by label, as equation 9 is written.
      const [v, u, w] = model.getLayer('view_attention').getWeights() as [tf.Tensor2D, tf.Tensor2D, tf.Tensor2D];
      const expected = [0, 1, 2].map((label) => {
        const rows = tf.unstack(h).map((views) => {
          const hidden = tf.mul(tf.tanh(tf.matMul(views as tf.Tensor2D, v)), tf.sigmoid(tf.matMul(views, u)));
          const shares = tf.softmax(
            tf.squeeze(tf.matMul(hidden as tf.Tensor2D, tf.slice(w, [0, label], [-1, 1])), [1]),
          );
          const pooled = tf.sum(tf.mul(tf.expandDims(shares, 1), views), 0);
          return tf.sum(tf.mul(pooled, tf.squeeze(tf.slice(kernel, [0, label], [-1, 1]), [1])));
        });
        return tf.add(tf.stack(rows), tf.slice(bias, label, 1));
      });
      expectClose(predict(model, x), tf.stack(expected, 1));
    }
  });

  test('has the layers, weights and initial values of the plain network', () => {
    const plain = weightsByName(encoder());
    const multi = weightsByName(build({ fusion: 'attention' }));
    for (const [name, weight] of plain) {
      expect(multi.get(name)!.shape, name).toEqual(weight.shape);
      expect(multi.get(name)!.read().dataSync(), name).toEqual(weight.read().dataSync());
    }
    expect([...multi.keys()].filter((name) => !plain.has(name))).toEqual([
      'view_attention/tanh_kernel',
      'view_attention/gate_kernel',
      'view_attention/score_kernel',
      'predictions/kernel',
      'predictions/bias',
    ]);
  });

  test('has the endpoints of the plain network, and can be frozen', () => {
    const model = build();
    const found = endpoints(model);
    expect(Object.keys(found)).toEqual(Object.keys(endpoints(encoder())));
    expect(found.top!.shape).toEqual([null, 8, 8, 32]);
    freeze(model);
    const trainable = model.layers.filter((layer) => layer.trainable && layer.weights.length > 0);
    expect(trainable.map(({ name }) => name)).toEqual(['view_attention', 'predictions']);
  });

  test('takes the weights of a plain network for colour pictures, its stem carried over to one channel', async () => {
    const plain = efficientNet(TINY, { inputShape: [32, 32, 3], includeTop: false, seed: 99 });
    const bytes = await saveWeights(plain, undefined, { format: 'safetensors' });
    const model = build();
    const before = weightsByName(model).get('view_attention/tanh_kernel')!.read().dataSync();
    const report = await loadWeights(model, bytes, { skipMismatch: true });
    const loaded = weightsByName(model);
    for (const [name, weight] of weightsByName(plain)) {
      const value = name === 'stem_conv/kernel' ? tf.sum(weight.read(), 2, true) : weight.read();
      expectClose(loaded.get(name)!.read(), value);
    }
    expect(report.adapted).toHaveLength(1);
    expect(loaded.get('view_attention/tanh_kernel')!.read().dataSync()).toEqual(before);
  });

  test.each(['keras', 'safetensors'] as const)('its own weights come back from a file: %s', async (format) => {
    const [from, to] = [build({ seed: 1 }), build({ seed: 2 })];
    await loadWeights(to, await saveWeights(from, undefined, { format }));
    expect(predict(to, volumes()).arraySync()).toEqual(predict(from, volumes()).arraySync());
  });

  test('reads the channels of a view together', () => {
    const model = build({ inputShape: [32, 32, 6], views: 2, fusion: 'mean' });
    expect(model.getLayer('stem_conv').getWeights()[0]!.shape).toEqual([3, 3, 3, 8]);
    const x = waveTensor([1, 32, 32, 6], 0.3) as tf.Tensor4D;
    const plain = efficientNet(TINY, { inputShape: [32, 32, 3], includeTop: false, pooling: 'avg', seed: 7 });
    const [a, b] = tf.split(x, 2, 3).map((view) => plain.predict(view) as tf.Tensor2D);
    const [kernel, bias] = model.getLayer('predictions').getWeights() as [tf.Tensor2D, tf.Tensor1D];
    expectClose(predict(model, x), tf.add(tf.matMul(tf.div(tf.add(a!, b!), 2), kernel), bias));
  });
});

describe.each(FUSIONS)('fusion %s', (fusion) => {
  test('scores do not depend on the order of the views; the attention moves with them', () => {
    const model = build({ fusion });
    const x = volumes();
    const order = [2, 0, 3, 1];
    const shuffled = tf.gather(x, order, 3);
    expectClose(predict(model, shuffled), predict(model, x));
    if (fusion === 'attention') {
      expectClose(viewAttention(model, shuffled), tf.gather(viewAttention(model, x), order, 2));
    }
  });

  test('a batch gives what its volumes give one by one', () => {
    const model = build({ fusion });
    const x = volumes(5);
    const single = tf.split(x, 5).map((volume) => predict(model, volume));
    expectClose(predict(model, x), tf.concat(single));
    expectClose(model.predict(x, { batchSize: 2 }) as tf.Tensor, tf.concat(single));
  });

  test('gradients are those of the cpu backend, whether blocks are recomputed or not', async () => {
    const gradients = (recompute: boolean) => {
      const model = build({ fusion, recompute, dropoutRate: 0.3, dropConnectRate: 0.4 });
      if (recompute) expect(model).toBeInstanceOf(RecomputingModel);
      const x = volumes();
      const variables = model.trainableWeights.map((weight) => weight.read());
      const loss = () => tf.sum(tf.square(model.apply(x, { training: true }) as tf.Tensor)) as tf.Scalar;
      const { value, grads } = tf.engine().gradients(loss, [x, ...variables]);
      return [value, ...grads].map((tensor) => tensor.dataSync());
    };
    const actual = gradients(false);
    expect(gradients(true)).toEqual(actual);
    await tf.setBackend('cpu');
    for (const [i, expected] of gradients(false).entries()) {
      // An offset in front of a batch norm has no gradient but for rounding.
      const scale = Math.max(...expected.map(Math.abs));
      if (scale > 1e-3) expect(relativeError(actual[i]!, expected), `gradient ${i}`).toBeLessThan(2e-3);
    }
  });

  test('comes back from its JSON', async () => {
    const model = build({ fusion, recompute: true, classifierActivation: 'sigmoid', seed: 9 });
    const modelTopology = JSON.parse(model.toJSON() as unknown as string);
    const copy = (await tfl.models.modelFromJSON({ modelTopology })) as tfl.LayersModel;
    copy.setWeights(model.getWeights());
    expect(predict(copy, volumes()).arraySync()).toEqual(predict(model, volumes()).arraySync());
    expect(copy).toBeInstanceOf(RecomputingModel);
    // Also what weights do not decide.
    expect(JSON.parse(copy.toJSON() as unknown as string)).toEqual(modelTopology);
  });

  test('learns what one view alone shows, and leaks nothing', async () => {
    const model = build({
      fusion,
      classes: 1,
      classifierActivation: 'sigmoid',
      batchNormMomentum: 0.5,
      dropoutRate: 0,
    });
    model.compile({ optimizer: tf.train.adam(0.01), loss: 'binaryCrossentropy' });
    const { x, y } = oneViewTells(16);
    let tensors = 0;
    for (let step = 0; step < 25; step++) {
      await model.trainOnBatch(x, y);
      if (step === 1) tensors = tf.memory().numTensors;
    }
    expect(tf.memory().numTensors).toBe(tensors);
    expect(Array.from(predict(model, x).dataSync(), Math.round)).toEqual([...y.dataSync()]);
    if (fusion !== 'attention') return;
    const shares = tf.mean(tf.gather(viewAttention(model, x), [1, 3], 0), [0, 1]).arraySync() as number[];
    expect(shares.indexOf(Math.max(...shares))).toBe(TELLING);
  });
});

/** The view that carries the signal. */
const TELLING = 2;

/** Noise; in every other volume one view has a bright square. */
function oneViewTells(n: number): { x: tf.Tensor4D; y: tf.Tensor2D } {
  const x = tf.randomNormal([n, 32, 32, VIEWS], 0, 0.3, 'float32', 3).bufferSync();
  const labels = Array.from({ length: n }, (_, i) => [i % 2]);
  for (let i = 1; i < n; i += 2) {
    for (let row = 8; row < 20; row++) for (let column = 8; column < 20; column++) x.set(2, i, row, column, TELLING);
  }
  return { x: x.toTensor() as tf.Tensor4D, y: tf.tensor2d(labels) };
}

describe('options', () => {
  const scores = (options: MultiViewOptions) => [...predict(build(options), volumes()).dataSync()];

  test('each changes the model', () => {
    const scoresBy = Object.fromEntries(FUSIONS.map((fusion) => [fusion, String(scores({ fusion }))]));
    expect(new Set(Object.values(scoresBy)).size).toBe(3);
    expect(String(scores({ fusion: undefined }))).toBe(scoresBy.attention);
    expect(build({ attentionUnits: 11 }).getLayer('view_attention').getWeights()[0]!.shape).toEqual([32, 11]);
    expect(build({ attentionUnits: undefined }).getLayer('view_attention').getWeights()[0]!.shape).toEqual([32, 128]);
    expect(build({ views: 2 }).getLayer('stem_conv').getWeights()[0]!.shape[2]).toBe(2);
    expect(build({ classes: 5 }).outputShape).toEqual([null, 5]);
    expect(build({ pooling: 'max' }).layers.map(({ name }) => name)).toContain('max_pool');
    expect(build({ dropoutRate: 0 }).layers.map(({ name }) => name)).not.toContain('top_dropout');
    expect(build({ name: 'mine' }).name).toBe('mine');
    expect(build({}).name).toBe('multiview_tiny');
    const sigmoid = scores({ classifierActivation: 'sigmoid' });
    scores({}).forEach((logit, i) => {
      expect(sigmoid[i]).toBeCloseTo(1 / (1 + Math.exp(-logit)), 5);
    });
  });

  test('without a shape: the resolution of the variant, one channel a view', () => {
    const config = { ...TINY, resolution: 40 };
    expect(multiViewEfficientNet(config, { classes: 2 }).inputs[0]!.shape).toEqual([null, 40, 40, 8]);
    const colour = multiViewEfficientNet(config, { classes: 2, views: 2, channelsPerView: 3 });
    expect(colour.inputs[0]!.shape).toEqual([null, 40, 40, 6]);
  });

  test('the seed decides initial weights and masks, and nothing else does', () => {
    const run = (seed: number, fusion: Fusion) => {
      const model = build({ seed, fusion, dropoutRate: 0.5, dropConnectRate: 0.5 });
      return String([0, 1].map(() => [...(model.apply(volumes(), { training: true }) as tf.Tensor).dataSync()]));
    };
    for (const fusion of FUSIONS) {
      expect(run(1, fusion)).toBe(run(1, fusion));
      expect(run(1, fusion)).not.toBe(run(2, fusion));
    }
    const attention = (seed: number) => build({ seed }).getLayer('view_attention').getWeights();
    for (const [i, weight] of attention(1).entries()) {
      expect(weight.dataSync()).not.toEqual(attention(2)[i]!.dataSync());
    }
  });

  test.each([
    [{ views: 3 }, InputShapeError, 'inputShape is [32, 32, 4]'],
    [{ channelsPerView: 2 }, InputShapeError, '4 × 2 channels'],
    [{ inputShape: [16, 32, 4] as const }, InputShapeError, '[16, 32, 4]'],
    [{ views: 0 }, InvalidOptionError, 'Option views is 0'],
    [{ views: 1.5 }, InvalidOptionError, 'Option views is 1.5'],
    [{ channelsPerView: 0 }, InvalidOptionError, 'Option channelsPerView is 0'],
    [{ attentionUnits: 0 }, InvalidOptionError, 'Option attentionUnits is 0'],
    [{ fusion: 'sum' as Fusion }, InvalidOptionError, "'mean', 'max', 'attention'"],
    [{ classes: 0 }, InvalidOptionError, 'Option classes is 0'],
  ])('%o is refused', (options, type, message) => {
    expect(() => build(options)).toThrow(type);
    expect(() => build(options)).toThrow(message);
  });

  test('an unknown variant is named', () => {
    expect(() => multiViewEfficientNet('b9' as 'b0')).toThrow(UnknownVariantError);
  });
});

test('the attention of a model without one is a clear error', () => {
  const model = build({ fusion: 'mean', name: 'averaging' });
  expect(() => viewAttention(model, volumes())).toThrow(LayerNotFoundError);
  expect(() => viewAttention(model, volumes())).toThrow("Model 'averaging' has no layer 'view_attention'");
});

test.each([[[32, 32, VIEWS]], [[1, 64, 64, VIEWS]], [[1, 32, 32, VIEWS / 2]]])(
  'the attention for volumes of shape %o is a clear error',
  (shape) => {
    expect(() => viewAttention(build(), tf.zeros(shape))).toThrow(InputShapeError);
    expect(() => viewAttention(build(), tf.zeros(shape))).toThrow(`must be [n, 32, 32, ${VIEWS}]`);
  },
);

test('reading the attention leaves no tensor but its result', () => {
  const [model, x] = [build(), volumes()];
  const before = tf.memory().numTensors;
  viewAttention(model, x).dispose();
  expect(tf.memory().numTensors).toBe(before);
});
