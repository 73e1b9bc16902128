import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  type EfficientNetConfig,
  type EfficientNetOptions,
  efficientNet,
  endpoints,
  NotEfficientNetError,
  VARIANTS,
  type Variant,
} from '../src/index';
import { TINY, TINY_OPTIONS } from './tiny';
import { waveTensor } from './wave';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

const layersOf = (found: Record<string, tfl.SymbolicTensor>) =>
  Object.entries(found).map(([name, tensor]) => [name, tensor.sourceLayer.name]);

describe('endpoints', () => {
  // The last block of the stages 1, 2, 3, 5 and 7 in B0–B7 and Lite, and the sizes 1/2 … 1/32.
  test.each([
    ['b0', 64, ['block1a_project_bn', 'block2b_add', 'block3b_add', 'block5c_add', 'block7a_project_bn', 'top_bn']],
    ['b4', 64, ['block1b_add', 'block2d_add', 'block3d_add', 'block5f_add', 'block7b_add', 'top_bn']],
    ['b7', 64, ['block1d_add', 'block2g_add', 'block3g_add', 'block5j_add', 'block7d_add', 'top_bn']],
    [
      'lite0',
      64,
      ['block1a_project_bn', 'block2b_add', 'block3b_add', 'block5c_add', 'block7a_project_bn', 'top_activation'],
    ],
    ['v2-s', 64, ['block1b_add', 'block2d_add', 'block3d_add', 'block5i_add', 'block6o_add', 'top_bn']],
  ] as [Variant, number, string[]][])('of %s', (variant, size, layers) => {
    const model = efficientNet(variant, { inputShape: [size, size, 1], includeTop: false });
    const found = endpoints(model);
    const names = ['reduction_1', 'reduction_2', 'reduction_3', 'reduction_4', 'reduction_5', 'top'];
    expect(layersOf(found)).toEqual(names.map((name, i) => [name, layers[i]]));
    expect(Object.values(found).map((tensor) => tensor.shape[1])).toEqual([32, 16, 8, 4, 2, 2]);
    model.dispose();
  });

  test.each(Object.keys(VARIANTS) as Variant[])('of %s are six', (variant) => {
    const model = efficientNet(
      { ...VARIANTS[variant], widthCoefficient: 0.1 },
      { inputShape: [32, 32, 1], includeTop: false },
    );
    expect(Object.keys(endpoints(model))).toHaveLength(6);
    model.dispose();
  });

  test('a network with other stages has a reduction for each stride, and one', () => {
    const more: EfficientNetConfig = {
      ...TINY,
      stages: [
        ...TINY.stages!,
        { kernel: 3, stride: 3, expand: 1, filtersIn: 16, filtersOut: 16, repeats: 1 },
        { block: 'fused', kernel: 3, stride: 2, expand: 2, filtersIn: 16, filtersOut: 8, repeats: 2 },
      ],
    };
    const found = endpoints(efficientNet(more, TINY_OPTIONS));
    expect(layersOf(found)).toEqual([
      ['reduction_1', 'block1b_add'],
      ['reduction_2', 'block2b_add'],
      ['reduction_3', 'block3a_project_bn'],
      ['reduction_4', 'block4b_add'],
      ['top', 'top_bn'],
    ]);
  });

  test('a model that was cut off has what is left', () => {
    const whole = efficientNet(TINY, TINY_OPTIONS);
    const cut = tfl.model({
      inputs: whole.inputs,
      outputs: whole.getLayer('block2a_project_bn').output as tfl.SymbolicTensor,
    });
    expect(layersOf(endpoints(cut))).toEqual([
      ['reduction_1', 'block1b_add'],
      ['reduction_2', 'block2a_project_bn'],
    ]);
  });

  test('of a model read back, of a recomputing one, and of one with a head of its own', async () => {
    const model = efficientNet(TINY, TINY_OPTIONS);
    const expected = layersOf(endpoints(model));
    const read = await tfl.models.modelFromJSON({ modelTopology: JSON.parse(model.toJSON() as unknown as string) });
    expect(layersOf(endpoints(read))).toEqual(expected);
    expect(layersOf(endpoints(efficientNet(TINY, { ...TINY_OPTIONS, recompute: true })))).toEqual(expected);
    const { reduction_1 } = endpoints(model);
    const head = tfl.layers.conv2d({ filters: 2, kernelSize: 1, name: 'head' });
    const own = tfl.model({
      inputs: model.inputs,
      outputs: [head.apply(reduction_1!) as tfl.SymbolicTensor, ...model.outputs],
    });
    expect(layersOf(endpoints(own))).toEqual(expected);
    expect(own.outputs[0]!.shape).toEqual([null, 16, 16, 2]);
  });

  test('another model is refused', () => {
    const other = tfl.sequential({
      name: 'other',
      layers: [tfl.layers.dense({ units: 1, inputShape: [2], name: 'd' })],
    });
    expect(() => endpoints(other)).toThrow(NotEfficientNetError);
    expect(() => endpoints(other)).toThrow("Model 'other' is no EfficientNet");
  });
});

describe('without the classifier, by values', () => {
  const x = waveTensor([2, 32, 32, 2], 0.4);
  const predict = (options: EfficientNetOptions) =>
    (efficientNet(TINY, { ...TINY_OPTIONS, ...options }).predict(x) as tf.Tensor).arraySync() as number[][];

  test('the model gives the activated last convolution, or its mean or maximum over the pixels', () => {
    const model = efficientNet(TINY, TINY_OPTIONS);
    const { top } = endpoints(model);
    const map = tfl.model({ inputs: model.inputs, outputs: top! }).predict(x) as tf.Tensor;
    expect(predict({ includeTop: false })).toEqual(map.arraySync());
    expect(predict({ includeTop: false, pooling: 'avg' })).toEqual(tf.mean(map, [1, 2]).arraySync());
    expect(predict({ includeTop: false, pooling: 'max' })).toEqual(tf.max(map, [1, 2]).arraySync());
  });

  test.each(['avg', 'max'] as const)('logits are the dense layer of the features, %s', (pooling) => {
    const [kernel, bias] = efficientNet(TINY, TINY_OPTIONS).getLayer('predictions').getWeights();
    const pooled = tf.tensor2d(predict({ includeTop: false, pooling }));
    const logits = tf.add(tf.matMul(pooled, kernel!), bias!).arraySync() as number[][];
    const scores = {
      null: predict({ pooling, classifierActivation: null }),
      softmax: predict({ pooling, classifierActivation: 'softmax' }),
      sigmoid: predict({ pooling, classifierActivation: 'sigmoid' }),
    };
    for (const [i, row] of logits.entries()) {
      const sum = row.reduce((total, logit) => total + Math.exp(logit), 0);
      for (const [j, logit] of row.entries()) {
        expect(scores.null[i]![j]).toBeCloseTo(logit, 5);
        expect(scores.softmax[i]![j]).toBeCloseTo(Math.exp(logit) / sum, 5);
        expect(scores.sigmoid[i]![j]).toBeCloseTo(1 / (1 + Math.exp(-logit)), 5);
      }
    }
  });
});
