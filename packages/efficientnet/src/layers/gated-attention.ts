import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { InvalidOptionError } from '../errors';
import { classifierInitializer } from '../initializers';
import type { LayerArgs } from './random-layer';

/** Options of {@link GatedAttention}. */
export interface GatedAttentionArgs extends LayerArgs {
  /** Length of the hidden vector that a view is weighed by. */
  units: number;
  /** How many sets of weights to compute: one for each label. */
  labels: number;
  /** Integer that, with the layer's name, decides the initial weights. Default 0. */
  seed?: number;
}

/**
 * How much each view counts for each label: [n, views, features] to [n, labels, views], weights above 0 whose sum over the
 * views is 1. Gated attention (Ilse, Tomczak & Welling 2018, equation 9): with h the features of a view,
 * `softmax over the views of wᵀ (tanh(V h) ⊙ sigmoid(U h))`. V and U are shared by the labels and each label has a w of its
 * own, as the attention branches of Lu et al. 2021 (CLAM).
 *
 * Weights: `tanh_kernel` V and `gate_kernel` U, each [features, units]; `score_kernel` w, [units, labels].
 */
export class GatedAttention extends tfl.layers.Layer {
  static className = 'KiumGatedAttention';

  readonly units: number;
  readonly labels: number;
  readonly seed: number;
  private kernels: Record<'tanh' | 'gate' | 'score', tfl.LayerVariable> | undefined;

  constructor(args: GatedAttentionArgs) {
    super(args);
    for (const option of ['units', 'labels'] as const) {
      const value = args[option];
      if (!(Number.isSafeInteger(value) && value >= 1)) {
        throw new InvalidOptionError(option, value, 'a whole number of at least 1');
      }
    }
    this.units = args.units;
    this.labels = args.labels;
    this.seed = args.seed ?? 0;
  }

  override build(inputShape: tfl.Shape | tfl.Shape[]): void {
    const features = shapeOf(inputShape).at(-1)!;
    const add = (name: string, from: number, to: number) =>
      this.addWeight(
        name,
        [from, to],
        'float32',
        classifierInitializer('glorot', from, to, `${this.seed}/${this.name}/${name}`),
      );
    this.kernels = {
      tanh: add('tanh_kernel', features, this.units),
      gate: add('gate_kernel', features, this.units),
      score: add('score_kernel', this.units, this.labels),
    };
    this.built = true;
  }

  override computeOutputShape(inputShape: tfl.Shape | tfl.Shape[]): tfl.Shape {
    const [n, views] = shapeOf(inputShape);
    return [n!, this.labels, views!];
  }

  override call(inputs: tf.Tensor | tf.Tensor[], kwargs: object): tf.Tensor {
    this.invokeCallHook(inputs, kwargs);
    return tf.tidy(() => {
      const x = Array.isArray(inputs) ? inputs[0]! : inputs;
      const [n, views, features] = x.shape as [number, number, number];
      const h = tf.reshape(x, [n * views, features]);
      const { tanh, gate, score } = this.kernels!;
      const hidden = tf.mul(
        tf.tanh(tf.matMul(h, tanh.read() as tf.Tensor2D)),
        tf.sigmoid(tf.matMul(h, gate.read() as tf.Tensor2D)),
      ) as tf.Tensor2D;
      const scores = tf.reshape(tf.matMul(hidden, score.read() as tf.Tensor2D), [n, views, this.labels]);
      return tf.softmax(tf.transpose(scores, [0, 2, 1]));
    });
  }

  override getConfig(): tf.serialization.ConfigDict {
    const { units, labels, seed } = this;
    return { ...super.getConfig(), units, labels, seed };
  }
}
tf.serialization.registerClass(GatedAttention);

function shapeOf(shapes: tfl.Shape | tfl.Shape[]): tfl.Shape {
  return (Array.isArray(shapes[0]) ? shapes[0] : shapes) as tfl.Shape;
}
