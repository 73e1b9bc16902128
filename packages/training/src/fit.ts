import { type Optimizer, type Tensor, tidy, train } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { arrayData, type Samples, type TrainingData } from './data';
import { OptionError, ShapeError } from './errors';
import { checkFitOptions, checkSplit, type FitOptions } from './fit-options';
import type { History } from './history';
import { readLearningRate, setLearningRate } from './learning-rate';
import { freezeLayers, resolveGroups } from './learning-rate-groups';
import { binaryCrossentropyFromLogitsLoss, binaryCrossentropyLoss, type LossFunction, weightedMean } from './loss';
import { lastSplit } from './split';
import { Training } from './training';

/** Samples held in memory, as {@link fit} takes them. */
export interface ArraySamples {
  /** n inputs. */
  x: Samples;
  /** n targets. */
  y: Samples;
  /** What each sample's loss is multiplied by, n numbers from 0. Default: all count alike. */
  sampleWeight?: ArrayLike<number>;
}

/**
 * Trains a model with one input and one output. The same data, options, initial weights and backend give the same result:
 * the order of the samples comes from `seed`, not from `Math.random` as in tfjs's own `fit`.
 *
 * @param model - a `LayersModel`, compiled or not; its weights are changed in place
 * @param data - samples read on demand, or arrays or tensors `{ x, y, sampleWeight? }`
 * @returns loss and accuracy of every epoch
 * @throws {@link StoppedError} when `signal` was aborted; the model then holds the weights reached so far
 * @throws {@link LossNotFiniteError} when the loss becomes NaN or infinite
 * @throws {@link GradientNotFiniteError} when `clip` is on and a gradient becomes NaN or infinite
 * @throws {@link WeightsIgnoredError} when the data has sample weights and the loss does not heed them
 * @throws {@link ShapeError} when the data does not fit the model
 * @throws {@link OptionError} for an option that cannot be used
 * @throws {@link CheckpointMismatchError} when the checkpoint belongs to another training
 */
export async function fit(
  model: LayersModel,
  data: TrainingData | ArraySamples,
  options: FitOptions,
): Promise<History> {
  checkFitOptions(options);
  const samples = 'batch' in data ? data : await inMemory(model, data);
  checkShapes(model, samples);
  const split = options.split ?? lastSplit(samples.length, options.validationSplit);
  checkSplit(split, samples.length);

  const loss = chooseLoss(model, options);
  const groups = options.groups && resolveGroups(model, options.groups);
  const { optimizer, isOwn } = chooseOptimizer(model, options);
  const learningRate = readLearningRate(optimizer);
  const unfreeze = freezeLayers(groups?.frozen ?? []);
  let training: Training | undefined;
  try {
    training = new Training({ model, data: samples, split, optimizer, loss, groups, options });
    return await training.run();
  } finally {
    training?.dispose();
    unfreeze();
    if (isOwn) optimizer.dispose();
    else if (options.learningRate !== undefined && learningRate !== undefined) setLearningRate(optimizer, learningRate);
  }
}

function chooseOptimizer(model: LayersModel, { optimizer }: FitOptions): { optimizer: Optimizer; isOwn: boolean } {
  if (typeof optimizer === 'function') return { optimizer: optimizer(), isOwn: true };
  if (optimizer) return { optimizer, isOwn: false };
  const compiled = model.optimizer as Optimizer | undefined;
  return compiled ? { optimizer: compiled, isOwn: false } : { optimizer: train.adam(0.001), isOwn: true };
}

function chooseLoss(model: LayersModel, { loss, fromLogits = false }: FitOptions): LossFunction {
  if (loss) return loss;
  const compiled = compiledLoss(model);
  if (!fromLogits) return compiled ?? binaryCrossentropyLoss;
  if (!compiled) return binaryCrossentropyFromLogitsLoss;
  const expected = 'false, or a loss beside it: the losses that a model is compiled with take probabilities';
  throw new OptionError('fromLogits', true, expected);
}

function compiledLoss(model: LayersModel): LossFunction | undefined {
  // A Sequential keeps what it was compiled with in the functional model that it wraps.
  const compiled = (model as unknown as { model?: LayersModel }).model ?? model;
  const [perSample] = (compiled.lossFunctions as ((yTrue: Tensor, yPred: Tensor) => Tensor)[] | undefined) ?? [];
  return perSample && ((yTrue, yPred, sampleWeight) => tidy(() => weightedMean(perSample(yTrue, yPred), sampleWeight)));
}

function inMemory(model: LayersModel, { x, y, sampleWeight }: ArraySamples): Promise<TrainingData> {
  return arrayData(x, y, { ...modelShapes(model), ...(sampleWeight && { sampleWeight }) });
}

function modelShapes(model: LayersModel): { inputShape?: number[]; outputShape?: number[] } {
  const known = (shape: (number | null)[] | undefined) => {
    const sample = shape?.slice(1);
    return sample?.every((n) => n !== null) ? (sample as number[]) : undefined;
  };
  return { inputShape: known(model.inputs[0]?.shape), outputShape: known(model.outputs[0]?.shape) };
}

function checkShapes(model: LayersModel, data: TrainingData): void {
  if (model.inputs.length !== 1 || model.outputs.length !== 1) {
    const found = `${model.inputs.length} and ${model.outputs.length}`;
    throw new ShapeError('model inputs and outputs', '1 and 1', found, 'Join the inputs or outputs into one tensor.');
  }
  const { inputShape, outputShape } = modelShapes(model);
  const compare = (what: string, wanted: number[] | undefined, found: readonly number[]) => {
    if (!wanted || wanted.join() === found.join()) return;
    throw new ShapeError(what, `[${wanted}] for this model`, `[${found}] in the data`, 'Build the model for the data.');
  };
  compare('inputs', inputShape, data.inputShape);
  compare('targets', outputShape, data.outputShape);
}
