import { mean, type Optimizer, type Scalar, type Tensor, tidy, train } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { type Fingerprint, restoreCheckpoint, type TrainingState, writeCheckpoint } from './checkpoint';
import { arrayData, type Samples, sizeOf, type TrainingData } from './data';
import { LossNotFiniteError, ShapeError, StoppedError } from './errors';
import { evaluate } from './evaluate';
import { checkFitOptions, checkSplit, type FitOptions } from './fit-options';
import type { EpochRecord, History } from './history';
import { binaryCrossentropyLoss, type LossFunction } from './loss';
import { Random } from './random';
import { lastSplit, type Split } from './split';
import { trainStep } from './train-step';
import { yieldToEvents } from './yield-to-events';

/**
 * Trains a model with one input and one output. The same data, options, initial weights and backend give the same result:
 * the order of the samples comes from `seed`, not from `Math.random` as in tfjs's own `fit`.
 *
 * @param model - a `LayersModel`, compiled or not; its weights are changed in place
 * @param data - samples read on demand, or arrays or tensors `{ x, y }`
 * @returns loss and accuracy of every epoch
 * @throws {@link StoppedError} when `signal` was aborted; the model then holds the weights reached so far
 * @throws {@link LossNotFiniteError} when the loss becomes NaN or infinite
 * @throws {@link ShapeError} when the data does not fit the model
 * @throws {@link OptionError} for an option that cannot be used
 * @throws {@link CheckpointMismatchError} when the checkpoint belongs to another training
 */
export async function fit(
  model: LayersModel,
  data: TrainingData | { x: Samples; y: Samples },
  options: FitOptions,
): Promise<History> {
  checkFitOptions(options);
  const samples = 'batch' in data ? data : await arrayData(data.x, data.y, modelShapes(model));
  checkShapes(model, samples);
  const split = options.split ?? lastSplit(samples.length, options.validationSplit);
  checkSplit(split, samples.length);

  const { optimizer, isOwn } = chooseOptimizer(model, options);
  try {
    return await new Training(model, samples, split, optimizer, options).run();
  } finally {
    if (isOwn) optimizer.dispose();
  }
}

/** One call of {@link fit}: what it works on, and how far it has come. */
class Training {
  readonly #loss: LossFunction;
  readonly #batchSize: number;
  readonly #steps: number;
  readonly #fingerprint: Fingerprint;
  #state: TrainingState = { history: [], ...NEW_EPOCH };

  constructor(
    readonly model: LayersModel,
    readonly data: TrainingData,
    readonly split: Split,
    readonly optimizer: Optimizer,
    readonly options: FitOptions,
  ) {
    this.#loss = options.loss ?? compiledLoss(model) ?? binaryCrossentropyLoss;
    this.#batchSize = options.batchSize ?? 8;
    this.#steps = Math.ceil(split.train.length / this.#batchSize);
    this.#fingerprint = fingerprint(model, data, split, optimizer, options);
  }

