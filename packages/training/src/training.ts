import type { Optimizer } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { CallbackContext } from './callback';
import { type Checkpoint, restoreCheckpoint, type TrainingState, writeCheckpoint } from './checkpoint';
import type { TrainingData } from './data';
import { GradientNotFiniteError, LossNotFiniteError, OptionError, StoppedError } from './errors';
import { evaluate } from './evaluate';
import { takeFingerprint } from './fingerprint';
import type { FitOptions } from './fit-options';
import type { EpochRecord, HeldOutFigures, History } from './history';
import { readLearningRate, setLearningRate } from './learning-rate';
import type { ResolvedGroups } from './learning-rate-groups';
import type { LossFunction } from './loss';
import { checkOptimizerState } from './optimizer-state';
import { Random } from './random';
import { findLearned, recalibrate } from './recalibrate';
import { constantSchedule, rateAt, type Schedule } from './schedule';
import type { Split } from './split';
import { type StepSettings, trainStep } from './train-step';
import { WeightAverage } from './weight-average';
import { yieldToEvents } from './yield-to-events';

/** What a training works on; everything is checked and chosen. */
export interface TrainingSetup {
  model: LayersModel;
  data: TrainingData;
  split: Split;
  optimizer: Optimizer;
  loss: LossFunction;
  groups: ResolvedGroups | undefined;
  options: FitOptions;
}

/** One call of `fit`: what it works on, and how far it has come. */
export class Training {
  readonly #batchSize: number;
  /** Training steps in an epoch. */
  readonly #steps: number;
  readonly #schedule: Schedule | undefined;
  readonly #stepSettings: StepSettings;
  readonly #average: WeightAverage | undefined;
  readonly #checkpoint: Checkpoint | undefined;
  #state: TrainingState = { history: [], ...NEW_EPOCH };

  constructor(readonly setup: TrainingSetup) {
    const { model, data, split, optimizer, loss, groups, options } = setup;
    const { learningRate, clip, ema, fromLogits, checkpoint, callbacks = [] } = options;
    if (model.trainableWeights.length === 0) {
      throw new OptionError('model', 'frozen as a whole', 'a model with a layer to train: see trainable and groups');
    }
    this.#batchSize = options.batchSize ?? 8;
    this.#steps = Math.ceil(split.train.length / this.#batchSize);
    this.#schedule = typeof learningRate === 'number' ? constantSchedule(learningRate) : learningRate;
    this.#schedule?.check?.(this.#length);
    const factors = groups?.factors ?? new Map<string, number>();
    const threshold = fromLogits ? 0 : 0.5;
    this.#stepSettings = { model, data, optimizer, loss, clip, factors, threshold, heedsWeights: false };
    // At the end, when it is carried out, a mistake would cost the whole training.
    if (options.recalibrate) findLearned(model);
    this.#average = ema && new WeightAverage(model, ema);
    if (checkpoint) {
      const subject = { ...setup, schedule: this.#schedule, groups: groups?.description };
      const fingerprint = takeFingerprint(subject);
      this.#checkpoint = { options: checkpoint, model, optimizer, average: this.#average, callbacks, fingerprint };
    }
  }

  async run(): Promise<History> {
    const { epochs, signal } = this.setup.options;
    await this.#tell('onTrainBegin');
    const found = this.#checkpoint && (await restoreCheckpoint(this.#checkpoint));
    if (found) this.#state = found;
    else await checkOptimizerState(this.setup.optimizer, this.setup.model);
    while (this.#state.history.length < epochs && this.#state.stoppedBy === undefined) {
      if (signal?.aborted) await this.#stop();
      await this.#runEpoch();
    }
    return this.#finish();
  }

  dispose(): void {
    this.#average?.dispose();
  }

  async #runEpoch(): Promise<void> {
    await this.#trainEpoch();
    const finished = await this.#withAverages(async () => {
      const began = performance.now();
      const heldOut = await this.#evaluate();
      if (!heldOut) return null;
      const record = this.#record(heldOut, (performance.now() - began) / 1000);
      const history = [...this.#state.history, record];
      return { history, stoppedBy: await this.#afterEpoch(record, history) };
    });
    if (!finished) return this.#stop();
    const { history, stoppedBy } = finished;
    this.#state = { history, ...(stoppedBy !== undefined && { stoppedBy }), ...NEW_EPOCH };
    await this.#save();
    await this.#withAverages(async () => this.setup.options.onEpoch?.(history.at(-1)!));
  }

