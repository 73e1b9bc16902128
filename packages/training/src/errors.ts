/** Tags of the errors of this package: the names of their classes. */
export type TrainingErrorTag =
  | 'OptionError'
  | 'ShapeError'
  | 'BackendUnavailableError'
  | 'StoppedError'
  | 'LossNotFiniteError'
  | 'GradientNotFiniteError'
  | 'WeightsIgnoredError'
  | 'CheckpointMismatchError'
  | 'CheckpointCorruptError'
  | 'OptimizerStateError'
  | 'ModelNotFoundError'
  | 'ModelCorruptError'
  | 'UnknownLayerError'
  | 'DownloadError'
  | 'FolderInUseError';

/** What all errors of this package are. */
export abstract class TrainingError extends Error {
  /** Tells the errors apart, also across copies of the package. */
  abstract readonly tag: TrainingErrorTag;
}

/** Whether this is an error of this package, and, with a tag, that one. */
export function isTrainingError<Tag extends TrainingErrorTag>(
  error: unknown,
  tag?: Tag,
): error is TrainingError & { tag: Tag } {
  return error instanceof TrainingError && (tag === undefined || error.tag === tag);
}

/** An option has a value that cannot be used. */
export class OptionError extends TrainingError {
  readonly tag = 'OptionError';
  override readonly name = 'OptionError';

  constructor(
    /** Name of the option, as the caller writes it. */
    readonly option: string,
    /** The value that was given. */
    readonly found: unknown,
    /** What would have been accepted. */
    readonly expected: string,
  ) {
    super(`Option ${option} is ${show(found)}; expected ${expected}.`);
  }
}

/** Data and model, or inputs and targets, do not have the same shape. */
export class ShapeError extends TrainingError {
  readonly tag = 'ShapeError';
  override readonly name = 'ShapeError';

  constructor(
    /** What has the wrong shape, e.g. `inputs`. */
    readonly what: string,
    readonly expected: string,
    readonly found: string,
    remedy: string,
  ) {
    super(`${what}: found ${found}, expected ${expected}. ${remedy}`);
  }
}

/** A backend was asked for by name and cannot be used. */
export class BackendUnavailableError extends TrainingError {
  readonly tag = 'BackendUnavailableError';
  override readonly name = 'BackendUnavailableError';

  constructor(
    /** The name that was asked for. */
    readonly backend: string,
    /** Why it cannot be used. */
    readonly reason: string,
    /** What to do, for example the command that installs it. */
    readonly remedy: string,
    options?: ErrorOptions,
  ) {
    super(`Backend ${backend} cannot be used: ${reason}. ${remedy}`, options);
  }
}

/** Work was stopped through its `AbortSignal`. Its `name` is `AbortError`, as the web platform's. */
export class StoppedError extends TrainingError {
  readonly tag = 'StoppedError';
  override readonly name = 'AbortError';

  constructor(
    /** What was stopped, e.g. `fit at epoch 2 of 10, step 7 of 99`. */
    readonly at: string,
    /** Whether a checkpoint was written from which the same call continues. */
    readonly resumable: boolean,
    options?: ErrorOptions,
  ) {
    super(
      `Stopped: ${at}. ${resumable ? 'The same call continues from here.' : 'Nothing was kept; the same call starts over.'}`,
      options,
    );
  }
}

/** The loss is NaN or infinite, so that the weights are lost. */
export class LossNotFiniteError extends TrainingError {
  readonly tag = 'LossNotFiniteError';
  override readonly name = 'LossNotFiniteError';

  constructor(
    /** Epoch, counted from 1. */
    readonly epoch: number,
    /** Training step within the epoch, counted from 1. */
    readonly step: number,
    /** The value: NaN, Infinity or -Infinity. */
    readonly loss: number,
  ) {
    super(
      `The loss is ${loss} at epoch ${epoch}, step ${step}. Try a learning rate ten times smaller, check that inputs ` +
        'are finite and scaled (images to [0, 1]) and targets lie in [0, 1], and use a larger batch if the model has batch ' +
        'normalisation.',
    );
  }
}

/** A gradient is NaN or infinite. The step was not made: the weights are those before it. */
export class GradientNotFiniteError extends TrainingError {
  readonly tag = 'GradientNotFiniteError';
  override readonly name = 'GradientNotFiniteError';

  constructor(
    /** Epoch, counted from 1. */
    readonly epoch: number,
    /** Training step within the epoch, counted from 1. */
    readonly step: number,
    /** The Euclidean norm of all gradients together: NaN or Infinity. */
    readonly norm: number,
  ) {
    super(
      `The norm of the gradients is ${norm} at epoch ${epoch}, step ${step}, though the loss is finite. The weights are ` +
        'those before this step. Try a smaller learning rate, and look in the loss for a logarithm, root or quotient whose ' +
        'derivative is infinite where its value is not.',
    );
  }
}

/** The data has sample weights, but the loss gives the same whatever they are. */
export class WeightsIgnoredError extends TrainingError {
  readonly tag = 'WeightsIgnoredError';
  override readonly name = 'WeightsIgnoredError';

