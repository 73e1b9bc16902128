import * as tf from '@tensorflow/tfjs-core';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { SimdBackend } from '../src';
import { OutOfMemoryError } from '../src/errors';
import type { Affine, Statistics } from '../src/normalization';
import type { FilterMatrix } from '../src/preparedFilters';
import { randomInput, randomSource } from './compare';

const random = randomSource(17);
const tensor = (...shape: number[]) => tf.tensor(Float32Array.from(randomInput(shape, random).values), shape);
const backend = () => tf.backend() as SimdBackend;
const inUse = () => backend().wasmMemory.bytesInUse;

beforeEach(async () => {
  await tf.setBackend('simd');
  backend().filters.releaseUnused();
});
afterEach(() => {
  vi.restoreAllMocks();
});

/** A batch norm's parameters. */
function parameters(channels: number, values = { mean: 0.3, variance: 1, scale: 2, offset: 0.5 }) {
  const vectors = Object.entries(values).map(([name, value]) => [name, tf.fill([channels], value)] as const);
  return Object.fromEntries(vectors);
}

/** Inference: a convolution and its batch norm. */
function infer(x: tf.Tensor, filter: tf.Tensor, norm = parameters(filter.shape[3]!), epsilon = 1e-3): tf.Tensor {
  const y = tf.conv2d(x as tf.Tensor4D, filter as tf.Tensor4D, 1, 'same');
  return tf.engine().runKernel('KiumBatchNormInference', { x: y, ...norm } as tf.NamedTensorMap, {
    epsilon,
    activation: 'linear',
  }) as tf.Tensor;
}

const FILTERS: [name: string, shape: number[]][] = [
  ['of one pixel', [1, 1, 6, 40]],
  ['of 3 by 3 pixels', [3, 3, 6, 20]],
];

test.each(FILTERS)('a filter %s is prepared once in inference, until it is disposed of', (_, shape) => {
  const x = tensor(2, 9, 8, 6);
  backend().address(x);
  const norm = parameters(shape[3]!);
  for (const vector of Object.values(norm)) backend().address(vector);
  const before = inUse();
  const filter = tensor(...shape);
  const pack = vi.spyOn(backend(), 'runCalls');
  const packings = () => pack.mock.calls.filter(([name]) => name === 'packPanels').length;
  const first = tf.tidy(() => infer(x, filter, norm).dataSync());
  const after = inUse();
  expect(packings()).toBe(1);
  expect(tf.tidy(() => infer(x, filter, norm).dataSync())).toEqual(first);
  expect(packings()).toBe(1);
  expect(inUse()).toBe(after);
  filter.dispose();
  expect(inUse()).toBe(before);
});

test('new values of a variable are seen', () => {
  const x = tensor(1, 5, 5, 6);
  const filter = tf.variable(tensor(1, 1, 6, 12));
  tf.tidy(() => infer(x, filter).dataSync());
  const values = tensor(1, 1, 6, 12);
  filter.assign(values);
  const [found, expected] = [filter, values.clone()].map((f) => tf.tidy(() => infer(x, f).dataSync()));
  expect(found).toEqual(expected);
});

test.each(['mean', 'variance', 'scale', 'offset'])('a new %s of the batch norm is seen', (name) => {
  const [x, filter] = [tensor(1, 5, 5, 6), tensor(1, 1, 6, 12)];
  const norm = parameters(12);
  const run = (filter: tf.Tensor, norm: tf.NamedTensorMap) => tf.tidy(() => infer(x, filter, norm).dataSync());
  const first = run(filter, norm);
  const changed = { ...norm, [name]: tf.fill([12], 1.5) };
  const found = run(filter, changed);
  expect(found).not.toEqual(first);
  expect(found).toEqual(run(filter.clone(), changed));
  expect(run(filter, norm)).toEqual(first);
});

test('another epsilon is seen', () => {
  const [x, filter, norm] = [tensor(1, 5, 5, 6), tensor(1, 1, 6, 12), parameters(12)];
  const run = (epsilon: number) => tf.tidy(() => infer(x, filter, norm, epsilon).dataSync());
  const first = run(1e-3);
  expect(run(0.5)).not.toEqual(first);
  expect(run(1e-3)).toEqual(first);
});

