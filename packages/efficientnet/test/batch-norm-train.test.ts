import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-layers'; // registers the gradients of tfjs's ops
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Activation } from '../src/index';
import { batchNormInference } from '../src/ops/batch-norm-inference';
import { batchNormTrain } from '../src/ops/batch-norm-train';
import type { BatchNormInputs } from '../src/ops/normalize';
import fixture from './fixtures/batch-norm-swish.json';
import { relativeError, wave, waveTensor } from './wave';

type Op = (inputs: BatchNormInputs, activation: Activation) => tf.Tensor;

const epsilon = 1e-3;
const ignore = (): void => {};
const train: Op = ({ x, scale, offset }, activation) =>
  batchNormTrain(x, scale, offset, { epsilon, activation }, ignore);
const inference: Op = (inputs, activation) => batchNormInference(inputs, { epsilon, activation });

/** The same in plain ops, for tfjs to differentiate. */
const composed =
  (statistics: 'batch' | 'given'): Op =>
  ({ x, scale, offset, ...given }, activation) => {
    const { mean, variance } = statistics === 'given' ? given : tf.moments(x, [...x.shape.keys()].slice(0, -1));
    const z = tf.add(tf.mul(tf.div(tf.sub(x, mean), tf.sqrt(tf.add(variance, epsilon))), scale), offset);
    return activation === 'swish' ? tf.mul(z, tf.sigmoid(z)) : z;
  };

/** Output and gradients (x, scale, offset) for the upstream gradient `dy`. */
function differentiate(op: Op, inputs: BatchNormInputs, activation: Activation, dy: tf.Tensor): Float32Array[] {
  const run = (x: tf.Tensor, scale: tf.Tensor, offset: tf.Tensor) => op({ ...inputs, x, scale, offset }, activation);
  const { value, grads } = tf.valueAndGrads(run)([inputs.x, inputs.scale, inputs.offset], dy);
  return [value, ...grads].map((tensor) => tensor.dataSync() as Float32Array);
}

function vectors(channels: number, phase: number): Omit<BatchNormInputs, 'x'> {
  return {
    mean: waveTensor([channels], phase + 0.7, 0.3),
    variance: waveTensor([channels], phase + 0.8, 0.5, 1),
    scale: waveTensor([channels], phase + 0.1, 0.2, 1),
    offset: waveTensor([channels], phase + 0.4, 0.3),
  };
}

beforeAll(async () => {
  await tf.setBackend('cpu');
});

test.each(fixture.cases)('PyTorch gives the same: training $training, $activation', (expected) => {
  const x = waveTensor(expected.shape, 0.2, 2, 1);
  const inputs = { x, ...vectors(x.shape.at(-1)!, 0) };
  const dy = waveTensor(expected.shape, 0.9);
  const op = expected.training ? train : inference;
  const [y, dx, dScale, dOffset] = differentiate(op, inputs, expected.activation as Activation, dy);
  expect(relativeError(y!, expected.y)).toBeLessThan(1e-5);
  expect(relativeError(dx!, expected.dx)).toBeLessThan(1e-5);
  expect(relativeError(dScale!, expected.dGamma)).toBeLessThan(1e-5);
  expect(relativeError(dOffset!, expected.dBeta)).toBeLessThan(1e-5);
});

