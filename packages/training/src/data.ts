import { Tensor, tensor } from '@tensorflow/tfjs-core';
import { ShapeError } from './errors';

/** The inputs of some samples, one after another. */
export interface InputBatch {
  /** `indices.length` × the product of `inputShape` numbers, row-major. */
  x: Float32Array;
}

/** The inputs and targets of some samples. */
export interface TrainingBatch extends InputBatch {
  /** `indices.length` × the product of `outputShape` numbers, row-major. */
  y: Float32Array;
  /** `indices.length` numbers from 0, what each sample's loss is multiplied by; absent where all count alike. */
  sampleWeight?: Float32Array;
}

/** Samples to predict, read when they are needed. */
export interface InputData {
  /** Number of samples. */
  readonly length: number;
  /** Shape of one sample, e.g. [256, 256, 8]. */
  readonly inputShape: readonly number[];
  /** Reads the samples with these indices, in this order. */
  batch(indices: readonly number[]): InputBatch | Promise<InputBatch>;
}

/** Samples with targets, read when they are needed: what a file, a generator or {@link arrayData} offers. */
export interface TrainingData extends InputData {
  /** Shape of one target, e.g. [21]. */
  readonly outputShape: readonly number[];
  /**
   * Reads the samples with these indices, in this order.
   *
   * @param epoch - in a training step: its epoch, from 1, so that samples can be augmented anew each time; absent where
   * they are wanted as they are, for evaluation, prediction and recalibration
   */
  batch(indices: readonly number[], epoch?: number): TrainingBatch | Promise<TrainingBatch>;
}

/** Nested arrays of numbers. */
export type NestedNumbers = readonly (number | NestedNumbers)[];

/** Samples held in memory: a tensor, nested arrays, or one flat (typed) array for each sample. */
export type Samples = Tensor | NestedNumbers | readonly ArrayLike<number>[];

/** Shapes of one sample where they cannot be read off the arrays. */
export interface ArrayDataOptions {
  /** Shape of one input; default: as the arrays are nested. */
  inputShape?: readonly number[];
  /** Shape of one target; default: as the arrays are nested. */
  outputShape?: readonly number[];
  /** What each sample's loss is multiplied by: n numbers from 0. Default: all count alike. */
  sampleWeight?: ArrayLike<number>;
}

/**
 * Offers arrays or tensors as {@link TrainingData}. The numbers are copied; tensors stay the caller's.
 *
 * @param x - n inputs
 * @param y - n targets; a flat array of n numbers is n targets of shape [1]
 * @throws {@link ShapeError} when inputs and targets differ in number, samples in size, a given shape does not fit, or the
 * weights are not one for each sample
 */
export async function arrayData(x: Samples, y: Samples, options: ArrayDataOptions = {}): Promise<TrainingData> {
  const inputs = await flatten('inputs', x, options.inputShape);
  const targets = await flatten('targets', y, options.outputShape);
  if (inputs.length !== targets.length) {
    throw new ShapeError(
      'targets',
      `${inputs.length}, one for each input`,
      `${targets.length}`,
      'Give every sample a target.',
    );
  }
  const { sampleWeight } = options;
  if (sampleWeight && sampleWeight.length !== inputs.length) {
    const expected = `${inputs.length}, one for each sample`;
    throw new ShapeError('sampleWeight', expected, `${sampleWeight.length}`, 'Give every sample one weight.');
  }
  const weights = sampleWeight && { values: Float32Array.from(sampleWeight), length: inputs.length, shape: [1] };
  return {
    length: inputs.length,
    inputShape: inputs.shape,
    outputShape: targets.shape,
    batch: (indices) => ({
      x: gather(inputs, indices),
      y: gather(targets, indices),
      ...(weights && { sampleWeight: gather(weights, indices) }),
    }),
  };
}

/** Offers inputs without targets as {@link InputData}, for prediction. The numbers are copied. */
export async function arrayInputs(x: Samples, options: Pick<ArrayDataOptions, 'inputShape'> = {}): Promise<InputData> {
  const inputs = await flatten('inputs', x, options.inputShape);
  return {
    length: inputs.length,
    inputShape: inputs.shape,
    batch: (indices) => ({ x: gather(inputs, indices) }),
  };
}

/**
 * Some samples of a data set, as a data set of their own.
 *
 * @param indices - which samples, in which order
 */
export function subset(data: TrainingData, indices: readonly number[]): TrainingData;
export function subset(data: InputData, indices: readonly number[]): InputData;
export function subset(data: InputData | TrainingData, indices: readonly number[]): InputData | TrainingData {
  return {
    ...('outputShape' in data ? { outputShape: data.outputShape } : {}),
    inputShape: data.inputShape,
    length: indices.length,
    batch: (wanted: readonly number[], epoch?: number) =>
      (data as TrainingData).batch(
        wanted.map((i) => indices[i]!),
        epoch,
      ),
  };
}

/** Number of elements of a shape. */
export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((size, n) => size * n, 1);
}

interface Flat {
  values: Float32Array;
  length: number;
  shape: readonly number[];
}

async function flatten(what: string, samples: Samples, wanted?: readonly number[]): Promise<Flat> {
  const { values, length, shape } = await readSamples(what, samples);
  if (wanted && sizeOf(wanted) !== sizeOf(shape)) {
    throw new ShapeError(
      what,
      `${sizeOf(wanted)} numbers a sample for shape [${wanted.join(', ')}]`,
      `${sizeOf(shape)}`,
      'Check the shape option against the data.',
    );
  }
  return { values, length, shape: wanted ?? shape };
}

async function readSamples(what: string, samples: Samples): Promise<Flat> {
  if (samples instanceof Tensor) {
    const [length = 0, ...shape] = samples.shape;
    return { values: Float32Array.from(await samples.data()), length, shape: shape.length ? shape : [1] };
  }
  const first = samples[0];
  // Nested plain arrays: tfjs checks that they are not ragged and finds their shape.
  if (first === undefined || typeof first === 'number' || (Array.isArray(first) && typeof first[0] !== 'number')) {
    const made = tensor(samples as number[], undefined, 'float32');
    try {
      return await readSamples(what, made);
    } finally {
      made.dispose();
    }
  }
  const rows = samples as readonly ArrayLike<number>[];
  const size = (first as ArrayLike<number>).length;
  const values = new Float32Array(rows.length * size);
  rows.forEach((row, i) => {
    if (row.length !== size) {
      throw new ShapeError(what, `${size} numbers a sample`, `${row.length} in sample ${i}`, 'Make all samples alike.');
    }
    values.set(row, i * size);
  });
  return { values, length: rows.length, shape: [size] };
}

function gather({ values, shape }: Flat, indices: readonly number[]): Float32Array {
  const size = sizeOf(shape);
  const batch = new Float32Array(indices.length * size);
  indices.forEach((sample, i) => {
    batch.set(values.subarray(sample * size, (sample + 1) * size), i * size);
  });
  return batch;
}
