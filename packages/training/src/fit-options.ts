import type { Optimizer } from '@tensorflow/tfjs-core';
import type { CheckpointOptions } from './checkpoint';
import { OptionError } from './errors';
import type { EpochRecord } from './history';
import type { LossFunction } from './loss';
import type { Split } from './split';

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

/** A figure over all held-out samples at once: rows of targets and of scores (n × outputs) to a number. */
export type ValidationMetric = (yTrue: number[][], scores: number[][]) => number;

/** Options of {@link fit}. */
export interface FitOptions {
  /** How often to go through the training samples. */
  epochs: number;
  /**
   * An optimizer, or a function that makes one. One that `fit` made is disposed at the end; one that was handed in stays
   * the caller's. Default: the compiled model's own, else Adam with learning rate 0.001 (Keras's).
   */
  optimizer?: Optimizer | (() => Optimizer);
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
   * ends with exactly the weights of an uninterrupted run. A finished training returns its history at once. `epochs` may
   * grow between calls.
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
export function checkFitOptions({ epochs, batchSize = 8, seed = 0 }: FitOptions): void {
  if (!Number.isInteger(epochs) || epochs < 1) throw new OptionError('epochs', epochs, 'a whole number from 1');
  if (!Number.isInteger(batchSize) || batchSize < 1)
    throw new OptionError('batchSize', batchSize, 'a whole number from 1');
  if (!Number.isSafeInteger(seed)) throw new OptionError('seed', seed, 'a whole number');
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
