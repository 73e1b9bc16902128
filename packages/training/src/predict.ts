import { type Tensor, tensor, tidy } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { arrayInputs, type InputData, type Samples } from './data';
import { OptionError, ShapeError, StoppedError } from './errors';
import { yieldToEvents } from './yield-to-events';

/** Where a prediction stands; handed to `onProgress` after every batch. */
export interface PredictProgress {
  /** Samples done. */
  done: number;
  /** Samples in all. */
  total: number;
}

/** Options of {@link predict}. */
export interface PredictOptions {
  /** Samples at a time; does not change the result. Default 8. */
  batchSize?: number;
  /** Whether the model gives logits, whose sigmoids are the scores. Default false. */
  fromLogits?: boolean;
  /** Called after every batch. */
  onProgress?: (progress: PredictProgress) => void;
  /** Stops after the running batch with a {@link StoppedError}. */
  signal?: AbortSignal;
}

/**
 * The model's scores, in inference mode.
 *
 * @param model - a model with one input and one output
 * @param data - samples read on demand, or arrays or a tensor
 * @returns a row of outputs for each sample (n × outputs)
 * @throws {@link ShapeError} when the data does not fit the model
 * @throws {@link StoppedError} when `signal` was aborted
 */
export async function predict(
  model: LayersModel,
  data: InputData | Samples,
  { batchSize = 8, fromLogits = false, onProgress, signal }: PredictOptions = {},
): Promise<number[][]> {
  if (!Number.isInteger(batchSize) || batchSize < 1)
    throw new OptionError('batchSize', batchSize, 'a whole number from 1');
  const wanted = model.inputs[0]!.shape.slice(1);
  const known = wanted.every((n) => n !== null) ? (wanted as number[]) : undefined;
  const samples = isInputData(data) ? data : await arrayInputs(data, { inputShape: known });
  if (known && known.join() !== samples.inputShape.join()) {
    const found = `[${samples.inputShape}] in the data`;
    throw new ShapeError('inputs', `[${known}] for this model`, found, 'Prepare the data as it was for training.');
  }
  const scores: number[][] = [];
  while (scores.length < samples.length) {
    if (signal?.aborted) {
      throw new StoppedError(`predict after ${scores.length} of ${samples.length} samples`, false, {
        cause: signal.reason,
      });
    }
    const count = Math.min(batchSize, samples.length - scores.length);
    const { x } = await samples.batch(Array.from({ length: count }, (_, i) => scores.length + i));
    const output = forward(model, x, [count, ...samples.inputShape]);
    const values = await output.data();
    scores.push(...toRows(fromLogits ? sigmoids(values) : values, count));
    output.dispose();
    onProgress?.({ done: scores.length, total: samples.length });
    await yieldToEvents();
  }
  return scores;
}

/** One batch through the model in inference mode; the caller disposes the result. */
export function forward(model: LayersModel, x: Float32Array, shape: number[]): Tensor {
  return tidy(() => model.apply(tensor(x, shape, 'float32'), { training: false }) as Tensor);
}

/** 1 / (1 + e^−x) of every number, in double precision. */
export function sigmoids(logits: ArrayLike<number>): Float64Array {
  return Float64Array.from(logits, (logit) => 1 / (1 + Math.exp(-logit)));
}

/** Cuts a flat array into rows of equal length. */
export function toRows(values: ArrayLike<number>, rows: number): number[][] {
  const width = values.length / rows;
  return Array.from({ length: rows }, (_, r) => Array.from({ length: width }, (_, c) => values[r * width + c]!));
}

function isInputData(data: InputData | Samples): data is InputData {
  return 'batch' in data && typeof data.batch === 'function';
}
