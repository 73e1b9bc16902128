import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { InvalidOptionError } from '../src/index';
import { GatedConv2D } from '../src/layers/gated-convolution';
import { gatedConvolution } from '../src/ops/gated-convolution';
import { relativeError, wave, waveTensor } from './wave';

type Op = (x: tf.Tensor, gate: tf.Tensor, filter: tf.Tensor) => tf.Tensor;

/** The same in plain ops, for tfjs to differentiate. */
const composed: Op = (x, gate, filter) => tf.conv2d(tf.mul(x, gate) as tf.Tensor4D, filter as tf.Tensor4D, 1, 'same');

function inputsOf(n: number, h: number, w: number, c: number, f: number, phase: number) {
  return [
    waveTensor([n, h, w, c], phase),
    waveTensor([n, 1, 1, c], phase + 0.3, 0.5, 0.5),
    waveTensor([1, 1, c, f], phase + 0.7),
  ] as [tf.Tensor, tf.Tensor, tf.Tensor];
}

beforeAll(async () => {
  await tf.setBackend('cpu');
});

test("tfjs's own differentiation gives the same", () => {
  const sizes = fc.tuple(...[3, 4, 4, 6, 6].map((max) => fc.integer({ min: 1, max })));
  fc.assert(
    fc.property(sizes, fc.double({ min: 0, max: 6, noNaN: true }), ([n, h, w, c, f], phase) => {
      tf.tidy(() => {
        const inputs = inputsOf(n!, h!, w!, c!, f!, phase);
        const dy = waveTensor([n!, h!, w!, f!], phase + 0.9);
        const run = (op: Op) => {
          const { value, grads } = tf.valueAndGrads(op as (...args: tf.Tensor[]) => tf.Tensor)(inputs, dy);
          return [value, ...grads];
        };
        const expected = run(composed);
        run(gatedConvolution).forEach((tensor, i) => {
          expect(tensor.shape).toEqual(expected[i]!.shape);
          expect(relativeError(tensor.dataSync(), expected[i]!.dataSync())).toBeLessThan(1e-4);
        });
      });
    }),
    { numRuns: 25, seed: 1 },
  );
});

test.each([0, 1, 2])('the gradient for input %d is the slope', (which) => {
  const inputs = inputsOf(2, 3, 2, 4, 3, 0.2);
  const dy = wave(2 * 3 * 2 * 3, 0.9);
  const { grads } = tf.valueAndGrads(gatedConvolution as (...args: tf.Tensor[]) => tf.Tensor)(
    inputs,
    waveTensor([2, 3, 2, 3], 0.9),
  );
  const given = inputs[which]!;
  const step = 2 ** -5;
  const at = (i: number, h: number) => {
    const moved = Float32Array.from(given.dataSync(), (value, j) => (j === i ? value + h : value));
    const changed = inputs.map((tensor, j) => (j === which ? tf.tensor(moved, given.shape) : tensor));
    const y = gatedConvolution(...(changed as typeof inputs)).dataSync();
    return (y as Float32Array).reduce((sum, value, j) => sum + value * dy[j]!, 0);
  };
  const slopes = Float64Array.from({ length: given.size }, (_, i) => (at(i, step) - at(i, -step)) / (2 * step));
  expect(relativeError(grads[which]!.dataSync(), slopes)).toBeLessThan(1e-4);
});

test('nothing but the inputs outlives the forward pass, and nothing the backward pass', () => {
  const inputs = inputsOf(2, 3, 3, 4, 5, 0.2);
  const before = tf.memory();
  let between = before;
  const grads = tf.grads((...args: tf.Tensor[]) => {
    const y = tf.tidy(() => gatedConvolution(...(args as typeof inputs)));
    between = tf.memory();
    return y;
  })(inputs);
  expect(between.numDataBuffers - before.numDataBuffers).toBe(1);
  tf.dispose(grads);
  expect(tf.memory().numTensors).toBe(before.numTensors);
});

test('as a layer: one kernel, and an input and a gate that fit each other', () => {
  const [x, gate] = [tfl.input({ shape: [4, 4, 6] }), tfl.input({ shape: [1, 1, 6] })];
  const layer = new GatedConv2D({ filters: 3, name: 'project_conv' });
  const y = layer.apply([x, gate]) as tfl.SymbolicTensor;
  expect(y.shape).toEqual([null, 4, 4, 3]);
  expect(layer.weights.map(({ originalName, shape }) => [originalName, shape])).toEqual([
    ['project_conv/kernel', [1, 1, 6, 3]],
  ]);
  const model = tfl.model({ inputs: [x, gate], outputs: y });
  const inputs = inputsOf(2, 4, 4, 6, 3, 0.4);
  const scores = model.predict([inputs[0], inputs[1]]) as tf.Tensor;
  expect(scores.dataSync()).toEqual(composed(inputs[0], inputs[1], layer.getWeights()[0]!).dataSync());
  expect(() => new GatedConv2D({ filters: 3 }).apply([x, tfl.input({ shape: [1, 1, 5] })])).toThrow(InvalidOptionError);
  expect(() => new GatedConv2D({ filters: 3 }).apply(x)).toThrow(InvalidOptionError);
});
