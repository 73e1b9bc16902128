import '@kium/tfjs-backend-simd';
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import {
  BatchNormalization,
  type EfficientNetOptions,
  efficientNet,
  freeze,
  InvalidOptionError,
  type NetworkPart,
  NotEfficientNetError,
  unfreeze,
} from '../src/index';
import { TINY, TINY_OPTIONS } from './tiny';
import { waveTensor } from './wave';

beforeEach(async () => {
  await tf.setBackend('simd');
});
afterEach(() => {
  vi.restoreAllMocks();
});

const tiny = (options: EfficientNetOptions = {}) =>
  efficientNet(TINY, { ...TINY_OPTIONS, batchNormMomentum: 0.5, ...options });
const compiled = (options: EfficientNetOptions = {}) => {
  const model = tiny(options);
  model.compile({ optimizer: tf.train.adam(0.01), loss: 'binaryCrossentropy' });
  return model;
};
const x = () => waveTensor([4, 32, 32, 2], 0.4, 1, 0.5);
const y = () => tf.cast(tf.greater(waveTensor([4, 3], 0.7), 0), 'float32');

/** The values of each layer's weights, moving statistics among them. */
const weights = (model: tfl.LayersModel) =>
  new Map(
    model.layers
      .filter((layer) => layer.weights.length > 0)
      .map((layer) => [layer.name, layer.getWeights().map((weight) => [...weight.dataSync()])]),
  );

/** The layers that a step of training changes. */
async function trained(model: tfl.LayersModel, steps = 1): Promise<string[]> {
  const before = weights(model);
  for (let step = 0; step < steps; step++) await model.trainOnBatch(x(), y());
  const after = weights(model);
  return [...before.keys()].filter((name) => JSON.stringify(before.get(name)) !== JSON.stringify(after.get(name)));
}

const ALL = [...weights(efficientNet(TINY, TINY_OPTIONS)).keys()];
const from = (prefix: string) => ALL.slice(ALL.findIndex((name) => name.startsWith(prefix)));

describe('freeze', () => {
  test.each([
    ['stem', from('block1a_')],
    [1, from('block2a_')],
    [2, from('top_')],
    ['top', from('predictions')],
  ] as [NetworkPart, string[]][])('through %s leaves the rest to training', async (through, expected) => {
    const model = compiled();
    freeze(model, { through });
    expect(await trained(model)).toEqual(expected);
  });

  test('through the last convolution by default; without it everything is trained', async () => {
    const model = compiled();
    expect(await trained(model)).toEqual(ALL);
    freeze(model);
    expect(await trained(model)).toEqual(['predictions']);
  });

  test.each([false, true])(
    'frozen parts compute in training what they compute in inference (recompute: %s)',
    (recompute) => {
      const model = tiny({ dropConnectRate: 0, dropoutRate: 0, recompute });
      const difference = () => {
        const training = model.apply(x(), { training: true }) as tf.Tensor;
        return tf.max(tf.abs(tf.sub(training, model.predict(x()) as tf.Tensor))).arraySync() as number;
      };
      freeze(model, { through: 2 });
      expect(difference()).toBeGreaterThan(1e-3);
      freeze(model);
      expect(difference()).toBe(0);
    },
  );

  test('no gradient of a frozen part is computed', () => {
    const model = tiny();
    const kernels = () => {
      const runKernel = vi.spyOn(tf.engine(), 'runKernel');
      const variables = model.trainableWeights.map((weight) => weight.read() as tf.Variable);
      const { grads } = tf.variableGrads(() => tf.sum(model.apply(x(), { training: true }) as tf.Tensor), variables);
      const names = runKernel.mock.calls.map(([name]) => name);
      runKernel.mockRestore();
      return { names, gradients: Object.keys(grads).length };
    };
    const count = (names: string[], part: string) => names.filter((name) => name.includes(part)).length;
    const whole = kernels();
    expect(count(whole.names, 'DepthwiseConv2dNativeBackpropFilter')).toBe(4);
    expect(count(whole.names, 'KiumBatchNormTrainGrad')).toBeGreaterThan(4);
    freeze(model, { through: 1 });
    const half = kernels();
    expect(count(half.names, 'DepthwiseConv2dNativeBackpropFilter')).toBe(2);
    expect(count(half.names, 'DepthwiseConv2dNativeBackpropInput')).toBe(2);
    freeze(model);
    const head = kernels();
    expect(head.names.filter((name) => /Backprop|Grad$/.test(name))).toEqual([]);
    expect(head.gradients).toBe(2);
  });

  test('a step after freezing is the same on cpu', async () => {
    const step = async (backend: string) => {
      await tf.setBackend(backend);
      const model = compiled({ dropConnectRate: 0, dropoutRate: 0 });
      freeze(model, { through: 1 });
      await model.trainOnBatch(x(), y());
      return [...weights(model).values()].flat(2);
    };
    const [cpu, simd] = [await step('cpu'), await step('simd')];
    cpu.forEach((value, i) => {
      expect(simd[i]).toBeCloseTo(value, 3);
    });
  });
});

