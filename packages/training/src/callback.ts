import type { LayersModel } from '@tensorflow/tfjs-layers';
import { OptionError } from './errors';
import type { EpochRecord } from './history';
import type { SavedTensor } from './optimizer-state';

/** What a {@link Callback} is told. */
export interface CallbackContext {
  /** Holds the weights that were evaluated: with the option `ema`, the averages. */
  model: LayersModel;
  /** All finished epochs, those of earlier calls of a continued training included. */
  history: readonly EpochRecord[];
  /** Epochs that were asked for. */
  epochs: number;
  /** Names of the figures in every record: `loss`, `accuracy`, and with held-out samples `valLoss`, `valAccuracy` and those of `metrics`. */
  monitors: readonly string[];
}

/** What a callback keeps in the checkpoint. */
export interface CallbackState {
  /** Anything that JSON can hold. */
  values: Record<string, unknown>;
  tensors?: SavedTensor[];
}

/**
 * Something that is told of a training's course and may end it. `fit` awaits every method.
 *
 * In a continued training `onTrainBegin` comes first, then `restore` with what `state` returned when the checkpoint was
 * written. The checkpoint is written after `onEpochEnd`: what is interrupted in between is done once more.
 */
export interface Callback {
  /** Unique among the callbacks of a training. */
  readonly name: string;
  /** Before the first step, and before `restore`: the place to check options and to forget an earlier training. */
  onTrainBegin?(context: CallbackContext): void | Promise<void>;
  /** After each epoch and its evaluation; `'stop'` makes it the last one. */
  // biome-ignore lint/suspicious/noConfusingVoidType: most callbacks return nothing
  onEpochEnd?(record: EpochRecord, context: CallbackContext): 'stop' | void | Promise<'stop' | void>;
  /** After the last epoch, also when a training that was already finished is called again; not when it was interrupted. */
  onTrainEnd?(context: CallbackContext): void | Promise<void>;
  /** What must be kept so that a continued training goes on as if it had not been interrupted. */
  state?(): CallbackState;
  /** Takes what `state` returned. */
  restore?(state: CallbackState): void;
}

/** Checks what types cannot. */
export function checkCallbacks(callbacks: readonly Callback[]): void {
  const names = callbacks.map(({ name }) => name);
  const doubled = names.find((name, i) => names.indexOf(name) < i);
  if (doubled === undefined) return;
  throw new OptionError('callbacks', `two named ${doubled}`, 'a name of its own for each, since checkpoints go by it');
}
