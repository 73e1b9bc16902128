import {
  add,
  dispose,
  keep,
  type Optimizer,
  type Scalar,
  type Tensor,
  tensor,
  type Variable,
} from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { type ClipOptions, clipGradients, globalNorm } from './clip';
import { correctPart } from './correct-part';
import type { TrainingData } from './data';
import { stepWithFactors } from './learning-rate-groups';
import type { LossFunction } from './loss';
import { checkHeedsWeights, weightTensor } from './sample-weight';

/** What stays the same for all steps of a training. */
export interface StepSettings {
  model: LayersModel;
  data: TrainingData;
  optimizer: Optimizer;
  loss: LossFunction;
  clip: ClipOptions | undefined;
  /** Parts of the learning rate, by variable name. */
  factors: Map<string, number>;
  /** From where on an output counts as 1. */
  threshold: number;
  /** Whether the loss is known to heed sample weights; found out at the first step that has some. */
  heedsWeights: boolean;
}

/** What came of a step. */
export interface StepResult {
  loss: number;
  correct: number;
  /** The norm of the gradients where it, or one of them, cannot be used: then the step was not made. */
  badNorm?: number;
}

/** One step of gradient descent on a batch. Leaves no tensor behind but the model's and optimizer's own. */
export async function trainStep(
  settings: StepSettings,
  indices: readonly number[],
  epoch: number,
): Promise<StepResult> {
  const { model, data, optimizer, loss: lossOf, clip, factors, threshold } = settings;
  const batch = await data.batch(indices, epoch);
  const sampleWeight = weightTensor(batch.sampleWeight, indices.length);
  const x = tensor(batch.x, [indices.length, ...data.inputShape], 'float32');
  const y = tensor(batch.y, [indices.length, ...data.outputShape], 'float32');
  const variables = model.trainableWeights.map((weight) => weight.read() as Variable);
  const used: (Tensor | null | undefined)[] = [x, y, sampleWeight];
  try {
    if (sampleWeight && !settings.heedsWeights) {
      await checkHeedsWeights(lossOf, data.outputShape);
      settings.heedsWeights = true;
    }
    let yPred: Tensor | undefined;
    const { value, grads } = optimizer.computeGradients(() => {
      // Kept for the accuracy: the scores of this very forward pass, as in Keras.
      yPred = keep(model.apply(x, { training: true }) as Tensor);
      used.push(yPred);
      const penalties = model.calculateLosses();
      return penalties.reduce((sum, penalty) => add(sum, penalty) as Scalar, lossOf(y, yPred, sampleWeight));
    }, variables);
    used.push(value, ...Object.values(grads));
    const badNorm = await applyGradients(optimizer, variables, grads, clip, factors);
    const outputs = await yPred!.data();
    const loss = (await value.data())[0]!;
    return { loss, correct: correctPart(batch.y, outputs, threshold), ...(badNorm !== undefined && { badNorm }) };
  } finally {
    dispose(used.filter((tensor): tensor is Tensor => tensor != null));
  }
}

/** Clips and applies the gradients; returns their norm where they cannot be applied. */
async function applyGradients(
  optimizer: Optimizer,
  variables: readonly Variable[],
  grads: Record<string, Tensor>,
  clip: ClipOptions | undefined,
  factors: Map<string, number>,
): Promise<number | undefined> {
  // A weight that the loss does not depend on has no gradient.
  const names = variables.map(({ name }) => name).filter((name) => grads[name]);
  const given = names.map((name) => grads[name]!);
  let clipped: Tensor[] | null = null;
  if (clip) {
    const norm = await globalNorm(given);
    // An infinite number is still cut to a value; a NaN is nothing at all.
    if (clip.value === undefined ? !Number.isFinite(norm) : Number.isNaN(norm)) return norm;
    clipped = clipGradients(given, clip, norm);
  }
  const byName = new Map(names.map((name, i) => [name, (clipped ?? given)[i]!]));
  // In the order of the variables, which is the order of an optimizer's state.
  const ordered = variables.map(({ name }) => ({ name, tensor: byName.get(name)! }));
  stepWithFactors(variables, factors, () => optimizer.applyGradients(ordered));
  if (clipped) dispose(clipped);
  return undefined;
}