test('the same values as another matrix are packed anew', () => {
  const filter = tensor(1, 1, 6, 12);
  const reshaped = tf.reshape(filter, [1, 1, 12, 6]);
  const run = (f: tf.Tensor) => tf.tidy(() => infer(tf.ones([1, 4, 4, f.shape[2]!]), f).dataSync());
  run(filter);
  const found = run(reshaped);
  expect(found).toEqual(run(tf.tensor(reshaped.dataSync(), reshaped.shape)));
});

test('training packs for each step, and keeps nothing', () => {
  const [x, filter] = [tensor(1, 5, 5, 6), tensor(1, 1, 6, 12)];
  tf.tidy(() => tf.conv2d(x as tf.Tensor4D, filter as tf.Tensor4D, 1, 'same').dataSync());
  expect(backend().filters.releaseUnused()).toBe(false);
});

/** The memory is full until a block is freed. */
function fillMemory(): void {
  const { wasmMemory } = backend();
  const [allocate, free] = [wasmMemory.allocate.bind(wasmMemory), wasmMemory.free.bind(wasmMemory)];
  let full = true;
  vi.spyOn(wasmMemory, 'allocate').mockImplementation((bytes) => {
    if (full) throw new OutOfMemoryError(bytes, 0, 0);
    return allocate(bytes);
  });
  vi.spyOn(wasmMemory, 'free').mockImplementation((address) => {
    full = false;
    free(address);
  });
}

test('parameters that stand in for missing ones leave no copy behind', () => {
  const [x, filter] = [tensor(1, 5, 5, 6), tensor(1, 1, 6, 12)];
  const [mean, variance, scale, offset] = [tf.fill([12], 0.3), tf.fill([12], 2), tf.ones([12]), tf.zeros([12])];
  const run = (...affine: tf.Tensor1D[]) =>
    tf.tidy(() =>
      tf.batchNorm(tf.conv2d(x as tf.Tensor4D, filter as tf.Tensor4D, 1, 'same'), mean, variance, ...affine).dataSync(),
    );
  const found = run();
  expect(backend().filters.releaseUnused()).toBe(false);
  expect(found).toEqual(run(offset as tf.Tensor1D, scale as tf.Tensor1D));
  expect(backend().filters.releaseUnused()).toBe(true);
});

test('a copy that is being read stays, also when the same values are wanted as another matrix', () => {
  const filter = tensor(1, 1, 6, 12);
  const matrix = { address: backend().address(filter), keptWith: filter.dataId };
  const normalization = (channels: number) => ({
    ...(parameters(channels) as unknown as Statistics & Affine),
    ...{ epsilon: 1e-3, swish: false },
  });
  const { filters } = backend();
  filters.withRows(backend(), matrix, 6, 12, normalization(12), (outer) => {
    const values = () => backend().wasmMemory.float32(outer, 72).slice();
    const before = values();
    filters.withRows(backend(), matrix, 12, 6, normalization(6), (inner) => expect(inner).not.toBe(outer));
    backend().withScratch(4 * 80, (scratch) => expect(scratch).not.toBe(outer));
    expect(values()).toEqual(before);
  });
});

test('copies make room when memory runs short', () => {
  const [x, filter] = [tensor(1, 5, 5, 6), tensor(1, 1, 6, 12)];
  const first = tf.tidy(() => infer(x, filter).dataSync());
  fillMemory();
  expect(tf.tidy(() => infer(x, filter).dataSync())).toEqual(first);
});

test('other copies make room for one that is being made, and while one is being used', () => {
  const matrix = (filter: tf.Tensor) => ({
    ...{ address: backend().address(filter), rowStride: 12, columnStride: 1, keptWith: filter.dataId },
  });
  const [one, two, three] = [1, 2, 3].map(() => matrix(tensor(1, 1, 6, 12))) as [
    FilterMatrix,
    FilterMatrix,
    FilterMatrix,
  ];
  const { filters } = backend();
  const normalization = { ...(parameters(12) as unknown as Statistics & Affine), epsilon: 1e-3, swish: false };
  const use = (b: FilterMatrix, during: (packed: number) => void = () => {}) =>
    filters.withPanels(backend(), b, 6, 12, normalization, during);
  use(one);
  fillMemory();
  use(two, (packed) => {
    const values = () => backend().wasmMemory.float32(packed, 72).slice();
    const before = values();
    use(three);
    vi.restoreAllMocks();
    fillMemory();
    backend().withScratch(64, (scratch) => expect(scratch).not.toBe(packed));
    expect(values()).toEqual(before);
  });
});
