import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { type BatchNormAttrs, type SimdBackend, UnsupportedInputError } from '../src';
import { expectClose, expectSameAsCpu, integer, randomInput, randomSource } from './compare';

const kernel = (name: string, inputs: Record<string, tf.Tensor>, attrs: object = {}) =>
  [tf.engine().runKernel(name, inputs, attrs as tf.NamedAttrMap) as tf.Tensor | tf.Tensor[]].flat();

/** Batch normalisation and its gradients in float64, straight from Ioffe & Szegedy (2015). */
function reference(
  x: ArrayLike<number>,
  dy: ArrayLike<number>,
  scale: number[],
  offset: number[],
  attrs: BatchNormAttrs,
) {
  const channels = scale.length;
  const rows = x.length / channels;
  const result = {
    y: new Float64Array(x.length),
    mean: new Float64Array(channels),
    variance: new Float64Array(channels),
    dx: new Float64Array(x.length),
    dscale: new Float64Array(channels),
    doffset: new Float64Array(channels),
  };
  for (let c = 0; c < channels; c++) {
    const each = <T>(f: (i: number) => T) => Array.from({ length: rows }, (_, r) => f(r * channels + c));
    const sum = (values: number[]) => values.reduce((a, b) => a + b, 0);
    const mean = sum(each((i) => x[i]!)) / rows;
    const variance = sum(each((i) => (x[i]! - mean) ** 2)) / rows;
    const deviation = Math.sqrt(variance + attrs.epsilon);
    const normalized = each((i) => (x[i]! - mean) / deviation);
    const z = normalized.map((value) => value * scale[c]! + offset[c]!);
    const s = z.map((value) => (attrs.activation === 'swish' ? 1 / (1 + Math.exp(-value)) : 1));
    const slope = z.map((value, r) => (attrs.activation === 'swish' ? s[r]! * (1 + value * (1 - s[r]!)) : 1));
    const dz = each((i) => dy[i]!).map((g, r) => g * slope[r]!);
    const doffset = sum(dz);
    const dscale = sum(dz.map((g, r) => g * normalized[r]!));
    each((i) => i).forEach((i, r) => {
      result.y[i] = z[r]! * s[r]!;
      result.dx[i] = (scale[c]! / deviation) * (dz[r]! - doffset / rows - (normalized[r]! * dscale) / rows);
    });
    result.mean[c] = mean;
    result.variance[c] = variance;
    result.dscale[c] = dscale;
    result.doffset[c] = doffset;
  }
  return result;
}

beforeAll(async () => {
  await tf.setBackend('simd');
});

