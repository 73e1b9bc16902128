import type * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { InvalidOptionError } from '../errors';
import { randomMask } from '../ops/random-mask';

/** Options that every layer of tfjs-layers has. */
export type LayerArgs = NonNullable<ConstructorParameters<typeof tfl.layers.Layer>[0]>;

/** Options of {@link Dropout} and {@link StochasticDepth}. */
export interface RandomLayerArgs extends LayerArgs {
  /** Probability of a zero, 0 ≤ rate < 1. */
  rate: number;
  /** Integer that, with the layer's name and its step, decides the mask. Default 0. */
  seed?: number;
}

/**
 * A layer that multiplies its input by a random mask in training and is the identity otherwise.
 *
 * The mask is a function of (`seed`, layer name, {@link RandomLayer.randomStep}) alone. Unlike tfjs's own seeded
 * dropout, which draws the same mask every time, each training call draws a new one; and a run that was stopped goes on
 * with the masks it would have had, once `randomStep` is set to what it was.
 */
export abstract class RandomLayer extends tfl.layers.Layer {
  readonly rate: number;
  readonly seed: number;
  /**
   * Number of training calls so far: the one piece of state that a checkpoint must hold for the masks to go on where
   * they stopped. Writable.
   */
  randomStep = 0;

  constructor(args: RandomLayerArgs) {
    super(args);
    if (!(args.rate >= 0 && args.rate < 1)) {
      throw new InvalidOptionError('rate', args.rate, 'a number from 0 up to, but not including, 1');
    }
    this.rate = args.rate;
    this.seed = args.seed ?? 0;
  }

  /** The mask's shape for an input of shape `inputShape`; it broadcasts to it. */
  protected abstract maskShape(inputShape: readonly number[]): number[];

  override computeOutputShape(inputShape: tfl.Shape | tfl.Shape[]): tfl.Shape | tfl.Shape[] {
    return inputShape;
  }

  override call(inputs: tf.Tensor | tf.Tensor[], kwargs: { training?: boolean }): tf.Tensor {
    const x = Array.isArray(inputs) ? inputs[0]! : inputs;
    this.invokeCallHook(inputs, kwargs);
    if (!kwargs.training || this.rate === 0) return x.clone();
    const stream = `${this.seed}/${this.name}/${this.randomStep}`;
    this.randomStep += 1;
    return randomMask(x, this.maskShape(x.shape), this.rate, stream);
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), rate: this.rate, seed: this.seed };
  }
}
