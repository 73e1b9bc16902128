import '@tensorflow/tfjs-backend-cpu';
import { OutOfMemoryError, type SimdBackend } from '@kium/tfjs-backend-simd';
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import {
  type EfficientNetOptions,
  efficientNet,
  InvalidOptionError,
  RandomLayer,
  RecomputingModel,
} from '../src/index';
import { TINY, TINY_OPTIONS } from './tiny';
import { waveTensor } from './wave';

const OPTIONS: EfficientNetOptions = { ...TINY_OPTIONS, dropoutRate: 0.3, dropConnectRate: 0.5 };
const build = (recompute: boolean, options: EfficientNetOptions = {}) =>
  efficientNet(TINY, { ...OPTIONS, ...options, recompute });

const images = (n = 4) => waveTensor([n, ...TINY_OPTIONS.inputShape!], 0.1);
const labels = (n = 4) => tf.tidy(() => tf.cast(tf.greater(waveTensor([n, 3], 0.7), 0), 'float32'));

function values(model: tfl.LayersModel): number[][] {
  return model.getWeights().map((weight) => [...weight.dataSync()]);
}

function randomSteps(model: tfl.LayersModel): number[] {
  return model.layers.flatMap((layer) => (layer instanceof RandomLayer ? [layer.randomStep] : []));
}

/** Losses of `steps` steps of Adam, and what the model holds after them. */
function train(model: tfl.LayersModel, steps = 4) {
  const optimizer = tf.train.adam(0.01);
  const [x, y] = [images(), labels()];
  const variables = model.trainableWeights.map((weight) => weight.read() as tf.Variable);
  const losses = Array.from({ length: steps }, () =>
    tf.tidy(() => {
      const loss = () => tf.losses.meanSquaredError(y, model.apply(x, { training: true }) as tf.Tensor) as tf.Scalar;
      return optimizer.minimize(loss, true, variables)!.arraySync();
    }),
  );
  return { losses, weights: values(model), steps: randomSteps(model) };
}

beforeEach(async () => {
  await tf.setBackend('simd');
});

describe('training', () => {
  test.each([
    ['simd', 4],
    ['cpu', 2],
  ])('gives the very same losses, weights, moving averages and random steps on %s', async (backend, steps) => {
    await tf.setBackend(backend);
    const plain = train(build(false), steps);
    const recomputed = train(build(true), steps);
    expect(recomputed).toEqual(plain);
    expect(new Set(plain.losses).size).toBe(steps);
    expect(new Set(plain.steps)).toEqual(new Set([steps]));
  });

  test('so it does through model.fit and trainOnBatch', async () => {
    const run = async (model: tfl.LayersModel) => {
      model.compile({ optimizer: tf.train.adam(0.01), loss: 'binaryCrossentropy', metrics: ['accuracy'] });
      const [x, y] = [images(), labels()];
      const { history } = await model.fit(x, y, { epochs: 2, batchSize: 2, shuffle: false, verbose: 0 });
      return { history, batch: await model.trainOnBatch(x, y), weights: values(model), steps: randomSteps(model) };
    };
    expect(await run(build(true))).toEqual(await run(build(false)));
  });

  test('gradients of the input and of every weight are the same', () => {
    const gradients = (model: tfl.LayersModel) => {
      const variables = model.trainableWeights.map((weight) => weight.read());
      const loss = (x: tf.Tensor) => tf.sum(tf.square(model.apply(x, { training: true }) as tf.Tensor)) as tf.Scalar;
      const x = images();
      const { grads } = tf.engine().gradients(() => loss(x), [x, ...variables]);
      return grads.map((gradient) => [...gradient.dataSync()]);
    };
    expect(gradients(build(true))).toEqual(gradients(build(false)));
  });

  test('a model that is called twice within one loss draws each mask again where it belongs', () => {
    const run = (model: tfl.LayersModel) => {
      const variables = model.trainableWeights.map((weight) => weight.read() as tf.Variable);
      const loss = () => {
        const [a, b] = [0.1, 0.6].map((phase) => {
          return model.apply(waveTensor([4, ...TINY_OPTIONS.inputShape!], phase), { training: true }) as tf.Tensor;
        });
        return tf.sum(tf.mul(a!, b!)) as tf.Scalar;
      };
      const { value, grads } = tf.variableGrads(loss, variables);
      return { value: value.arraySync(), grads: Object.values(grads).map((gradient) => [...gradient.dataSync()]) };
    };
    const plain = build(false);
    const recomputing = build(true);
    expect(run(recomputing)).toEqual(run(plain));
    expect(values(recomputing)).toEqual(values(plain));
    expect(randomSteps(recomputing)).toEqual(randomSteps(plain));
  });
});

