import type { Optimizer } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { sizeOf, type TrainingData } from './data';
import type { FitOptions } from './fit-options';
import type { Schedule } from './schedule';
import type { Split } from './split';

/** What must be alike for a checkpoint to be continued, field by field. */
export type Fingerprint = Record<string, string | number | boolean | null>;

/** What {@link takeFingerprint} looks at. */
interface Subject {
  model: LayersModel;
  data: TrainingData;
  split: Split;
  optimizer: Optimizer;
  options: FitOptions;
  schedule: Schedule | undefined;
  /** Of the learning-rate groups. */
  groups: string | undefined;
}

/** What must not change between a checkpoint and its continuation. `epochs` may, so it is not part of it; nor are callbacks. */
export function takeFingerprint({ model, data, split, optimizer, options, schedule, groups }: Subject): Fingerprint {
  const { seed = 0, batchSize = 8, shuffle = true, checkpoint, clip, ema, fromLogits } = options;
  return {
    key: checkpoint?.key ?? null,
    weights: model.weights.map((weight) => `[${weight.shape}]`).join(''),
    parameters: model.weights.reduce((sum, weight) => sum + sizeOf(weight.shape as number[]), 0),
    optimizer: `${optimizer.getClassName()} ${JSON.stringify(optimizer.getConfig())}`,
    samples: data.length,
    inputShape: data.inputShape.join('×'),
    outputShape: data.outputShape.join('×'),
    trainIndices: hash(split.train),
    validationIndices: hash(split.validation),
    batchSize,
    seed,
    shuffle,
    // Only those in use, so that checkpoints of trainings without them stay as they were.
    ...(schedule && { learningRate: schedule.description }),
    ...(groups && { groups }),
    ...(clip && { clip: clip.norm === undefined ? `value ${clip.value}` : `norm ${clip.norm}` }),
    ...(ema && { ema: `${ema.decay}${ema.warmup ? ' with warm-up' : ''}` }),
    ...(fromLogits && { fromLogits }),
  };
}

/** FNV-1a over the decimal text of the indices: tells apart by accident, not by intent. */
function hash(indices: readonly number[]): string {
  let h = 0x811c9dc5;
  for (const character of indices.join()) h = Math.imul(h ^ character.charCodeAt(0), 0x01000193);
  return `${indices.length}:${(h >>> 0).toString(16)}`;
}
