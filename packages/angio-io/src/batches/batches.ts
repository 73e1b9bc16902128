import { OptionError } from '../errors';
import type { VolumeDtype } from '../hdf5/volume-format';
import { choiceOption, integerOption } from '../options';
import type { Labels } from '../tables/labels';
import { shuffled } from './permutation';

/** Options of {@link VolumeFile.batches}. */
export interface BatchOptions<D extends VolumeDtype = VolumeDtype> {
  /** Volumes a batch. Default: 8. */
  readonly batchSize?: number;
  /** Positions in the file to read, in this order. Default: all, from 0. */
  readonly indices?: ArrayLike<number>;
  /**
   * Read in random order: Fisher–Yates on mulberry32, the same on every machine. One call is one epoch; give each
   * epoch its own seed. Default: false.
   */
  readonly shuffle?: boolean;
  /** A 32-bit integer. Default: 0. */
  readonly seed?: number;
  /** `float32`: numbers in [0, 1]; `uint8`: grey values. Default: `float32`. */
  readonly dtype?: D;
  /** Leave out a last batch of fewer than `batchSize` volumes. Default: false. */
  readonly dropLast?: boolean;
  readonly signal?: AbortSignal;
}

/** Some volumes and what is known of them. Every batch has arrays of its own. */
export interface Batch<X extends Float32Array | Uint8Array = Float32Array | Uint8Array> {
  /** The volumes, one after another: `shape[0] · shape[1] · shape[2] · shape[3]` values. */
  readonly x: X;
  /** [volumes, height, width, views] */
  readonly shape: readonly [number, number, number, number];
  /** Their labels, if the file has any: volumes × labels values of 0 or 1. */
  readonly y?: Float32Array;
  /** [volumes, labels], if the file has labels. */
  readonly yShape?: readonly [number, number];
  /** The volumes' positions in the file. */
  readonly indices: readonly number[];
  /** The volumes' patients. */
  readonly patients: readonly string[];
}

/** What batches are made from: a file, or anything else that holds volumes. */
export interface VolumeSource {
  readonly length: number;
  readonly shape: readonly [number, number, number, number];
  readonly index: readonly string[];
  readonly labels: Labels | undefined;
  /** Read volume `at` into `target` from `offset` on: as grey values or, into a Float32Array, in [0, 1]. */
  readInto(at: number, target: Float32Array | Uint8Array, offset: number): void;
}

/** The batches of one epoch. Options are checked at once, not at the first batch. */
export function makeBatches(source: VolumeSource, options: BatchOptions): AsyncGenerator<Batch> {
  const { dropLast = false, shuffle = false, signal } = options;
  const batchSize = integerOption('batchSize', options.batchSize, 8, 1);
  const seed = integerOption('seed', options.seed, 0, -(2 ** 31), 2 ** 32 - 1);
  const dtype = choiceOption<VolumeDtype>('dtype', options.dtype, ['float32', 'uint8']);
  const given = options.indices ? Array.from(options.indices) : Array.from({ length: source.length }, (_, at) => at);
  const wrong = given.find((at) => !Number.isInteger(at) || at < 0 || at >= source.length);
  if (wrong !== undefined) {
    throw new OptionError('indices', `a list with ${wrong}`, `a list of positions from 0 to ${source.length - 1}`);
  }
  const order = shuffle ? shuffled(given, seed) : given;
  const end = dropLast ? order.length - (order.length % batchSize) : order.length;
  return generate(source, order.slice(0, end), batchSize, dtype, signal);
}

async function* generate(
  source: VolumeSource,
  order: number[],
  batchSize: number,
  dtype: VolumeDtype,
  signal: AbortSignal | undefined,
): AsyncGenerator<Batch> {
  const [, height, width, views] = source.shape;
  const volume = height * width * views;
  for (let start = 0; start < order.length; start += batchSize) {
    signal?.throwIfAborted();
    const indices = order.slice(start, start + batchSize);
    const x = dtype === 'float32' ? new Float32Array(indices.length * volume) : new Uint8Array(indices.length * volume);
    for (const [row, at] of indices.entries()) source.readInto(at, x, row * volume);
    yield {
      x,
      shape: [indices.length, height, width, views],
      ...labelsOf(source.labels, indices),
      indices,
      patients: indices.map((at) => source.index[at]!),
    };
  }
}

function labelsOf(labels: Labels | undefined, indices: number[]): Pick<Batch, 'y' | 'yShape'> {
  if (!labels) return {};
  const columns = labels.names.length;
  const y = new Float32Array(indices.length * columns);
  for (const [row, at] of indices.entries()) y.set(labels.values[at]!, row * columns);
  return { y, yShape: [indices.length, columns] };
}
