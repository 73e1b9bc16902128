import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { openVolumes } from '@kium/angio-io';
import { toTrainingData } from '@kium/angio-io/tfjs';
import {
  type EpochRecord,
  earlyStopping,
  type FitProgress,
  fit,
  lastSplit,
  predict,
  type Split,
  saveModel,
  stratifiedSplit,
  subset,
} from '@kium/training';
import { train } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { buildModel } from './build-model';
import { duration } from './progress';
import { pathOf, type Run } from './run';
import type { Volumes } from './steps/2-volumes';

/** What sets the presence model apart from the location model. */
export interface Task {
  /** Also of its folder. */
  name: string;
  classes: number;
  /** A patient's 22 labels (Aneurysm, then the 21 locations) to the model's target. */
  target: (labels: ArrayLike<number>) => number[];
  /** So that the two models do not begin with the same weights. */
  seed: number;
  epochs: number;
  /** Of Adam. */
  learningRate: number;
  /** Whether the weights of the epoch with the lowest loss on the held-out patients are kept, not the last. Default false. */
  keepBest?: boolean;
}

/** A trained model, and how it does on the patients that were held out. */
export interface Trained {
  epochs: EpochRecord[];
  /** Trainable ones. */
  parameters: number;
  trainPatients: number;
  heldOut: {
    /** Positions in the volume file. */
    indices: number[];
    /** Rows of 22 labels. */
    labels: number[][];
    /** Rows of the model's outputs. */
    scores: number[][];
  };
  fingerprint: string;
}

/** An EfficientNet with sigmoid outputs, binary cross-entropy and Adam, trained on one part and held against the other. */
export async function trainModel(run: Run, volumes: Volumes, backend: string, task: Task): Promise<Trained> {
  const { settings, signal } = run;
  const { name, classes, seed, epochs, learningRate, keepBest = false } = task;
  const { variant, model: kind, batchSize, batchNormMomentum, classifierInitializer } = settings;
  const { validationSplit, split: splitBy } = settings;
  const inputs = {
    ...{ volumes: volumes.fingerprint, backend, variant, kind, batchSize, batchNormMomentum, classifierInitializer },
    ...{ validationSplit, splitBy, epochs, learningRate, keepBest, seed },
  };
  const outputs = [`${name}/model.json`, `${name}/weights.bin`];

  const { result, fingerprint, wasFinished, seconds } = await run.state.step(name, inputs, outputs, async (key) => {
    const file = await openVolumes(pathOf(run, 'train'));
    const model = buildModel(settings, { classes, seed, name });
    const progress = new TrainingProgress(run, name, epochs, file.length);
    try {
      const labels = file.labels!.values;
      const split = chooseSplit(run, labels);
      const data = toTrainingData(file, { target: task.target });
      const checkpoint = join(pathOf(run, 'checkpoints'), `${name}-${key}`);
      const history = await fit(model, data, {
        epochs,
        batchSize,
        seed,
        split,
        optimizer: () => train.adam(learningRate),
        ...(keepBest ? { callbacks: [earlyStopping({ monitor: 'valLoss', patience: epochs })] } : {}),
        checkpoint: { folder: checkpoint, key },
        onProgress: (step) => progress.step(step),
        onEpoch: (record) => progress.epoch(record),
        signal,
      });
      const scores = await predict(model, subset(data, split.validation), { batchSize, signal });
      await saveModel(model, join(settings.out, name));
      await removeCheckpoints(run, name);
      return {
        epochs: history.epochs,
        parameters: trainableParameters(model),
        trainPatients: split.train.length,
        heldOut: {
          indices: [...split.validation],
          labels: split.validation.map((at) => Array.from(labels[at]!)),
          scores,
        },
      };
    } finally {
      progress.end();
      model.dispose();
      file.close();
    }
  });
  const last = result.epochs.at(-1)!;
  const how = wasFinished ? 'trained by an earlier run' : `trained in ${duration(seconds)}`;
  run.screen.line(
    `${title(name)}: ${variant.toUpperCase()} with ${result.parameters.toLocaleString('en')} trainable parameters ${how}; ` +
      `accuracy ${last.accuracy.toFixed(4)}, held-out ${last.valAccuracy!.toFixed(4)}`,
  );
  return { ...result, fingerprint };
}

