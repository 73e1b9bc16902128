import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { type EfficientNetConfig, efficientNet, InvalidOptionError, type Stage, VARIANTS } from '../src/index';
import { stageOf } from '../src/stages';
import { TINY, TINY_OPTIONS } from './tiny';
import { waveTensor } from './wave';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

const build = (config: Partial<EfficientNetConfig>) => efficientNet({ ...TINY, ...config }, TINY_OPTIONS);
const names = (config: Partial<EfficientNetConfig>) => build(config).layers.map((layer) => layer.name);
const withStage = (change: Partial<Stage>) => ({ stages: [TINY.stages![0]!, { ...TINY.stages![1]!, ...change }] });
const channels = (config: Partial<EfficientNetConfig>, layer: string) =>
  (build(config).getLayer(layer).outputShape as number[]).at(-1);

describe('names', () => {
  test("V2-S has those of keras.applications' EfficientNetV2S", () => {
    const model = efficientNet({ ...VARIANTS['v2-s'], widthCoefficient: 0.1 }, { inputShape: [32, 32, 1], classes: 1 });
    const block = (prefix: string) =>
      model.layers
        .map((layer) => layer.name)
        .flatMap((name) => (name.startsWith(prefix) ? name.slice(prefix.length) : []));
    expect(block('block1a_')).toEqual(['project_conv', 'project_bn', 'add']);
    expect(block('block1b_')).toEqual(['project_conv', 'project_bn', 'drop', 'add']);
    expect(block('block2a_')).toEqual(['expand_conv', 'expand_bn', 'project_conv', 'project_bn']);
    expect(block('block4b_')).toEqual([
      ...['expand_conv', 'expand_bn', 'dwconv2', 'bn', 'se_squeeze', 'se_reshape', 'se_reduce', 'se_expand'],
      ...['project_conv', 'project_bn', 'drop', 'add'],
    ]);
    expect(block('block6o_')).toHaveLength(12);
    model.dispose();
  });

  test('Lite has no squeeze-excite, and relu6 in layers of its own', () => {
    const model = efficientNet('lite0', { inputShape: [32, 32, 1], classes: 1 });
    const layers = model.layers.map((layer) => layer.name);
    expect(layers.filter((name) => name.includes('se_'))).toEqual([]);
    expect(layers.slice(1, 8)).toEqual([
      ...['stem_conv', 'stem_bn', 'stem_activation'],
      ...['block1a_dwconv', 'block1a_bn', 'block1a_activation', 'block1a_project_conv'],
    ]);
    expect(layers.slice(-6)).toEqual([
      ...['top_conv', 'top_bn', 'top_activation', 'avg_pool', 'top_dropout', 'predictions'],
    ]);
    model.dispose();
  });

  test.each([
    ['stem_conv', 'stem'],
    ['block1a_dwconv', 1],
    ['block12c_project_bn', 12],
    ['top_activation', 'top'],
    ['top_dropout', undefined],
    ['predictions', undefined],
    ['block_1_expand', undefined],
    ['stem_conv_extra', undefined],
  ])('layer %s belongs to %s', (name, stage) => {
    expect(stageOf(name)).toBe(stage);
  });
});