  constructor() {
    super(
      'The data has sample weights, but the loss ignores them. Give fit a loss (yTrue, yPred, sampleWeight) that multiplies ' +
        "each sample's loss by its weight, such as its default or those of @kium/metrics/tfjs, or take the weights out of " +
        'the data.',
    );
  }
}

/** A checkpoint was written by a call with other options, data or model. */
export class CheckpointMismatchError extends TrainingError {
  readonly tag = 'CheckpointMismatchError';
  override readonly name = 'CheckpointMismatchError';

  constructor(
    /** The checkpoint file. */
    readonly path: string,
    /** The fields that differ. */
    readonly differences: { field: string; checkpoint: unknown; now: unknown }[],
  ) {
    const listed = differences.map(({ field, checkpoint, now }) => `${field} was ${show(checkpoint)}, is ${show(now)}`);
    super(
      `${path} belongs to another training: ${listed.join('; ')}. Train with the options it was written with, ` +
        'choose another checkpoint folder, or delete it to start over.',
    );
  }
}

/** A checkpoint file cannot be read. */
export class CheckpointCorruptError extends TrainingError {
  readonly tag = 'CheckpointCorruptError';
  override readonly name = 'CheckpointCorruptError';

  constructor(
    readonly path: string,
    /** What is wrong with it. */
    readonly problem: string,
    options?: ErrorOptions,
  ) {
    super(`${path} is not a readable checkpoint: ${problem}. Delete it to start the training over.`, options);
  }
}

/** The optimizer cannot give out its state, so that training with it cannot be resumed. */
export class OptimizerStateError extends TrainingError {
  readonly tag = 'OptimizerStateError';
  override readonly name = 'OptimizerStateError';

  constructor(
    /** Class name of the optimizer. */
    readonly optimizer: string,
    options?: ErrorOptions,
  ) {
    super(
      `Optimizer ${optimizer} does not give out its state, so a checkpoint could not continue exactly. ` +
        'Use adamW, adam, sgd, momentum, rmsprop, adagrad or adadelta, or train without the checkpoint option.',
      options,
    );
  }
}

/** There is no model where it was looked for. */
export class ModelNotFoundError extends TrainingError {
  readonly tag = 'ModelNotFoundError';
  override readonly name = 'ModelNotFoundError';

  constructor(
    /** The file, address or place that is missing. */
    readonly path: string,
    options?: ErrorOptions,
  ) {
    super(
      `${path} does not exist. Give what saveModel was given, or the address of the model.json that it wrote beside weights.bin.`,
      options,
    );
  }
}

/** A part of a saved model is damaged, missing or something else, or its model cannot be built. */
export class ModelCorruptError extends TrainingError {
  readonly tag = 'ModelCorruptError';
  override readonly name = 'ModelCorruptError';

  constructor(
    /** The file at fault. */
    readonly path: string,
    /** What is wrong with it. */
    readonly problem: string,
    /** What to do next. */
    readonly remedy: string,
    options?: ErrorOptions,
  ) {
    super(`${path}: ${problem}. ${remedy}`, options);
  }
}

/** A saved model uses layer classes that tfjs does not know. */
export class UnknownLayerError extends TrainingError {
  readonly tag = 'UnknownLayerError';
  override readonly name = 'UnknownLayerError';

  constructor(
    /** The file or place of the model. */
    readonly path: string,
    /** Names of the classes. */
    readonly classes: string[],
  ) {
    super(
      `${path} uses layer classes that are not registered: ${classes.join(', ')}. Import the package that defines them ` +
        "before loadModel, e.g. import '@kium/efficientnet' for names that begin with Kium; register classes of your own " +
        'with serialization.registerClass of @tensorflow/tfjs-core.',
    );
  }
}

/** A server could not be reached, or did not give a file. */
export class DownloadError extends TrainingError {
  readonly tag = 'DownloadError';
  override readonly name = 'DownloadError';

  constructor(
    readonly url: string,
    /** What happened. */
    readonly problem: string,
    options?: ErrorOptions,
  ) {
    super(`${url} cannot be downloaded: ${problem}. Check the address and the connection, and try again.`, options);
  }
}

/** The folder to save into holds files that are not a saved model's and would be lost. */
export class FolderInUseError extends TrainingError {
  readonly tag = 'FolderInUseError';
  override readonly name = 'FolderInUseError';

  constructor(
    readonly path: string,
    /** Names of the files that are in the way. */
    readonly found: string[],
  ) {
    const named = found.slice(0, 3).join(', ') + (found.length > 3 ? ', …' : '');
    super(
      `${path} holds other files (${named}); saving a model replaces the whole folder. Choose a new or empty folder.`,
    );
  }
}

function show(value: unknown): string {
  // JSON would show NaN and Infinity as null.
  if (typeof value === 'number' || value instanceof RegExp) return String(value);
  return typeof value === 'string' ? `"${value}"` : (JSON.stringify(value) ?? String(value));
}
