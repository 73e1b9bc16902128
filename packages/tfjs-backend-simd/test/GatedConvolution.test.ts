import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { setThreads, UnsupportedInputError } from '../src';
import { wantedThreads } from '../src/threadCount';
import { expectSameAsCpu, integer, randomInput, randomSource } from './compare';

const kernel = (name: string, inputs: Record<string, tf.Tensor>) =>
  [tf.engine().runKernel(name, inputs) as tf.Tensor | tf.Tensor[]].flat();

/** Output and gradients (x, gate, filter), by the kernels on simd and by tfjs's own differentiation elsewhere. */
function compute(x: tf.Tensor, gate: tf.Tensor, filter: tf.Tensor, dy: tf.Tensor): tf.Tensor[] {
  if (tf.getBackend() === 'simd') {
    return [
      ...kernel('KiumGatedConv2D', { x, gate, filter }),
      ...kernel('KiumGatedConv2DGrad', { dy, x, gate, filter }),
    ];
  }
  const composed = (x: tf.Tensor, gate: tf.Tensor, filter: tf.Tensor) =>
    tf.conv2d(tf.mul(x, gate) as tf.Tensor4D, filter as tf.Tensor4D, 1, 'same');
  const { value, grads } = tf.valueAndGrads(composed as (...args: tf.Tensor[]) => tf.Tensor)([x, gate, filter], dy);
  return [value, ...grads];
}

/** Shapes of x, gate, filter and dy. */
const shapes = (n: number, h: number, w: number, c: number, f: number) => [
  [n, h, w, c],
  [n, 1, 1, c],
  [1, 1, c, f],
  [n, h, w, f],
];

beforeAll(async () => {
  await tf.setBackend('simd');
});

const cores = wantedThreads();
afterAll(() => setThreads(cores));

test('output and gradients equal composed ops on the cpu backend, on odd shapes', async () => {
  const random = randomSource(60);
  const sizes: Parameters<typeof shapes>[] = [
    [1, 1, 1, 1, 1],
    [1, 1, 1, 9, 17],
    [2, 1, 1, 6, 3],
    [3, 5, 7, 13, 9],
    [2, 4, 4, 8, 8],
    // Several parts of an image, several groups of filter rows, several blocks of k.
    [1, 34, 35, 131, 5],
    [2, 3, 3, 260, 400],
  ];
  for (let round = 0; round < 15; round++) {
    sizes.push([1, 2, 3, 4, 5].map((_, i) => integer(random, 1, i === 0 ? 3 : i < 3 ? 9 : 25)) as (typeof sizes)[0]);
  }
  for (const size of sizes) {
    const inputs = shapes(...size).map((shape) => randomInput(shape, random, 1));
    const terms = Math.max(size[0] * size[1] * size[2], size[3], size[4]);
    await expectSameAsCpu(inputs, (x, gate, filter, dy) => compute(x!, gate!, filter!, dy!), {
      relative: 1e-5,
      absolute: 1e-5 * Math.sqrt(terms),
    });
  }
});

test('the result does not depend on the number of threads', async () => {
  const random = randomSource(61);
  for (const size of [
    [3, 8, 8, 300, 70],
    [1, 60, 50, 40, 24],
    [2, 45, 40, 24, 16],
  ] as Parameters<typeof shapes>[]) {
    const inputs = shapes(...size).map((shape) => randomInput(shape, random, 1));
    const run = (threads: number) => {
      setThreads(threads);
      return tf.tidy(() => {
        const [x, gate, filter, dy] = inputs.map(({ shape, values }) => tf.tensor(values, shape, 'float32'));
        return compute(x!, gate!, filter!, dy!).map((tensor) => tensor.dataSync().slice());
      });
    };
    const one = run(1);
    expect(run(2)).toEqual(one);
    expect(run(3)).toEqual(one);
  }
});

test('tensors that do not fit are refused', () => {
  tf.tidy(() => {
    const [x, gate, filter, dy] = shapes(2, 3, 3, 4, 5).map((shape) => tf.zeros(shape));
    const run = (change: Record<string, tf.Tensor>) => () =>
      kernel('KiumGatedConv2DGrad', { dy: dy!, x: x!, gate: gate!, filter: filter!, ...change });
    expect(run({})).not.toThrow();
    expect(run({ gate: tf.zeros([1, 1, 1, 4]) })).toThrow(UnsupportedInputError);
    expect(run({ gate: tf.zeros([1, 1, 1, 4]) })).toThrow('gate of shape [2,1,1,4], but got shape [1,1,1,4]');
    expect(run({ filter: tf.zeros([1, 1, 5, 4]) })).toThrow('filter of shape');
    expect(run({ dy: tf.zeros([2, 3, 3, 4]) })).toThrow('dy of shape');
    expect(run({ x: tf.zeros([2, 3, 3, 4], 'int32') })).toThrow('float32');
  });
});
