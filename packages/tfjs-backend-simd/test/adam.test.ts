import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import type { SimdBackend } from '../src';
import { randomInput, randomSource } from './compare';

const SHAPES = [[5], [3, 3, 2, 7], [1], []];

/** Some steps of Adam with given gradients; returns the variables and the optimizer's state. */
async function train(backendName: string, steps: number, optimizer = tf.train.adam(0.01, 0.8, 0.99)) {
  await tf.setBackend(backendName);
  const random = randomSource(70);
  const variables = SHAPES.map((shape) => tf.variable(tf.tensor(randomInput(shape, random).values, shape)));
  for (let step = 0; step < steps; step++) {
    const gradients = variables.map(({ name, shape }) => {
      const { values } = randomInput(shape, random, 10 ** (3 * random() - 2));
      return { name, tensor: tf.tensor(values, shape) };
    });
    optimizer.applyGradients(gradients);
    tf.dispose(gradients.map(({ tensor }) => tensor));
  }
  const state = (await optimizer.getWeights()).map(({ tensor }) => Array.from(tensor.dataSync()));
  const values = variables.map((variable) => Array.from(variable.dataSync()));
  return { variables, optimizer, state, values };
}

test("Adam's fused step equals tfjs's composed ops, moments included", async () => {
  const cpu = await train('cpu', 5);
  const simd = await train('simd', 5);
  expect(simd.optimizer.iterations).toBe(5);
  for (const key of ['state', 'values'] as const) {
    simd[key].forEach((values, i) => {
      values.forEach((value, k) => {
        const want = cpu[key][i]![k]!;
        expect(Math.abs(value - want)).toBeLessThanOrEqual(1e-7 + 1e-6 * Math.abs(want));
      });
    });
  }
});

test('steps leave no memory behind and do not change a clone of a variable', async () => {
  const { variables, optimizer } = await train('simd', 2);
  const { wasmMemory } = tf.backend() as SimdBackend;
  const gradients = variables.map(({ name, shape }) => ({ name, tensor: tf.ones(shape) }));
  optimizer.applyGradients(gradients);
  const before = [wasmMemory.bytesInUse, tf.memory().numTensors];
  optimizer.applyGradients(gradients);
  expect([wasmMemory.bytesInUse, tf.memory().numTensors]).toEqual(before);
  const clone = variables[0]!.clone();
  const values = clone.dataSync();
  optimizer.applyGradients(gradients);
  expect(clone.dataSync()).toEqual(values);
  expect(variables[0]!.dataSync()).not.toEqual(values);
});

test('a variable without a gradient stays, and its moments keep their place', async () => {
  const { variables, optimizer } = await train('simd', 1);
  const before = variables[1]!.dataSync();
  optimizer.applyGradients(
    variables.map(({ name }, i) => ({ name, tensor: i === 1 ? (null as never) : tf.ones(SHAPES[i]!) })),
  );
  expect(variables[1]!.dataSync()).toEqual(before);
  expect((await optimizer.getWeights()).map(({ name }) => name)).toHaveLength(1 + 2 * SHAPES.length);
});

test('the state goes to another optimizer and back to another backend', async () => {
  const first = await train('simd', 3);
  const copy = tf.train.adam(0.01, 0.8, 0.99);
  await copy.setWeights(await first.optimizer.getWeights());
  expect(copy.iterations).toBe(3);
  const gradient = first.variables.map(({ name, shape }) => ({ name, tensor: tf.ones(shape) }));
  const start = first.variables.map((variable) => variable.clone());
  copy.applyGradients(gradient);
  const onSimd = first.variables.map((variable) => variable.dataSync());
  first.variables.forEach((variable, i) => void variable.assign(start[i]!));
  await tf.setBackend('cpu');
  first.optimizer.applyGradients(gradient);
  first.variables.forEach((variable, i) => {
    const values = variable.dataSync();
    onSimd[i]!.forEach((value, k) => void expect(value).toBeCloseTo(values[k]!, 5));
  });
});
