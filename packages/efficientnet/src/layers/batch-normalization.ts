import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { InvalidOptionError } from '../errors';
import type { Activation } from '../ops/activation';
import { batchNormInference } from '../ops/batch-norm-inference';
import { batchNormTrain } from '../ops/batch-norm-train';
import { movingAverage } from '../ops/moving-average';
import type { LayerArgs } from './random-layer';

/** Options of {@link BatchNormalization}. */
export interface BatchNormalizationArgs extends LayerArgs {
  /** Weight of the old moving statistics in each update, 0 ≤ momentum ≤ 1. Default 0.99, as in Keras. */
  momentum?: number;
  /** Added to the variance. Default 1e-3, as in Keras. */
  epsilon?: number;
  /** Applied to the output. Default `'linear'`. */
  activation?: Activation;
  /**
   * Whether a `Squeeze` follows: its means are then computed on the way, and in training so are their gradients. For inputs
   * [n, h, w, c]. Default false.
   */
  pooled?: boolean;
}

/**
 * Batch normalisation over the last axis, for inputs [n, h, w, c] and [n, c], with an activation that costs no tensor
 * of its own.
 *
 * Weights as in Keras, in Keras's order: `gamma`, `beta`, `moving_mean`, `moving_variance`, each [c].
 *
 * Differences from tfjs's own layer:
 * - In training it keeps only its input for the backward pass and recomputes the rest.
 * - Frozen (`layer.trainable = false`, or that of the model) it uses the moving statistics and leaves them alone, as in
 *   TensorFlow 2.
 * - The moving variance takes the unbiased batch variance, n / (n − 1) times the biased one that normalises the batch.
 *   So do TensorFlow's fused kernel, which keras.applications runs, and PyTorch.
 */
export class BatchNormalization extends tfl.layers.Layer {
  static className = 'KiumBatchNormalization';

  readonly momentum: number;
  readonly epsilon: number;
  readonly activation: Activation;
  readonly pooled: boolean;
  private weightsByName: Record<'gamma' | 'beta' | 'movingMean' | 'movingVariance', tfl.LayerVariable> | undefined;

  constructor(args: BatchNormalizationArgs = {}) {
    super(args);
    this.momentum = args.momentum ?? 0.99;
    this.epsilon = args.epsilon ?? 1e-3;
    this.activation = args.activation ?? 'linear';
    this.pooled = args.pooled ?? false;
    if (!(this.momentum >= 0 && this.momentum <= 1)) {
      throw new InvalidOptionError('momentum', args.momentum, 'a number from 0 to 1');
    }
    if (!(this.epsilon > 0)) throw new InvalidOptionError('epsilon', args.epsilon, 'a number above 0');
    if (this.activation !== 'linear' && this.activation !== 'swish') {
      throw new InvalidOptionError('activation', args.activation, "'linear' or 'swish'");
    }
  }

  override build(inputShape: tfl.Shape | tfl.Shape[]): void {
    const shape = (Array.isArray(inputShape[0]) ? inputShape[0] : inputShape) as tfl.Shape;
    const channels = shape.at(-1);
    if (typeof channels !== 'number') {
      throw new InvalidOptionError('inputShape', shape, 'a shape whose last axis (the channels) has a fixed length');
    }
    const { zeros, ones } = tfl.initializers;
    const add = (name: string, initializer: ReturnType<typeof zeros>, trainable: boolean) =>
      this.addWeight(name, [channels], 'float32', initializer, undefined, trainable);
    this.weightsByName = {
      gamma: add('gamma', ones(), true),
      beta: add('beta', zeros(), true),
      movingMean: add('moving_mean', zeros(), false),
      movingVariance: add('moving_variance', ones(), false),
    };
    this.built = true;
  }

  override computeOutputShape(inputShape: tfl.Shape | tfl.Shape[]): tfl.Shape | tfl.Shape[] {
    return inputShape;
  }

  override call(inputs: tf.Tensor | tf.Tensor[], kwargs: { training?: boolean; rerun?: boolean }): tf.Tensor {
    const x = Array.isArray(inputs) ? inputs[0]! : inputs;
    this.invokeCallHook(inputs, kwargs);
    const { gamma, beta, movingMean, movingVariance } = this.weightsByName!;
    const { epsilon, activation, pooled } = this;
    const scale = gamma.read();
    const offset = beta.read();
    // A model's `trainable = false` reaches the weights, not the layer.
    if (kwargs.training && this.trainable && gamma.trainable) {
      const n = x.size / scale.size;
      const unbiased = n / Math.max(1, n - 1);
      return batchNormTrain(x, scale, offset, { epsilon, activation, pooled }, (mean, variance) => {
        // A RecomputingModel runs a training call twice; the averages moved the first time.
        if (kwargs.rerun) return;
        this.move(movingMean, mean, 1);
        this.move(movingVariance, variance, unbiased);
      });
    }
    const statistics = { mean: movingMean.read(), variance: movingVariance.read() };
    return batchNormInference({ x, ...statistics, scale, offset }, { epsilon, activation, pooled });
  }

  override getConfig(): tf.serialization.ConfigDict {
    const { momentum, epsilon, activation, pooled } = this;
    return { ...super.getConfig(), momentum, epsilon, activation, pooled };
  }

  /** moving ← momentum · moving + (1 − momentum) · factor · batch */
  private move(moving: tfl.LayerVariable, batch: tf.Tensor, factor: number): void {
    moving.write(movingAverage(moving.read(), batch, 1 - this.momentum, factor));
  }
}
tf.serialization.registerClass(BatchNormalization);
