import { type Tensor, tensor, type Variable } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { OptionError } from './errors';
import type { SavedTensor } from './optimizer-state';
import { towards } from './towards';

/** An exponential moving average of the weights; see the option `ema` of `fit`. */
export interface EmaOptions {
  /** Part of the average that stays at each step, e.g. 0.999; in [0, 1). About the last 1 / (1 − decay) steps count. */
  decay: number;
  /**
   * Lets the average follow faster at the beginning: at step t, counted from 1, the decay is at most (1 + t) / (10 + t),
   * as in TensorFlow's `ExponentialMovingAverage` with `num_updates`. For short trainings. Default false.
   */
  warmup?: boolean;
}

/** Checks what types cannot. */
export function checkEma({ decay }: EmaOptions): void {
  if (!(decay >= 0 && decay < 1)) throw new OptionError('ema.decay', decay, 'a number from 0 to less than 1');
}

/**
 * The average of all weights of a model, moving statistics of batch normalisation included. As torch's `AveragedModel`
 * it begins as a copy of the weights after the first step.
 */
export class WeightAverage {
  readonly #weights: Variable[];
  /** In the order of the weights. */
  #averages: Tensor[] = [];

  constructor(
    model: LayersModel,
    readonly options: EmaOptions,
  ) {
    this.#weights = model.weights.map((weight) => weight.read() as Variable);
  }

  /**
   * average ← decay · average + (1 − decay) · weight
   *
   * @param step - training steps done, this one included
   */
  update(step: number): void {
    const { decay, warmup = false } = this.options;
    const now = warmup ? Math.min(decay, (1 + step) / (10 + step)) : decay;
    this.#averages = this.#weights.map((weight, i) => {
      const average = this.#averages[i];
      if (!average) return weight.clone();
      const moved = towards(average, weight, 1 - now);
      average.dispose();
      return moved;
    });
  }

  /** Runs something with the averages in the place of the model's weights, which it gets back afterwards. */
  async whileInPlace<T>(run: () => Promise<T>): Promise<T> {
    const own = this.#weights.map((weight) => weight.clone());
    this.putInPlace();
    try {
      return await run();
    } finally {
      this.#weights.forEach((weight, i) => {
        weight.assign(own[i]!);
        own[i]!.dispose();
      });
    }
  }

  /** Gives the model the averages for good. */
  putInPlace(): void {
    this.#averages.forEach((average, i) => {
      this.#weights[i]!.assign(average);
    });
  }

  /** The averages off the device; none before the first step. */
  async read(): Promise<SavedTensor[]> {
    return Promise.all(
      this.#averages.map(async (average, i): Promise<SavedTensor> => {
        const values = (await average.data()) as Float32Array;
        return { name: `${i}`, dtype: 'float32', shape: average.shape, values };
      }),
    );
  }

  /** Puts back what {@link WeightAverage.read} returned. */
  restore(saved: readonly SavedTensor[]): void {
    this.dispose();
    this.#averages = saved.map(({ values, shape }) => tensor(values, shape, 'float32'));
  }

  dispose(): void {
    for (const average of this.#averages) average.dispose();
    this.#averages = [];
  }
}
