import { add, dispose, div, type Tensor, tensor, tidy, type Variable, zerosLike } from '@tensorflow/tfjs-core';
import type { LayersModel, layers } from '@tensorflow/tfjs-layers';
import type { TrainingData } from './data';
import { OptionError } from './errors';
import { leafLayers } from './leaf-layers';
import { readRandomSteps, writeRandomSteps } from './random-layers';
import { yieldToEvents } from './yield-to-events';

/** Batch-norm statistics computed anew at the end of a training; see the option `recalibrate` of `fit`. */
export interface RecalibrateOptions {
  /** From how many training batches; at most all of an epoch are taken. Default: all. */
  batches?: number;
}

/** Checks what types cannot. */
export function checkRecalibrate({ batches }: RecalibrateOptions): void {
  if (batches === undefined || (Number.isInteger(batches) && batches > 0)) return;
  throw new OptionError('recalibrate.batches', batches, 'a whole number from 1');
}

/**
 * Sets the moving statistics of every batch normalisation to the plain average of the batch statistics over these batches,
 * with the weights as they are: torch's `update_bn` (stochastic weight averaging, Izmailov et al., 2018). Any layer counts
 * that has weights `moving_mean` and `moving_variance` and a `momentum`. Frozen ones keep what they have.
 *
 * @param batches - indices of the samples of each batch
 * @returns whether it went through; false, with all statistics as before, when it was stopped
 * @throws {@link OptionError} when there is nothing to recalibrate, or a layer has no momentum
 */
export async function recalibrate(
  model: LayersModel,
  data: TrainingData,
  batches: readonly (readonly number[])[],
  isStopped: () => boolean,
): Promise<boolean> {
  const statistics = findStatistics(model);
  const learned = findLearned(model);
  const moving = learned.flatMap(({ variables }) => variables);
  const everything = statistics.flatMap(({ variables }) => variables);
  const before = everything.map((variable) => variable.clone());
  const momenta = learned.map(({ layer }) => layer.momentum);
  const randomSteps = readRandomSteps(model);
  let sums: Tensor[] = moving.map((variable) => zerosLike(variable));
  let isDone = false;
  try {
    // At momentum 0, from 0, the moving statistics after a training call are the batch's own.
    for (const { layer } of learned) layer.momentum = 0;
    for (const batch of batches) {
      for (const variable of moving) tidy(() => variable.assign(zerosLike(variable)));
      const { x } = await data.batch(batch);
      tidy(() => void model.apply(tensor(x, [batch.length, ...data.inputShape], 'float32'), { training: true }));
      sums = sums.map((sum, i) => {
        const more = add(sum, moving[i]!);
        sum.dispose();
        return more;
      });
      await yieldToEvents();
      if (isStopped()) return false;
    }
    isDone = true;
    return true;
  } finally {
    learned.forEach(({ layer }, i) => {
      layer.momentum = momenta[i]!;
    });
    writeRandomSteps(model, randomSteps);
    // The frozen ones of tfjs's own class move in training calls all the same.
    for (const [i, variable] of everything.entries()) variable.assign(before[i]!);
    if (isDone) for (const [i, variable] of moving.entries()) assignMean(variable, sums[i]!, batches.length);
    dispose([...before, ...sums]);
  }
}

function assignMean(variable: Variable, sum: Tensor, count: number): void {
  tidy(() => variable.assign(div(sum, count)));
}

type BatchNorm = layers.Layer & { momentum: number };

interface Statistics {
  layer: BatchNorm;
  /** `moving_mean` and `moving_variance`. */
  variables: Variable[];
}

/**
 * The layers whose statistics a recalibration computes.
 *
 * @throws {@link OptionError} when there are none, or one has no momentum
 */
export function findLearned(model: LayersModel): Statistics[] {
  const learned = findStatistics(model).filter(({ layer }) => !isFrozen(layer));
  if (learned.length > 0) return learned;
  throw new OptionError('recalibrate', 'on, but no layer learns', 'a layer with moving_mean that is not frozen');
}

const MOVING = /(^|\/)moving_(mean|variance)$/;

function findStatistics(model: LayersModel): Statistics[] {
  return leafLayers(model).flatMap((layer): Statistics[] => {
    const moving = layer.weights.filter(({ originalName }) => MOVING.test(originalName));
    if (moving.length === 0) return [];
    const { momentum } = layer as BatchNorm;
    if (typeof momentum !== 'number') {
      throw new OptionError(
        'recalibrate',
        `on, but layer ${layer.name} has no number momentum`,
        'layers that have one',
      );
    }
    return [{ layer: layer as BatchNorm, variables: moving.map((weight) => weight.read() as Variable) }];
  });
}

/** Frozen itself, or by a model whose flag reaches its weights only. */
function isFrozen(layer: layers.Layer): boolean {
  const learnable = layer.weights.filter(({ originalName }) => !MOVING.test(originalName));
  return !layer.trainable || (learnable.length > 0 && learnable.every(({ trainable }) => !trainable));
}
