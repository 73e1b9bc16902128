import '@kium/tfjs-backend-simd';
import '@tensorflow/tfjs-layers'; // registers the gradients of tfjs's ops
import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { type Activation, efficientNet } from '../src/index';
import { batchNormInference } from '../src/ops/batch-norm-inference';
import { batchNormTrain } from '../src/ops/batch-norm-train';
import { squeeze } from '../src/ops/squeeze';
import { TINY, TINY_OPTIONS } from './tiny';
import { relativeError, waveTensor } from './wave';

/** Runs `compute` on a backend and gives the values of its tensors. */
async function on(backend: 'cpu' | 'simd', compute: () => tf.Tensor[]): Promise<ArrayLike<number>[]> {
  await tf.setBackend(backend);
  return tf.tidy(compute).map((tensor) => tensor.dataSync());
}

async function compare(compute: () => tf.Tensor[], tolerance: number): Promise<void> {
  const expected = await on('cpu', compute);
  const actual = await on('simd', compute);
  actual.forEach((values, i) => {
    expect(relativeError(values, expected[i]!), `output ${i}`).toBeLessThan(tolerance);
  });
}

const cases = [true, false].flatMap((training) =>
  ['linear', 'swish'].flatMap((activation) =>
    [
      [3, 5, 7, 13],
      [2, 1, 1, 8],
      [6, 4],
    ].map((shape) => ({ training, activation: activation as Activation, shape })),
  ),
);

test.each(cases)("the backend's kernels give what composed ops give: %o", async ({ training, activation, shape }) => {
  await compare(() => {
    const vector = (phase: number, scale: number, shift: number) => waveTensor([shape.at(-1)!], phase, scale, shift);
    const attributes = { epsilon: 1e-3, activation };
    const op = (x: tf.Tensor, scale: tf.Tensor, offset: tf.Tensor) =>
      training
        ? batchNormTrain(x, scale, offset, attributes, () => {})
        : batchNormInference({ x, scale, offset, mean: vector(3, 0.3, 0), variance: vector(4, 0.5, 1) }, attributes);
    const inputs = [waveTensor(shape, 0.2, 2, 1), vector(1, 0.2, 1), vector(2, 0.3, 0)];
    const { value, grads } = tf.valueAndGrads(op)(inputs, waveTensor(shape, 0.9));
    return [value, ...grads];
  }, 1e-4);
});

test.each([
  ['swish', [3, 5, 7, 13]],
  ['linear', [2, 1, 1, 8]],
  ['swish', [2, 33, 41, 37]],
  ['linear', [1, 4, 3, 16]],
] as const)(
  "a batch norm's own means and their gradient are those of a squeeze behind it: %s, %o",
  async (activation, shape) => {
    const results = (pooled: boolean) => () => {
      const vector = (phase: number, scale: number, shift: number) => waveTensor([shape[3]], phase, scale, shift);
      const gate = waveTensor([shape[0], shape[3]], 0.7);
      const loss = (x: tf.Tensor, scale: tf.Tensor, offset: tf.Tensor) => {
        const y = batchNormTrain(x, scale, offset, { epsilon: 1e-3, activation, pooled }, () => {});
        const mean = pooled ? squeeze(y) : tf.mean(y, [1, 2]);
        return tf.add(tf.sum(tf.mul(tf.square(mean), gate)), tf.mean(tf.mul(y, waveTensor([...shape], 0.9))));
      };
      const inputs = [waveTensor([...shape], 0.2, 2, 1), vector(1, 0.2, 1), vector(2, 0.3, 0)];
      const { value, grads } = tf.valueAndGrads(loss)(inputs);
      return [value, ...grads];
    };
    await compare(results(true), 1e-4);
    await tf.setBackend('simd');
    const [pooled, apart] = [results(true)(), results(false)()];
    for (const [i, tensor] of pooled.entries()) {
      expect(relativeError(tensor.dataSync(), apart[i]!.dataSync())).toBeLessThan(1e-4);
    }
  },
);

test('a whole network gives the same scores and gradients', async () => {
  await compare(() => {
    const model = efficientNet(TINY, TINY_OPTIONS);
    const x = waveTensor([3, ...TINY_OPTIONS.inputShape!], 0.1);
    const inference = model.predict(x) as tf.Tensor;
    const { value, grads } = tf.variableGrads(
      () => tf.sum(tf.square(model.apply(x, { training: true }) as tf.Tensor)) as tf.Scalar,
    );
    const gradients = ['stem_conv', 'stem_bn', 'block2a_dwconv', 'predictions'].flatMap((name) =>
      model.getLayer(name).trainableWeights.map((weight) => grads[weight.name]!),
    );
    return [inference, value, ...gradients, ...model.getLayer('stem_bn').getWeights()];
  }, 1e-3);
});