describe.each(['linear', 'swish'] as const)('batch normalisation with activation %s', (activation) => {
  const attrs: BatchNormAttrs = { epsilon: 1e-3, activation };

  test('training: output, statistics and gradients equal a float64 reference', () => {
    const random = randomSource(50);
    const shapes = [
      [2, 3, 4, 5],
      [7, 1],
      [1, 6],
      [3, 5, 5, 16],
      [9, 37],
      [4, 2, 3],
      [1000, 3],
      [2, 40, 41, 33],
    ];
    for (const shape of shapes) {
      const channels = shape[shape.length - 1]!;
      const x = Float32Array.from(randomInput(shape, random).values, (value, i) => value * (1 + (i % channels)) + 5);
      const dy = Float32Array.from(randomInput(shape, random).values);
      const scale = Float32Array.from({ length: channels }, () => 0.5 + random());
      const offset = Float32Array.from({ length: channels }, () => random() - 0.5);
      const want = reference(x, dy, [...scale], [...offset], attrs);
      const before = (tf.backend() as SimdBackend).wasmMemory.bytesInUse;
      tf.tidy(() => {
        const inputs = { x: tf.tensor(x, shape), scale: tf.tensor1d(scale), offset: tf.tensor1d(offset) };
        const [y, mean, variance] = kernel('KiumBatchNormTrain', inputs, attrs) as [tf.Tensor, tf.Tensor, tf.Tensor];
        const gradInputs = { dy: tf.tensor(dy, shape), ...inputs, mean, variance };
        const [dx, dscale, doffset] = kernel('KiumBatchNormTrainGrad', gradInputs, attrs) as (typeof y)[];
        const rows = x.length / channels;
        close(y, want.y, shape, 1e-5);
        close(mean, want.mean, [channels]);
        close(variance, want.variance, [channels]);
        close(dx!, want.dx, shape, 2e-5);
        close(dscale!, want.dscale, [channels], 1e-6 * rows + 1e-5);
        close(doffset!, want.doffset, [channels], 1e-6 * rows + 1e-5);
        const [again] = kernel('KiumBatchNormInference', { ...inputs, mean, variance }, attrs) as [tf.Tensor];
        expect(again.dataSync()).toEqual(y.dataSync());
        expect(inputs.x.dataSync()).toEqual(x);
        expect(gradInputs.dy.dataSync()).toEqual(dy);
      });
      expect((tf.backend() as SimdBackend).wasmMemory.bytesInUse).toBe(before);
    }
  });

  test('the gradient equals finite differences', () => {
    const random = randomSource(51);
    const shape = [3, 2, 2, 5];
    const size = 60;
    const x = Float64Array.from({ length: size }, () => random() * 4 - 2);
    const weights = Float32Array.from({ length: size }, () => random() * 2 - 1);
    const scale = [0.5, 1, 1.5, -1, 2];
    const offset = [0.1, -0.3, 0, 1, 0.5];
    const loss = (values: ArrayLike<number>) =>
      reference(values, weights, scale, offset, attrs).y.reduce((sum, y, i) => sum + y * weights[i]!, 0);
    tf.tidy(() => {
      const inputs = {
        x: tf.tensor(Float32Array.from(x), shape),
        scale: tf.tensor1d(scale),
        offset: tf.tensor1d(offset),
      };
      const [, mean, variance] = kernel('KiumBatchNormTrain', inputs, attrs) as tf.Tensor[];
      const gradInputs = { dy: tf.tensor(weights, shape), ...inputs, mean: mean!, variance: variance! };
      const dx = kernel('KiumBatchNormTrainGrad', gradInputs, attrs)[0]!.dataSync();
      for (let i = 0; i < size; i++) {
        const [above, below] = [x.slice(), x.slice()];
        above[i]! += 1e-5;
        below[i]! -= 1e-5;
        expect(dx[i]).toBeCloseTo((loss(above) - loss(below)) / 2e-5, 4);
      }
    });
  });

  test('the gradient is the same when it takes the place of dy', () => {
    const random = randomSource(52);
    const shape = [2, 7, 5, 19];
    const tensor = (shape: number[]) => tf.tensor(Float32Array.from(randomInput(shape, random).values), shape);
    const [x, scale, offset, mean, variance] = [tensor(shape), tensor([19]), tensor([19]), tensor([19]), tf.ones([19])];
    const dy = tensor(shape);
    const inputs = { x, mean, variance, scale, offset };
    const expected = kernel('KiumBatchNormTrainGrad', { dy, ...inputs }, attrs);
    const found = kernel('KiumBatchNormTrainGrad', { dy, ...inputs }, { ...attrs, inPlace: true });
    expect(found[0]!.dataId).toBe(dy.dataId);
    for (const [i, gradient] of found.entries()) expect(gradient.dataSync()).toEqual(expected[i]!.dataSync());
    tf.dispose([dy, ...Object.values(inputs), ...expected, ...found]);
  });

  test('inference equals composed ops on the cpu backend', async () => {
    const random = randomSource(52);
    const channels = 11;
    const positive = { shape: [channels], values: Array.from({ length: channels }, () => random() + 0.1) };
    const inputs = [
      randomInput([2, 3, 4, channels], random),
      positive,
      ...[1, 2, 3].map(() => randomInput([channels], random)),
    ];
    await expectSameAsCpu(
      inputs,
      (x, variance, mean, scale, offset) => {
        if (tf.getBackend() === 'simd') {
          const given = { x: x!, variance: variance!, mean: mean!, scale: scale!, offset: offset! };
          return kernel('KiumBatchNormInference', given, attrs);
        }
        const factor = tf.mul(scale!, tf.rsqrt(tf.add(variance!, attrs.epsilon)));
        const z = tf.add(tf.mul(tf.sub(x!, mean!), factor), offset!);
        return activation === 'swish' ? tf.mul(z, tf.sigmoid(z)) : z;
      },
      { absolute: 1e-5 },
    );
  });
});