function trainableParameters(model: LayersModel): number {
  return model.trainableWeights.reduce((sum, { shape }) => sum + shape.reduce<number>((size, n) => size * n!, 1), 0);
}

function chooseSplit({ settings }: Run, labels: readonly ArrayLike<number>[]): Split {
  const { split, validationSplit: fraction, seed } = settings;
  return split === 'last' ? lastSplit(labels.length, fraction) : stratifiedSplit(labels, { fraction, seed });
}

/** Also those of earlier runs with other options, which nothing will continue any more. */
async function removeCheckpoints(run: Run, name: string): Promise<void> {
  const { readdir } = await import('node:fs/promises');
  const folder = pathOf(run, 'checkpoints');
  const names = await readdir(folder);
  for (const entry of names.filter((entry) => entry.startsWith(`${name}-`))) {
    await rm(join(folder, entry), { recursive: true });
  }
  if (names.every((entry) => entry.startsWith(`${name}-`))) await rm(folder, { recursive: true });
}

/** A training that would take longer is worth a warning while it can still be called off cheaply. */
const LONG_SECONDS = 30 * 60;

/** Draws the bar of a training, estimates the time left, and warns once when that is very long. */
class TrainingProgress {
  readonly #progress;
  /** Mean seconds of a training and of a validation step. */
  readonly #pace = { training: new Mean(), validation: new Mean() };
  #validation = '';
  #warned = false;
  #begun = false;

  constructor(
    readonly run: Run,
    readonly name: string,
    readonly epochs: number,
    readonly patients: number,
  ) {
    this.#progress = run.screen.begin(`${title(name)}: training on ${patients} patients`, epochs * patients);
  }

  step({ phase, epoch, step, steps, loss, accuracy, stepSeconds }: FitProgress): void {
    const { batchSize, validationSplit } = this.run.settings;
    if (!this.#begun && (epoch > 1 || step > 1)) {
      this.run.screen.line(`${title(this.name)}: goes on in epoch ${epoch}, where an earlier run stopped`);
    }
    this.#begun = true;
    const trainPart = 1 - validationSplit;
    const before = (epoch - 1) * this.patients + (phase === 'validation' ? trainPart * this.patients : 0);
    const here = (step / steps) * this.patients * (phase === 'validation' ? validationSplit : trainPart);
    const done = Math.min(before + here, this.epochs * this.patients);

    // The first step compiles and allocates, so it tells nothing about the others.
    if (step > 1 || epoch > 1 || steps === 1) this.#pace[phase].add(stepSeconds);
    const training = this.#pace.training.value;
    // A forward pass alone costs about a third of a training step, until it has been measured.
    const validation = this.#pace.validation.value ?? (training === null ? null : training / 3);
    let left: number | undefined;
    if (training !== null && validation !== null) {
      const patientsLeft = this.epochs * this.patients - done;
      const epochSeconds = trainPart * training + validationSplit * validation;
      left = (patientsLeft / batchSize) * epochSeconds;
      if (this.#pace.training.count >= 3) this.#warnIfLong(left);
    }
    const note = `epoch ${epoch}/${this.epochs}  loss ${loss.toFixed(3)}  accuracy ${accuracy.toFixed(3)}${this.#validation}`;
    if (phase === 'training') this.#progress.update(done, note, left);
    else this.#progress.update(done, `epoch ${epoch}/${this.epochs}  held-out patients`, left);
  }

  epoch({ valAccuracy }: EpochRecord): void {
    this.#validation = `  held-out ${valAccuracy!.toFixed(3)}`;
  }

  end(): void {
    this.#progress.end();
  }

  #warnIfLong(seconds: number): void {
    if (this.#warned || seconds < LONG_SECONDS) return;
    this.#warned = true;
    const { size, batchSize } = this.run.settings;
    this.run.screen.line(
      `This training will take about ${duration(seconds)} (${size}×${size}×8, batches of ${batchSize}). Ctrl-C stops it and ` +
        'the same command goes on later; --size and --epochs make it shorter, --backend tfjs-node-gpu uses a GPU.',
    );
  }
}

class Mean {
  count = 0;
  #sum = 0;

  add(value: number): void {
    this.count++;
    this.#sum += value;
  }

  get value(): number | null {
    return this.count === 0 ? null : this.#sum / this.count;
  }
}

function title(name: string): string {
  return name[0]!.toUpperCase() + name.slice(1);
}