describe('the model', () => {
  test('layers, weights and their order are those of the plain model', () => {
    const [plain, recomputing] = [build(false), build(true)];
    expect(recomputing.layers.map(({ name }) => name)).toEqual(plain.layers.map(({ name }) => name));
    const weights = (model: tfl.LayersModel) => model.weights.map(({ originalName, shape }) => [originalName, shape]);
    expect(weights(recomputing)).toEqual(weights(plain));
    expect(recomputing.getLayer('block2a_bn').outputShape).toEqual(plain.getLayer('block2a_bn').outputShape);
    expect(recomputing.outputShape).toEqual(plain.outputShape);
  });

  test('inference is unaffected, before and after training', () => {
    const [plain, recomputing] = [build(false), build(true)];
    for (const steps of [0, 1]) {
      for (const model of [plain, recomputing]) train(model, steps);
      expect((recomputing.predict(images()) as tf.Tensor).arraySync()).toEqual(
        (plain.predict(images()) as tf.Tensor).arraySync(),
      );
    }
    expect(randomSteps(recomputing)).toEqual([1, 1, 1]);
  });

  test('it comes back from its JSON, recomputing, and goes on as the original does', async () => {
    const model = build(true);
    train(model, 2);
    const copy = (await tfl.models.modelFromJSON({
      modelTopology: JSON.parse(model.toJSON() as unknown as string),
    })) as tfl.LayersModel;
    expect(copy).toBeInstanceOf(RecomputingModel);
    copy.setWeights(model.getWeights());
    for (const layer of copy.layers) if (layer instanceof RandomLayer) layer.randomStep = 2;
    expect(train(copy)).toEqual(train(model));
  });

  test('frozen layers within blocks stay as they are, and the rest trains as in the plain model', () => {
    const run = (recompute: boolean) => {
      const model = build(recompute);
      for (const name of [
        'stem_conv',
        'stem_bn',
        'block1a_dwconv',
        'block1a_bn',
        'block2a_bn',
        'block2b_expand_conv',
      ]) {
        model.getLayer(name).trainable = false;
      }
      for (const layer of model.layers) if (layer.name.startsWith('block1b')) layer.trainable = false;
      const before = values(model);
      const after = train(model);
      return { ...after, changed: after.weights.map((weight, i) => String(weight) !== String(before[i])) };
    };
    const plain = run(false);
    expect(run(true)).toEqual(plain);
    expect(plain.changed).toContain(false);
    expect(plain.changed).toContain(true);
  });

  test('a model as part of another recomputes there', () => {
    const run = (recompute: boolean) => {
      const inner = build(recompute);
      const input = tfl.input({ shape: [...TINY_OPTIONS.inputShape!] });
      return train(tfl.model({ inputs: input, outputs: inner.apply(input) as tfl.SymbolicTensor }), 2);
    };
    expect(run(true)).toEqual(run(false));
  });

  test('several outputs, one of them from within a block, give what the plain model gives', () => {
    const run = (Model: typeof tfl.LayersModel) => {
      const base = build(false);
      const outputs = ['block1b_add', 'block2a_expand_bn', 'predictions'].map(
        (name) => base.getLayer(name).output as tfl.SymbolicTensor,
      );
      const model = new Model({ inputs: base.inputs, outputs, name: 'features' });
      const variables = model.trainableWeights.map((weight) => weight.read() as tf.Variable);
      const sums = () => (model.apply(images(), { training: true }) as tf.Tensor[]).map((y) => tf.sum(tf.square(y)));
      const { value, grads } = tf.variableGrads(() => tf.addN(sums()) as tf.Scalar, variables);
      const gradients = Object.values(grads).map((gradient) => [...gradient.dataSync()]);
      return { value: value.arraySync(), gradients, weights: values(model), steps: randomSteps(model) };
    };
    expect(run(RecomputingModel)).toEqual(run(tfl.LayersModel));
  });

  test.each([1, 'yes'])('recompute: %o is refused', (recompute) => {
    const build = () => efficientNet(TINY, { ...OPTIONS, recompute: recompute as unknown as boolean });
    expect(build).toThrow(InvalidOptionError);
    expect(build).toThrow('Option recompute is');
  });
});