test('statistics keep their digits when the mean is large and the rows are many', () => {
  const random = randomSource(53);
  const [rows, channels] = [2 ** 18, 5];
  const x = Float32Array.from({ length: rows * channels }, (_, i) => 1000 * (1 + (i % channels)) + random());
  const want = reference(x, x, [1, 1, 1, 1, 1], [0, 0, 0, 0, 0], { epsilon: 1e-3, activation: 'linear' });
  tf.tidy(() => {
    const inputs = { x: tf.tensor(x, [rows, channels]), scale: tf.ones([channels]), offset: tf.zeros([channels]) };
    const [, mean, variance] = kernel('KiumBatchNormTrain', inputs, { epsilon: 1e-3, activation: 'linear' });
    mean!.dataSync().forEach((value, c) => void expect(Math.abs(value / want.mean[c]! - 1)).toBeLessThan(1e-7));
    variance!.dataSync().forEach((value, c) => void expect(Math.abs(value / want.variance[c]! - 1)).toBeLessThan(1e-6));
  });
});

test('swish and its gradient equal composed ops on the cpu backend', async () => {
  const random = randomSource(54);
  for (let round = 0; round < 20; round++) {
    const shape = Array.from({ length: integer(random, 0, 4) }, () => integer(random, 1, 7));
    const inputs = [randomInput(shape, random, 8), randomInput(shape, random)];
    await expectSameAsCpu(inputs, (x, dy) => {
      if (tf.getBackend() === 'simd')
        return [...kernel('KiumSwish', { x: x! }), ...kernel('KiumSwishGrad', { x: x!, dy: dy! })];
      const s = tf.sigmoid(x!);
      return [tf.mul(x!, s), tf.mul(dy!, tf.add(s, tf.mul(tf.mul(x!, s), tf.sub(1, s))))];
    });
  }
});

test("tfjs's batch normalisation equals the cpu backend, with and without scale and offset", async () => {
  const random = randomSource(55);
  const inputs = [randomInput([2, 3, 4, 6], random), ...[1, 2, 3].map(() => randomInput([6], random))];
  const variance = { shape: [6], values: [0.1, 1, 2, 3, 4, 5] };
  await expectSameAsCpu([...inputs, variance], (x, mean, scale, offset, v) => [
    tf.batchNorm(x as tf.Tensor4D, mean as tf.Tensor1D, v as tf.Tensor1D, offset as tf.Tensor1D, scale as tf.Tensor1D),
    tf.batchNorm(x as tf.Tensor4D, mean as tf.Tensor1D, v as tf.Tensor1D),
    tf.batchNorm(x as tf.Tensor4D, mean as tf.Tensor1D, v as tf.Tensor1D, undefined, scale as tf.Tensor1D, 0.01),
  ]);
  const full = randomInput([2, 3], random);
  await expectSameAsCpu([full, full, { shape: [2, 3], values: [1, 2, 3, 4, 5, 6] }], (x, mean, v) =>
    tf.batchNorm(x as tf.Tensor2D, mean as tf.Tensor2D, v as tf.Tensor2D),
  );
});

test('tensors that do not fit are refused', () => {
  tf.tidy(() => {
    const inputs = { x: tf.zeros([4, 3]), scale: tf.ones([2]), offset: tf.zeros([3]) };
    const attrs = { epsilon: 1e-3, activation: 'linear' };
    expect(() => kernel('KiumBatchNormTrain', inputs, attrs)).toThrow(UnsupportedInputError);
    expect(() => kernel('KiumBatchNormTrain', inputs, attrs)).toThrow(/each of 3 channels, but got shape \[2\]/);
  });
});

function close(found: tf.Tensor, expected: ArrayLike<number>, shape: number[], absolute = 1e-6): void {
  const result = { shape: found.shape, dtype: found.dtype, values: found.dataSync() };
  expectClose(result, { shape, dtype: 'float32', values: expected }, { relative: 3e-6, absolute });
}