describe('unfreeze', () => {
  test('trains the last parts again, or everything', async () => {
    const model = compiled();
    freeze(model);
    unfreeze(model, { from: 2 });
    expect(await trained(model)).toEqual(from('block2a_'));
    unfreeze(model);
    expect(await trained(model)).toEqual(ALL);
  });

  test('can leave the batch norms frozen', async () => {
    const model = compiled();
    freeze(model);
    unfreeze(model, { from: 2, batchNorms: false });
    const isNorm = (name: string) => model.getLayer(name) instanceof BatchNormalization;
    expect(await trained(model)).toEqual(from('block2a_').filter((name) => !isNorm(name)));
  });

  test('of a model that is frozen as a whole, all else stays frozen', async () => {
    const model = compiled();
    model.trainable = false;
    unfreeze(model, { from: 'top' });
    expect(await trained(model)).toEqual(['top_conv', 'top_bn']);
  });
});

describe('in a compiled model', () => {
  test('weights that were frozen when it was compiled can be unfrozen', async () => {
    const model = tiny();
    freeze(model);
    model.compile({ optimizer: tf.train.adam(0.01), loss: 'binaryCrossentropy' });
    expect(await trained(model)).toEqual(['predictions']);
    unfreeze(model, { from: 2 });
    expect(await trained(model, 2)).toEqual(from('block2a_'));
  });

  // Adam's moments are kept by place: were they mixed up, shapes would not fit or other steps be taken.
  test("the optimizer keeps each weight's state", async () => {
    const steps = async (between: (model: tfl.LayersModel) => void) => {
      const model = compiled({ dropConnectRate: 0, dropoutRate: 0 });
      for (let step = 0; step < 3; step++) await model.trainOnBatch(x(), y());
      between(model);
      await model.trainOnBatch(x(), y());
      return weights(model);
    };
    const [plain, frozen] = [await steps(() => {}), await steps((model) => freeze(model, { through: 'stem' }))];
    const again = await steps((model) => {
      freeze(model, { through: 2 });
      unfreeze(model);
    });
    expect(again).toEqual(plain);
    // With the stem alone in inference mode all else sees nearly the same step; other moments would give another one.
    const [a, b] = [plain, frozen].map((after) => after.get('predictions')!.flat());
    a!.forEach((value, i) => {
      expect(b![i]).toBeCloseTo(value, 2);
    });
    expect(frozen.get('stem_conv')).not.toEqual(plain.get('stem_conv'));
  });

  test('fit works on, and nothing is printed', async () => {
    const warn = vi.spyOn(console, 'warn');
    const model = compiled({ recompute: true });
    freeze(model, { through: 1 });
    const before = weights(model);
    await model.fit(x(), y(), { epochs: 2, batchSize: 2, verbose: 0 });
    expect(weights(model).get('stem_conv')).toEqual(before.get('stem_conv'));
    expect(weights(model).get('block2b_dwconv')).not.toEqual(before.get('block2b_dwconv'));
    expect(warn).not.toHaveBeenCalled();
  });
});

test('works on a model that was built on the layers of one', async () => {
  const encoder = tiny({ includeTop: false, pooling: 'avg' });
  const head = tfl.layers.dense({ units: 3, activation: 'sigmoid', name: 'head' });
  const model = tfl.model({ inputs: encoder.inputs, outputs: head.apply(encoder.outputs[0]!) as tfl.SymbolicTensor });
  model.compile({ optimizer: tf.train.adam(0.01), loss: 'binaryCrossentropy' });
  freeze(model);
  expect(await trained(model)).toEqual(['head']);
});

test('bad input', () => {
  const model = tiny();
  expect(() => freeze(model, { through: 3 })).toThrow(InvalidOptionError);
  expect(() => freeze(model, { through: 3 })).toThrow("'stem', 1, 2, 'top'");
  expect(() => unfreeze(model, { from: 'head' as 'top' })).toThrow('Option from is "head"');
  expect(() => unfreeze(model, { batchNorms: 'no' as unknown as boolean })).toThrow('a boolean');
  const other = tfl.sequential({ layers: [tfl.layers.dense({ units: 1, inputShape: [2], name: 'd' })] });
  expect(() => freeze(other)).toThrow(NotEfficientNetError);
  expect(() => unfreeze(other)).toThrow(NotEfficientNetError);
});
