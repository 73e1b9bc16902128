import type { Optimizer } from '@tensorflow/tfjs-core';
import { type Callback, checkCallbacks } from './callback';
import type { CheckpointOptions } from './checkpoint';
import { type ClipOptions, checkClip } from './clip';
import { OptionError } from './errors';
import type { EpochRecord } from './history';
import type { LearningRateGroup } from './learning-rate-groups';
import type { LossFunction } from './loss';
import { checkRecalibrate, type RecalibrateOptions } from './recalibrate';
import type { Schedule } from './schedule';
import type { Split } from './split';
import { checkEma, type EmaOptions } from './weight-average';

/** Where a training stands; handed to `onProgress` after every step. */
export interface FitProgress {
  phase: 'training' | 'validation';
  /** Counted from 1. */
  epoch: number;
  epochs: number;
  /** Steps done in this phase of this epoch, counted from 1. */
  step: number;
  steps: number;
  /** Mean loss over the steps of this phase so far. */
  loss: number;
  /** Binary accuracy over the steps of this phase so far. */
  accuracy: number;
  /** Seconds that this step took. */
  stepSeconds: number;
}

/**
 * A figure over all held-out samples at once: rows of targets and of scores (n × outputs) to a number. Sample weights are
 * not part of it.
 */
export type ValidationMetric = (yTrue: number[][], scores: number[][]) => number;

/** Options of {@link fit}. */
export interface FitOptions {
  /** How often to go through the training samples. */
  epochs: number;
  /**
   * An optimizer, or a function that makes one. One that `fit` made is disposed at the end; one that was handed in stays
   * the caller's, with its state: tfjs's keep that by the position of the weights, so that one is refused when others learn
   * than before. Default: the compiled model's own, else Adam with learning rate 0.001 (Keras's).
   */
  optimizer?: Optimizer | (() => Optimizer);
  /**
   * The learning rate, or one for every step: {@link cosineSchedule}, {@link stepSchedule} or a {@link Schedule} of your
   * own. Default: the optimizer's. An optimizer that was handed in has its own again at the end.
   */
  learningRate?: number | Schedule;
  /** Limits the gradients before each step; a NaN in them is then a {@link GradientNotFiniteError}. Default: no limit. */
  clip?: ClipOptions;
  /** Layers with learning rates of their own, or frozen; see {@link layerwiseDecay}. Default: all learn alike. */
  groups?: LearningRateGroup[];
  /**
   * Averages the weights over the steps. Evaluation, callbacks and the trained model have the averages (of a batch norm's
   * statistics too); the checkpoint keeps both, and when an epoch is stopped the model has the weights themselves.
   */
  ema?: EmaOptions;
  /**
   * Computes the statistics of batch normalisation anew with the weights that the training ends with, and evaluates once
   * more. For short trainings, in which the moving averages lag behind. Default: no.
   */
  recalibrate?: RecalibrateOptions;
  /** Told of the training's course, in this order: {@link earlyStopping}, {@link csvLog}, {@link saveBest}, your own. */
  callbacks?: Callback[];
  /**
   * Whether the model's outputs are logits, without a sigmoid: then the default loss is
   * {@link binaryCrossentropyFromLogitsLoss}, accuracy counts outputs above 0, and `metrics` get the sigmoids. Default false.
   */
  fromLogits?: boolean;
  /** Default: the compiled model's own, else {@link binaryCrossentropyLoss}. */
  loss?: LossFunction;
  /** Samples a step. Default 8. */
  batchSize?: number;
  /** Seed of the order in which the samples are gone through. Default 0. */
  seed?: number;
  /** Whether the training samples are put into a new order every epoch. Default true. */
  shuffle?: boolean;
  /** Part held out, Keras's meaning: the last samples, not shuffled; see {@link lastSplit}. Default 0.3; 0 holds out none. */
  validationSplit?: number;
  /** Explicit parts instead of `validationSplit`, e.g. from {@link stratifiedSplit}. */
  split?: Split;
  /** Further figures on the held-out samples after every epoch, by name. */
  metrics?: Record<string, ValidationMetric>;
  /**
   * Keeps the state after every epoch, and when stopped by `signal`; a call with the same arguments then continues and
   * ends with exactly the weights of an uninterrupted run. A finished training returns its history at once, also one that
   * a callback has ended. `epochs` may grow between calls.
   */
  checkpoint?: CheckpointOptions;
  /** Called after every training and validation step. */
  onProgress?: (progress: FitProgress) => void;
  /** Called after every epoch. */
  onEpoch?: (record: EpochRecord) => void;
  /** Stops after the running step with a {@link StoppedError}. */
  signal?: AbortSignal;
}

/** Checks what types cannot. */
export function checkFitOptions(options: FitOptions): void {
  const { epochs, batchSize = 8, seed = 0, clip, ema, recalibrate, callbacks } = options;
  if (!Number.isInteger(epochs) || epochs < 1) throw new OptionError('epochs', epochs, 'a whole number from 1');
  if (!Number.isInteger(batchSize) || batchSize < 1)
    throw new OptionError('batchSize', batchSize, 'a whole number from 1');
  if (!Number.isSafeInteger(seed)) throw new OptionError('seed', seed, 'a whole number');
  if (clip) checkClip(clip);
  if (ema) checkEma(ema);
  if (recalibrate) checkRecalibrate(recalibrate);
  if (callbacks) checkCallbacks(callbacks);
}

/** Checks that the indices exist, that none is on both sides, and that something is left to train on. */
export function checkSplit(split: Split, length: number): void {
  const outside = [...split.train, ...split.validation].find((i) => !Number.isInteger(i) || i < 0 || i >= length);
  if (outside !== undefined) throw new OptionError('split', outside, `indices from 0 to ${length - 1}`);
  const train = new Set(split.train);
  const shared = split.validation.find((i) => train.has(i));
  if (shared !== undefined) throw new OptionError('split', shared, 'no index in both train and validation');
  if (split.train.length === 0) throw new OptionError('split', 'empty train', 'at least one index to train on');
}