  async run(): Promise<History> {
    const { checkpoint, epochs, signal } = this.options;
    if (checkpoint) {
      const found = await restoreCheckpoint(checkpoint, this.model, this.optimizer, this.#fingerprint);
      if (found) this.#state = found;
    }
    while (this.#state.history.length < epochs) {
      if (signal?.aborted) await this.#stop();
      const record = await this.#runEpoch();
      this.#state = { history: [...this.#state.history, record], ...NEW_EPOCH };
      await this.#save();
      this.options.onEpoch?.(record);
    }
    return { epochs: this.#state.history };
  }

  async #runEpoch(): Promise<EpochRecord> {
    const state = this.#state;
    const epoch = state.history.length + 1;
    const order = [...this.split.train];
    // A stream of its own for every epoch: the order does not depend on where a training was interrupted.
    if (this.options.shuffle ?? true) new Random(this.options.seed ?? 0, epoch).shuffle(order);

    while (state.step < this.#steps) {
      const began = performance.now();
      const indices = order.slice(state.step * this.#batchSize, (state.step + 1) * this.#batchSize);
      const { loss, correct } = await trainStep(this.model, this.data, indices, this.optimizer, this.#loss);
      if (!Number.isFinite(loss)) throw new LossNotFiniteError(epoch, state.step + 1, loss);
      state.step++;
      state.lossSum += loss * indices.length;
      state.correctSum += correct * indices.length;
      const stepSeconds = (performance.now() - began) / 1000;
      state.seconds += stepSeconds;
      this.options.onProgress?.({ ...this.#position(epoch), ...this.#means(), stepSeconds });
      await yieldToEvents();
      if (this.options.signal?.aborted) await this.#stop();
    }
    const began = performance.now();
    const validation = await this.#validate(epoch);
    const seconds = state.seconds + (performance.now() - began) / 1000;
    return { epoch, ...this.#means(), ...validation, seconds };
  }

  async #validate(epoch: number): Promise<Pick<EpochRecord, 'valLoss' | 'valAccuracy' | 'metrics'>> {
    const { onProgress, signal, metrics } = this.options;
    if (this.split.validation.length === 0) return {};
    const result = await evaluate(this.model, this.data, this.split.validation, this.#loss, this.#batchSize, {
      isStopped: () => signal?.aborted ?? false,
      onStep: (step) => onProgress?.({ phase: 'validation', epoch, epochs: this.options.epochs, ...step }),
    });
    if (!result) return this.#stop();
    const { loss, accuracy, yTrue, scores } = result;
    const named = Object.entries(metrics ?? {}).map(([name, metric]) => [name, metric(yTrue, scores)]);
    return { valLoss: loss, valAccuracy: accuracy, ...(metrics ? { metrics: Object.fromEntries(named) } : {}) };
  }

  async #stop(): Promise<never> {
    await this.#save();
    const { history, step } = this.#state;
    const at = `fit at epoch ${history.length + 1} of ${this.options.epochs}, after step ${step} of ${this.#steps}`;
    throw new StoppedError(at, this.options.checkpoint !== undefined, { cause: this.options.signal?.reason });
  }

  async #save(): Promise<void> {
    const { checkpoint } = this.options;
    if (checkpoint) await writeCheckpoint(checkpoint, this.model, this.optimizer, this.#fingerprint, this.#state);
  }

  #means(): { loss: number; accuracy: number } {
    const { step, lossSum, correctSum } = this.#state;
    const seen = Math.min(step * this.#batchSize, this.split.train.length);
    return { loss: lossSum / seen, accuracy: correctSum / seen };
  }

  #position(epoch: number) {
    const { step } = this.#state;
    return { phase: 'training' as const, epoch, epochs: this.options.epochs, step, steps: this.#steps };
  }
}

const NEW_EPOCH = { step: 0, lossSum: 0, correctSum: 0, seconds: 0 } as const;

function chooseOptimizer(model: LayersModel, { optimizer }: FitOptions): { optimizer: Optimizer; isOwn: boolean } {
  if (typeof optimizer === 'function') return { optimizer: optimizer(), isOwn: true };
  if (optimizer) return { optimizer, isOwn: false };
  const compiled = model.optimizer as Optimizer | undefined;
  return compiled ? { optimizer: compiled, isOwn: false } : { optimizer: train.adam(0.001), isOwn: true };
}

function compiledLoss(model: LayersModel): LossFunction | undefined {
  // A Sequential keeps what it was compiled with in the functional model that it wraps.
  const compiled = (model as unknown as { model?: LayersModel }).model ?? model;
  const [perSample] = (compiled.lossFunctions as ((yTrue: Tensor, yPred: Tensor) => Tensor)[] | undefined) ?? [];
  return perSample && ((yTrue, yPred) => tidy(() => mean(perSample(yTrue, yPred)) as Scalar));
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

/** What must not change between a checkpoint and its continuation. `epochs` may, so it is not part of it. */
function fingerprint(
  model: LayersModel,
  data: TrainingData,
  split: Split,
  optimizer: Optimizer,
  { seed = 0, batchSize = 8, shuffle = true, checkpoint }: FitOptions,
): Fingerprint {
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
  };
}

/** FNV-1a over the decimal text of the indices: tells apart by accident, not by intent. */
function hash(indices: readonly number[]): string {
  let h = 0x811c9dc5;
  for (const character of indices.join()) h = Math.imul(h ^ character.charCodeAt(0), 0x01000193);
  return `${indices.length}:${(h >>> 0).toString(16)}`;
}