describe('a configuration of one’s own', () => {
  test('squeezeRatio sets the bottleneck, 0 leaves squeeze-excite out', () => {
    expect(channels({}, 'block2a_se_reduce')).toBe(2);
    expect(channels(withStage({ squeezeRatio: 0.5 }), 'block2a_se_reduce')).toBe(4);
    expect(names(withStage({ squeezeRatio: 0 })).filter((name) => name.startsWith('block2a_'))).toEqual([
      ...['expand_conv', 'expand_bn', 'dwconv', 'bn', 'project_conv', 'project_bn'].map((name) => `block2a_${name}`),
    ]);
  });

  test('block: fused', () => {
    const config = withStage({ block: 'fused' });
    expect(names(config).filter((name) => name.startsWith('block2a_'))).toEqual(
      ['expand_conv', 'expand_bn', 'project_conv', 'project_bn'].map((name) => `block2a_${name}`),
    );
    expect(build(config).getLayer('block2a_expand_conv').getWeights()[0]!.shape).toEqual([5, 5, 8, 24]);
    expect(build(config).getLayer('block2b_project_conv').outputShape).toEqual([null, 8, 8, 16]);
  });

  test('depthwiseName', () => {
    expect(names(withStage({ depthwiseName: 'dwconv2' }))).toContain('block2a_dwconv2');
  });

  test('stemFilters and headFilters', () => {
    const stages = [{ ...TINY.stages![0]!, filtersIn: 16 }, TINY.stages![1]!];
    expect(channels({ stages, stemFilters: 16 }, 'stem_conv')).toBe(16);
    expect(channels({ headFilters: 40 }, 'top_conv')).toBe(40);
  });

  test('fixedEnds keeps scaling from both ends', () => {
    const stages = [...TINY.stages!, { ...TINY.stages![1]!, filtersIn: 16, repeats: 2 }];
    const scaled = { stages, widthCoefficient: 2, depthCoefficient: 2 };
    const shape = (config: Partial<EfficientNetConfig>) => ({
      filters: ['stem_conv', 'block1a_project_conv', 'top_conv'].map((name) => channels(config, name)),
      repeats: [1, 2, 3].map(
        (stage) => names(config).filter((name) => new RegExp(`^block${stage}._project_bn`).test(name)).length,
      ),
    });
    expect(shape(scaled)).toEqual({ filters: [16, 16, 64], repeats: [4, 4, 4] });
    expect(shape({ ...scaled, fixedEnds: true })).toEqual({ filters: [8, 16, 32], repeats: [2, 4, 2] });
  });

  test('activation: relu6 is min(max(z, 0), 6), with a gradient of 1 in between', () => {
    const model = build({ activation: 'relu6' });
    const layer = model.getLayer('stem_activation');
    const values = tf.tensor4d([-3, -0.5, 0.5, 5.9, 6.1, 60, 0.25, 1], [1, 1, 1, 8]);
    const relu6 = (x: tf.Tensor) => layer.apply(x) as tf.Tensor;
    expect(relu6(values).arraySync()).toEqual(tf.clipByValue(values, 0, 6).arraySync());
    expect(tf.grad(relu6)(values).dataSync()).toEqual(Float32Array.of(0, 0, 1, 1, 0, 0, 1, 1));
  });

  test('a network of every kind of block learns, and comes back from its JSON', async () => {
    const config: Partial<EfficientNetConfig> = {
      activation: 'relu6',
      stages: [
        { block: 'fused', kernel: 3, stride: 1, expand: 1, filtersIn: 8, filtersOut: 8, repeats: 1 },
        { block: 'fused', kernel: 3, stride: 2, expand: 2, filtersIn: 8, filtersOut: 8, repeats: 2 },
        { kernel: 3, stride: 1, expand: 2, filtersIn: 8, filtersOut: 8, repeats: 1, squeezeRatio: 0 },
        { kernel: 3, stride: 1, expand: 2, filtersIn: 8, filtersOut: 8, repeats: 1 },
      ],
    };
    const train = async (recompute: boolean) => {
      const model = efficientNet({ ...TINY, ...config }, { ...TINY_OPTIONS, recompute });
      model.compile({ optimizer: tf.train.adam(0.02), loss: 'binaryCrossentropy' });
      const x = waveTensor([4, 32, 32, 2], 0.2);
      const y = tf.tensor2d([1, 0, 0, 0, 1, 0, 1, 1, 0, 0, 0, 1], [4, 3]);
      const losses: number[] = [];
      for (let step = 0; step < 6; step++) losses.push((await model.trainOnBatch(x, y)) as number);
      return { model, losses };
    };
    const { model, losses } = await train(false);
    expect(losses.at(-1)).toBeLessThan(losses[0]! - 0.1);
    expect((await train(true)).losses).toEqual(losses);
    const x = waveTensor([2, 32, 32, 2], 0.3);
    const tfl = await import('@tensorflow/tfjs-layers');
    const copy = await tfl.models.modelFromJSON({ modelTopology: JSON.parse(model.toJSON() as unknown as string) });
    copy.setWeights(model.getWeights());
    expect((copy.predict(x) as tf.Tensor).dataSync()).toEqual((model.predict(x) as tf.Tensor).dataSync());
  });
});

describe('bad configurations', () => {
  test.each([
    [withStage({ stride: 0 }), 'stages[1].stride'],
    [withStage({ repeats: 1.5 }), 'stages[1].repeats'],
    [withStage({ repeats: 27 }), 'stages[1].repeats is 27, but it must be at most 26'],
    [{ ...withStage({ repeats: 7 }), depthCoefficient: 4 }, 'at most 26 when depthCoefficient, 4, has scaled it'],
    [withStage({ filtersIn: 16 }), 'stages[1].filtersIn is 16, but it must be 8'],
    [{ stemFilters: 16 }, 'stages[0].filtersIn is 8, but it must be 16, the number of filters that leave the stem'],
    [withStage({ block: 'dense' as 'fused' }), "stages[1].block is \"dense\", but it must be one of 'mbconv', 'fused'"],
    [withStage({ squeezeRatio: -0.1 }), 'stages[1].squeezeRatio'],
    [withStage({ block: 'fused', squeezeRatio: 0.25 }), 'fused blocks have no squeeze-excite'],
    [withStage({ depthwiseName: 'bn' }), 'stages[1].depthwiseName'],
    [{ stages: [] }, 'stages.length'],
    [{ stemFilters: 0 }, 'stemFilters'],
    [{ headFilters: 2.5 }, 'headFilters'],
    [{ fixedEnds: 1 as unknown as boolean }, 'fixedEnds'],
    [{ activation: 'gelu' as 'relu6' }, 'activation'],
  ] as [Partial<EfficientNetConfig>, string][])('%o', (config, message) => {
    expect(() => build(config)).toThrow(InvalidOptionError);
    expect(() => build(config)).toThrow(message);
  });

  test('an even kernel with symmetric padding', () => {
    const config = { ...TINY, ...withStage({ kernel: 4 }) };
    expect(efficientNet(config, TINY_OPTIONS).outputShape).toEqual([null, 3]);
    expect(() => efficientNet(config, { ...TINY_OPTIONS, padding: 'symmetric' })).toThrow(
      "stages[1].kernel is 4, but it must be odd, because padding is 'symmetric'",
    );
  });

  test('the table of a published variant can be taken as it is', () => {
    const model = efficientNet(
      { ...VARIANTS['v2-s'], widthCoefficient: 0.25 },
      { inputShape: [32, 32, 1], classes: 1 },
    );
    expect(model.getLayer('block6o_add').outputShape).toEqual([null, 1, 1, 64]);
    model.dispose();
  });
});
