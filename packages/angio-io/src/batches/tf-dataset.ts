import { type Tensor2D, type Tensor4D, tensor2d, tensor4d } from '@tensorflow/tfjs-core';
import { integerOption } from '../options';
import type { BatchOptions } from './batch-options';
import { type LabelledVolumes, seedOfEpoch, type TargetOptions, targetsOf } from './labelled-volumes';

/** Options of {@link toTfDataset}. */
export interface TfDatasetOptions extends Omit<BatchOptions<'float32'>, 'dtype'>, TargetOptions {
  /** The epoch to begin with, counted from 0, as `fitDataset` has it: for a training that goes on. Default: 0. */
  readonly initialEpoch?: number;
}

/** A batch as `fitDataset` takes it. Whoever reads it disposes of both tensors; `fitDataset` does. */
export interface TfBatch {
  /** [volumes, height, width, views], float32 in [0, 1] */
  readonly xs: Tensor4D;
  /** [volumes, labels], 0 or 1, or what `target` makes of them */
  readonly ys: Tensor2D;
}

/** What `model.fitDataset`, `model.evaluateDataset`, `tf.data.generator` and `for await` take. */
export interface TfDataset extends AsyncIterable<TfBatch> {
  /** Batches in an epoch. */
  readonly size: number;
  /** The batches of the next epoch. It counts as begun when its first batch is asked for. */
  iterator(): Promise<AsyncGenerator<TfBatch, undefined>>;
}

/**
 * Volumes and labels as a data set of TensorFlow.js: one pass over it is one epoch. Epoch e, from 0, is shuffled, drawn and
 * augmented by `seed` + e, so that epochs differ and a training can be repeated.
 *
 * A batch's tensors are made when it is asked for, and no others are: a training of any length holds one batch.
 *
 * ```ts
 * const volumes = await openVolumes('train.h5');
 * const [{ train, test }] = multilabelStratifiedKFold(volumes.labels.values);
 * await model.fitDataset(toTfDataset(volumes, { indices: train, shuffle: true, seed: 1, augment: { flip: 0.5 } }), {
 *   epochs: 10,
 *   validationData: toTfDataset(volumes, { indices: test }),
 * });
 * ```
 *
 * For `tf.data`'s own methods: `tf.data.generator(() => dataset.iterator())`.
 *
 * @throws OptionError, also for volumes without labels; what reading throws comes from the iterator
 */
export function toTfDataset(volumes: LabelledVolumes, options: TfDatasetOptions = {}): TfDataset {
  const { labels, target, initialEpoch, seed = 0, ...batchOptions } = options;
  const targets = targetsOf(volumes, { labels, target });
  let epoch = integerOption('initialEpoch', initialEpoch, 0, 0);
  // Made once in vain, since it checks the options.
  const checked = volumes.batches({ ...batchOptions, seed, dtype: 'float32' });
  void checked.return(undefined);

  async function* batches(): AsyncGenerator<TfBatch, undefined> {
    // fitDataset asks for an iterator that it never reads, so that an epoch begins here and not with the call.
    const now = seedOfEpoch(seed, epoch++);
    for await (const { x, shape, y } of volumes.batches({ ...batchOptions, seed: now, dtype: 'float32' })) {
      const rows = targets.of(y!);
      yield { xs: tensor4d(x, [...shape]), ys: tensor2d(rows, [shape[0], targets.width]) };
    }
    return undefined;
  }

  const { indices, dropLast = false } = batchOptions;
  const batchSize = batchOptions.batchSize ?? 8;
  const count = (indices?.length ?? volumes.length) / batchSize;
  return {
    size: dropLast ? Math.floor(count) : Math.ceil(count),
    iterator: async () => batches(),
    [Symbol.asyncIterator]: batches,
  };
}
