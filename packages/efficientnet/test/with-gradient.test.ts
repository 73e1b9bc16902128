import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-layers'; // registers the gradients of tfjs's ops
import { beforeAll, expect, test } from 'vitest';
import { withGradient } from '../src/ops/with-gradient';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

/** 3 · x, with what its gradient function got. */
function triple(x: tf.Tensor, seen: { dy?: tf.Tensor; overwrite?: boolean; saved?: tf.Tensor } = {}): tf.Tensor {
  return withGradient([x], (save) => {
    save([x]);
    return {
      value: tf.mul(x, 3),
      gradient: (dy, [saved], mayOverwrite) => {
        Object.assign(seen, { dy, saved, overwrite: mayOverwrite(dy) });
        return [tf.mul(dy, 3)];
      },
    };
  });
}

test('one output', () => {
  const { value, grad } = tf.valueAndGrad((x: tf.Tensor) => tf.sum(triple(x)))(tf.tensor1d([1, 2]));
  expect(value.dataSync()[0]).toBe(9);
  expect([...grad.dataSync()]).toEqual([3, 3]);
});

test('several outputs', () => {
  const both = (x: tf.Tensor) =>
    withGradient([x], () => ({
      value: [tf.mul(x, 2), tf.mul(x, 5)],
      gradient: ([da, db]) => [tf.add(tf.mul(da!, 2), tf.mul(db!, 5))],
    }));
  const loss = (x: tf.Tensor) => {
    const [a, b] = both(x);
    return tf.sum(tf.add(tf.mul(a!, 10), b!));
  };
  expect([
    ...tf
      .grad(loss)(tf.tensor1d([1, 2]))
      .dataSync(),
  ]).toEqual([25, 25]);
});

test('what the backward pass made and saved is freed on the way; what the caller gave is not', () => {
  const first: Parameters<typeof triple>[1] = {};
  const second: Parameters<typeof triple>[1] = {};
  const x = tf.tensor1d([1, 2]);
  const dy = tf.tensor1d([1, 10]);
  let freed: boolean[] = [];
  const dx = tf.grad((x: tf.Tensor) => {
    const start = withGradient([x], () => ({
      value: tf.mul(x, 1),
      gradient: (dy) => {
        freed = [first.dy!, first.saved!].map((tensor) => tensor.isDisposed);
        return [tf.mul(dy, 1)];
      },
    }));
    return triple(triple(start, first), second);
  })(x, dy);
  expect([...dx.dataSync()]).toEqual([9, 90]);
  expect(freed).toEqual([true, true]);
  expect(first.overwrite).toBe(true);
  expect(second.overwrite).toBe(false);
  expect([...dy.dataSync()]).toEqual([1, 10]);
});

test('a gradient that is handed on as it is lives on', () => {
  const same = (x: tf.Tensor) => withGradient([x], () => ({ value: x.clone(), gradient: (dy: tf.Tensor) => [dy] }));
  const dx = tf.grad((x: tf.Tensor) => triple(same(same(triple(x)))))(tf.tensor1d([1, 2]));
  expect([...dx.dataSync()]).toEqual([9, 9]);
});

test('within an outer gradient everything is kept', () => {
  const cube = (x: tf.Tensor): tf.Tensor =>
    withGradient([x], (save) => {
      save([x]);
      return {
        value: tf.mul(tf.square(x), x),
        gradient: (dy, [x]) => [tf.mul(dy, tf.mul(tf.square(x!), 3))],
      };
    });
  const second = tf.grad(tf.grad(cube));
  expect([...second(tf.tensor1d([1, 2])).dataSync()]).toEqual([6, 12]);
});