  async #trainEpoch(): Promise<void> {
    const { onProgress, signal } = this.setup.options;
    const state = this.#state;
    const epoch = state.history.length + 1;
    const order = this.#order(epoch);
    while (state.step < this.#steps) {
      const began = performance.now();
      if (this.#schedule) setLearningRate(this.setup.optimizer, this.#rate(state.step)!);
      const indices = this.#batch(order, state.step);
      const { loss, correct, badNorm } = await trainStep(this.#stepSettings, indices, epoch);
      if (!Number.isFinite(loss)) throw new LossNotFiniteError(epoch, state.step + 1, loss);
      if (badNorm !== undefined) throw new GradientNotFiniteError(epoch, state.step + 1, badNorm);
      state.step++;
      this.#average?.update(state.history.length * this.#steps + state.step);
      state.lossSum += loss * indices.length;
      state.correctSum += correct * indices.length;
      const stepSeconds = (performance.now() - began) / 1000;
      state.seconds += stepSeconds;
      onProgress?.({ ...this.#position(epoch), ...this.#means(), stepSeconds });
      await yieldToEvents();
      if (signal?.aborted) await this.#stop();
    }
  }

  /** Null when it was stopped. */
  async #evaluate(): Promise<HeldOutFigures | null> {
    const { data, loss, model, split, options } = this.setup;
    const { epochs, fromLogits = false, metrics, onProgress, signal } = options;
    if (split.validation.length === 0) return {};
    const epoch = Math.min(this.#state.history.length + 1, epochs);
    const result = await evaluate(model, data, split.validation, loss, this.#batchSize, {
      fromLogits,
      isStopped: () => signal?.aborted ?? false,
      onStep: (step) => onProgress?.({ phase: 'validation', epoch, epochs, ...step }),
    });
    if (!result) return null;
    const { yTrue, scores } = result;
    const named = Object.entries(metrics ?? {}).map(([name, metric]) => [name, metric(yTrue, scores)]);
    const figures = metrics ? { metrics: Object.fromEntries(named) } : {};
    return { valLoss: result.loss, valAccuracy: result.accuracy, ...figures };
  }

  #record(heldOut: HeldOutFigures, evaluationSeconds: number): EpochRecord {
    const learningRate = this.#rate(this.#steps - 1);
    return {
      epoch: this.#state.history.length + 1,
      ...this.#means(),
      ...heldOut,
      ...(learningRate !== undefined && { learningRate }),
      seconds: this.#state.seconds + evaluationSeconds,
    };
  }

  /** Tells the callbacks; the name of the first that wants to stop. */
  async #afterEpoch(record: EpochRecord, history: readonly EpochRecord[]): Promise<string | undefined> {
    let stoppedBy: string | undefined;
    for (const callback of this.setup.options.callbacks ?? []) {
      const answer = await callback.onEpochEnd?.(record, this.#context(history));
      if (answer === 'stop') stoppedBy ??= callback.name;
    }
    return stoppedBy;
  }

  /** From the state of the last epoch to the weights and figures that `fit` ends with; the checkpoint keeps the former. */
  async #finish(): Promise<History> {
    const { history: epochs, stoppedBy } = this.#state;
    this.#average?.putInPlace();
    await this.#tell('onTrainEnd');
    const recalibrated = await this.#recalibrate();
    return { epochs, ...(stoppedBy !== undefined && { stoppedBy }), ...(recalibrated && { recalibrated }) };
  }

  async #recalibrate(): Promise<HeldOutFigures | undefined> {
    const { model, data, options } = this.setup;
    if (!options.recalibrate) return undefined;
    // Epochs are counted from 1, so this order is one of its own.
    const order = this.#order(0);
    const count = Math.min(options.recalibrate.batches ?? this.#steps, this.#steps);
    const batches = Array.from({ length: count }, (_, i) => this.#batch(order, i));
    const isDone = await recalibrate(model, data, batches, () => options.signal?.aborted ?? false);
    const figures = isDone && (await this.#evaluate());
    if (figures) return figures;
    // The checkpoint of the last epoch is complete.
    const at = `fit after epoch ${this.#state.history.length}, in recalibration`;
    throw new StoppedError(at, this.#checkpoint !== undefined, { cause: options.signal?.reason });
  }

  async #tell(event: 'onTrainBegin' | 'onTrainEnd'): Promise<void> {
    for (const callback of this.setup.options.callbacks ?? []) {
      await callback[event]?.(this.#context(this.#state.history));
    }
  }

  #context(history: readonly EpochRecord[]): CallbackContext {
    const { model, split, options } = this.setup;
    const heldOut = ['valLoss', 'valAccuracy', ...Object.keys(options.metrics ?? {})];
    const monitors = ['loss', 'accuracy', ...(split.validation.length > 0 ? heldOut : [])];
    return { model, history, epochs: options.epochs, monitors };
  }

  async #stop(): Promise<never> {
    await this.#save();
    const { history, step } = this.#state;
    const { epochs, signal } = this.setup.options;
    const at = `fit at epoch ${history.length + 1} of ${epochs}, after step ${step} of ${this.#steps}`;
    throw new StoppedError(at, this.#checkpoint !== undefined, { cause: signal?.reason });
  }

  async #save(): Promise<void> {
    if (this.#checkpoint) await writeCheckpoint(this.#checkpoint, this.#state);
  }

  #withAverages<T>(run: () => Promise<T>): Promise<T> {
    return this.#average ? this.#average.whileInPlace(run) : run();
  }

  /** A stream of its own for every epoch: the order does not depend on where a training was interrupted. */
  #order(epoch: number): number[] {
    const { split, options } = this.setup;
    const order = [...split.train];
    return (options.shuffle ?? true) ? new Random(options.seed ?? 0, epoch).shuffle(order) : order;
  }

  #batch(order: readonly number[], step: number): number[] {
    return order.slice(step * this.#batchSize, (step + 1) * this.#batchSize);
  }

  /** The learning rate of a step of the running epoch. */
  #rate(step: number): number | undefined {
    if (!this.#schedule) return readLearningRate(this.setup.optimizer);
    return rateAt(this.#schedule, this.#state.history.length * this.#steps + step, this.#length);
  }

  get #length() {
    return { epochs: this.setup.options.epochs, stepsPerEpoch: this.#steps };
  }

  #means(): { loss: number; accuracy: number } {
    const { step, lossSum, correctSum } = this.#state;
    const seen = Math.min(step * this.#batchSize, this.setup.split.train.length);
    return { loss: lossSum / seen, accuracy: correctSum / seen };
  }

  #position(epoch: number) {
    const { step } = this.#state;
    return { phase: 'training' as const, epoch, epochs: this.setup.options.epochs, step, steps: this.#steps };
  }
}

const NEW_EPOCH = { step: 0, lossSum: 0, correctSum: 0, seconds: 0 } as const;