describe('memory', () => {
  /** Bytes of the tensors that wait for the backward pass, measured where the loss is computed. */
  async function kept(recompute: boolean, how: 'apply' | 'fit'): Promise<number> {
    const model = build(recompute);
    const [x, y] = [images(), labels()];
    let bytes = 0;
    const loss = (yTrue: tf.Tensor, yPred: tf.Tensor) => {
      bytes = tf.memory().numBytes;
      return tf.mean(tf.squaredDifference(yTrue, yPred)) as tf.Scalar;
    };
    const before = tf.memory().numBytes;
    if (how === 'fit') {
      model.compile({ optimizer: 'sgd', loss });
      await model.trainOnBatch(x, y);
    } else {
      tf.tidy(() => tf.variableGrads(() => loss(y, model.apply(x, { training: true }) as tf.Tensor)));
    }
    model.dispose();
    return bytes - before;
  }

  test.each(['apply', 'fit'] as const)('%s keeps little of the blocks', async (how) => {
    expect(await kept(true, how)).toBeLessThan(0.6 * (await kept(false, how)));
  });

  test('no tensor stays behind', async () => {
    const model = build(true);
    model.compile({ optimizer: tf.train.adam(0.01), loss: 'binaryCrossentropy' });
    const [x, y] = [images(), labels()];
    const step = async () => {
      await model.trainOnBatch(x, y);
      const { numTensors, numBytes } = tf.memory();
      return { numTensors, numBytes };
    };
    await step();
    const after = await step();
    for (let i = 0; i < 3; i++) expect(await step()).toEqual(after);
  });

  test.each([true, false])(
    'a step that runs out of memory leaves nothing behind (recompute: %o)',
    async (recompute) => {
      const model = build(recompute);
      const optimizer = tf.train.adam(0.01);
      const [x, y] = [images(), labels()];
      const variables = model.trainableWeights.map((weight) => weight.read() as tf.Variable);
      const loss = () => tf.losses.meanSquaredError(y, model.apply(x, { training: true }) as tf.Tensor) as tf.Scalar;
      const step = async () => tf.tidy(() => optimizer.minimize(loss, true, variables)!.arraySync());
      await step();
      const memory = (tf.backend() as SimdBackend).wasmMemory;
      const allocate = vi.spyOn(memory, 'allocate');
      await step();
      const needed = allocate.mock.calls.length;
      // Filters that earlier tests' predictions keep would go when memory runs short.
      (tf.backend() as SimdBackend).filters.releaseUnused();
      const state = () => ({ tensors: tf.memory().numTensors, bytes: memory.bytesInUse });
      const before = state();
      for (let count = 0; count < needed; count += 29) {
        vi.restoreAllMocks();
        failAfter(count);
        await expect(step(), `allocation ${count}`).rejects.toThrow(OutOfMemoryError);
        expect(state(), `after allocation ${count}`).toEqual(before);
      }
      vi.restoreAllMocks();
      expect(Number.isFinite(await step())).toBe(true);
      expect(state()).toEqual(before);
    },
  );
});

/** From now on the memory is full after `count` allocations. */
function failAfter(count: number): void {
  const memory = (tf.backend() as SimdBackend).wasmMemory;
  const allocate = memory.allocate.bind(memory);
  let calls = 0;
  vi.spyOn(memory, 'allocate').mockImplementation((bytes) => {
    calls++;
    if (calls > count) throw new OutOfMemoryError(bytes, memory.bytesInUse, memory.bytesLimit);
    return allocate(bytes);
  });
}
