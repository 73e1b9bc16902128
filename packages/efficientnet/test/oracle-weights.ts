import type * as tf from '@tensorflow/tfjs-core';
import type * as tfl from '@tensorflow/tfjs-layers';
import { waveTensor } from './wave';

/** The value of a weight: the same formula as `fill` of `scripts/oracles/efficientnet.py`. */
export function fill(name: string, shape: number[], ordinal: number): tf.Tensor {
  const kind = name.split('/')[1]!;
  const phase = 0.37 * ordinal;
  if (kind === 'gamma') return waveTensor(shape, phase, 0.2, 1);
  if (kind === 'moving_variance') return waveTensor(shape, phase, 0.25, 0.5);
  if (['beta', 'moving_mean', 'bias'].includes(kind)) return waveTensor(shape, phase, 0.1);
  const fanIn = kind === 'depthwise_kernel' ? shape[0]! * shape[1]! : shape.slice(0, -1).reduce((a, b) => a * b);
  return waveTensor(shape, phase, Math.sqrt(3 / fanIn));
}

/** A model's weights by the names that keras.applications gives them. */
export function weightsByName(model: tfl.LayersModel): Map<string, tfl.LayerVariable> {
  return new Map(model.layers.flatMap((layer) => layer.weights).map((weight) => [weight.originalName, weight]));
}