describe.each(['linear', 'swish'] as const)('%s', (activation) => {
  test.each([
    ['batch', train],
    ['given', inference],
  ] as const)("tfjs's own differentiation gives the same with %s statistics", (statistics, op) => {
    const shapes = fc.oneof(
      fc.tuple(fc.integer({ min: 2, max: 5 }), fc.integer({ min: 1, max: 9 })),
      fc.tuple(...[2, 1, 1, 1].map((min) => fc.integer({ min, max: 5 }))),
    );
    fc.assert(
      fc.property(shapes, fc.double({ min: 0, max: 6, noNaN: true }), (shape, phase) => {
        tf.tidy(() => {
          const inputs = { x: waveTensor(shape, phase, 2, 1), ...vectors(shape.at(-1)!, phase) };
          const dy = waveTensor(shape, phase + 0.9);
          const actual = differentiate(op, inputs, activation, dy);
          const expected = differentiate(composed(statistics), inputs, activation, dy);
          // With few values a channel, dx is a small difference of large terms: hence the absolute floor of dy's size.
          actual.forEach((values, i) => {
            const floor = Float32Array.of(...expected[i]!, 1);
            expect(relativeError(Float32Array.of(...values, 1), floor)).toBeLessThan(2e-4);
          });
        });
      }),
      { numRuns: 25, seed: 1 },
    );
  });

  test('the gradient for x is the slope', () => {
    const shape = [3, 2, 2, 2];
    const inputs = { x: waveTensor(shape, 0.2, 2, 1), ...vectors(2, 0) };
    const dy = wave(24, 0.9);
    const [, dx] = differentiate(train, inputs, activation, waveTensor(shape, 0.9));
    const x = inputs.x.dataSync();
    const step = 2 ** -7;
    const slope = (i: number): number => {
      const [above, below] = [step, -step].map((h) => {
        const moved = Float32Array.from(x, (value, j) => (j === i ? value + h : value));
        const y = train({ ...inputs, x: tf.tensor(moved, shape) }, activation).dataSync() as Float32Array;
        return y.reduce((sum, value, j) => sum + value * dy[j]!, 0);
      });
      return (above! - below!) / (2 * step);
    };
    expect(
      relativeError(
        dx!,
        Float64Array.from(x, (_, i) => slope(i)),
      ),
    ).toBeLessThan(2e-3);
  });
});

test('a channel that does not vary gives finite numbers', () => {
  const inputs = { x: tf.fill([4, 3, 3, 2], 5), ...vectors(2, 0) };
  for (const values of differentiate(train, inputs, 'swish', tf.ones([4, 3, 3, 2]))) {
    expect(values.every(Number.isFinite)).toBe(true);
  }
});

test('only the input outlives the forward pass, and nothing the backward pass', () => {
  const shape = [2, 4, 4, 3];
  const inputs = { x: waveTensor(shape, 0.2), ...vectors(3, 0) };
  const before = tf.memory();
  let between = before;
  const grads = tf.grads((x: tf.Tensor, scale: tf.Tensor, offset: tf.Tensor) => {
    const y = tf.tidy(() => train({ ...inputs, x, scale, offset }, 'swish'));
    between = tf.memory();
    return y;
  })([inputs.x, inputs.scale, inputs.offset]);
  // The output, batch mean and batch variance; the saved input shares the memory of `x`.
  expect(between.numDataBuffers - before.numDataBuffers).toBe(3);
  tf.dispose(grads);
  expect(tf.memory().numTensors).toBe(before.numTensors);
});

test('the composed ops can be differentiated twice', () => {
  // Against slopes: tfjs differentiates its own sigmoid wrongly the second time.
  const inputs = { x: waveTensor([4, 3], 0.2), ...vectors(3, 0) };
  const first = tf.grad((x: tf.Tensor) => tf.sum(tf.square(inference({ ...inputs, x }, 'swish'))));
  const f = (x: tf.Tensor) => tf.sum(tf.square(first(x)));
  const x = inputs.x.dataSync();
  const step = 2 ** -7;
  const at = (i: number, h: number) =>
    f(
      tf.tensor(
        Float32Array.from(x, (value, j) => (j === i ? value + h : value)),
        [4, 3],
      ),
    ).dataSync()[0]!;
  const slopes = Float64Array.from(x, (_, i) => (at(i, step) - at(i, -step)) / (2 * step));
  expect(relativeError(tf.grad(f)(inputs.x).dataSync(), slopes)).toBeLessThan(2e-3);
});
