import type { AugmentOptions } from './augment-options';
import { type LabelledVolumes, seedOfEpoch, type TargetOptions, targetsOf } from './labelled-volumes';

/** Options of {@link toTrainingData}. */
export interface TrainingDataOptions extends TargetOptions {
  /** Change volumes and labels at random while training, never for evaluation and prediction. Default: leave them. */
  readonly augment?: AugmentOptions;
  /** A 32-bit integer, for `augment`; the order is up to `fit`. Default: 0. */
  readonly seed?: number;
}

/** Inputs as `predict` of `@kium/training` takes them. */
export interface VolumeInputs {
  readonly length: number;
  /** [height, width, views] */
  readonly inputShape: readonly number[];
  /** Read the volumes at these positions, in this order: float32 in [0, 1]. */
  batch(indices: readonly number[]): Promise<{ x: Float32Array }>;
}

/** Inputs and targets as `fit` of `@kium/training` takes them. */
export interface VolumeTrainingData extends VolumeInputs {
  /** [labels], or [numbers] of `target` */
  readonly outputShape: readonly number[];
  /** @param epoch while training: the epoch, from 1, to whose draw the volumes are augmented */
  batch(indices: readonly number[], epoch?: number): Promise<{ x: Float32Array; y: Float32Array }>;
}

/**
 * Volumes as what `predict` of `@kium/training` takes. Labels are not needed.
 */
export function toInputData(volumes: Omit<LabelledVolumes, 'labelNames'>): VolumeInputs {
  const [, ...inputShape] = volumes.shape;
  return { length: volumes.length, inputShape, batch: (indices) => read(volumes, indices, {}) };
}

/**
 * Volumes and labels as what `fit` of `@kium/training` takes. Volumes are augmented by `seed` + epoch, in training
 * batches only: those that are held out are read as they are.
 *
 * @throws OptionError, also for volumes without labels
 */
export function toTrainingData(volumes: LabelledVolumes, options: TrainingDataOptions = {}): VolumeTrainingData {
  const { augment, seed = 0 } = options;
  const targets = targetsOf(volumes, options);
  // Made once in vain, since it checks the options.
  void volumes.batches({ seed, ...(augment && { augment }) }).return(undefined);
  return {
    ...toInputData(volumes),
    outputShape: [targets.width],
    async batch(indices, epoch) {
      const augmented = augment && epoch !== undefined ? { augment, seed: seedOfEpoch(seed, epoch) } : {};
      const { x, y } = await read(volumes, indices, augmented);
      return { x, y: targets.of(y) };
    },
  };
}

async function read(
  volumes: Pick<LabelledVolumes, 'batches'>,
  indices: readonly number[],
  options: { augment?: AugmentOptions; seed?: number },
): Promise<{ x: Float32Array; y: Float32Array }> {
  const [x, y] = [new Float32Array(0), new Float32Array(0)];
  for await (const batch of volumes.batches({ ...options, indices, batchSize: Math.max(1, indices.length) })) {
    return { x: batch.x, y: batch.y ?? y };
  }
  return { x, y };
}
