import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { InputShapeError, InvalidOptionError } from '../errors';
import type { LayerArgs } from './random-layer';

/** Options of {@link FoldViews} and {@link UnfoldViews}. */
export interface ViewsArgs extends LayerArgs {
  /** How many views make up a sample, at least 1. */
  views: number;
}

/** A layer that knows how many views a sample has. */
abstract class ViewsLayer extends tfl.layers.Layer {
  readonly views: number;

  constructor(args: ViewsArgs) {
    super(args);
    if (!(Number.isSafeInteger(args.views) && args.views >= 1)) {
      throw new InvalidOptionError('views', args.views, 'a whole number of at least 1');
    }
    this.views = args.views;
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), views: this.views };
  }
}

/**
 * Makes an image of each view: [n, h, w, views · c] to [n · views, h, w, c]. The channels of a view lie together: channel
 * `view · c + k` of sample `i` becomes channel `k` of image `i · views + view`. For one channel a view this is a
 * transposition, one pass over the memory; the gradient is the one back, and is computed only where it is wanted.
 */
export class FoldViews extends ViewsLayer {
  static className = 'KiumFoldViews';

  override computeOutputShape(inputShape: tfl.Shape | tfl.Shape[]): tfl.Shape {
    const [n, height, width, channels] = onlyShape(inputShape);
    if (typeof channels !== 'number' || channels % this.views !== 0) {
      throw new InputShapeError(
        onlyShape(inputShape).slice(1),
        `[height, width, channels] with a multiple of ${this.views} channels`,
      );
    }
    return [times(n, this.views), height!, width!, channels / this.views];
  }

  override call(inputs: tf.Tensor | tf.Tensor[], kwargs: object): tf.Tensor {
    this.invokeCallHook(inputs, kwargs);
    const x = onlyTensor(inputs);
    const [n, height, width, channels] = x.shape as [number, number, number, number];
    const each = channels / this.views;
    const apart = tf.reshape(x, [n, height, width, this.views, each]);
    return tf.reshape(tf.transpose(apart, [0, 3, 1, 2, 4]), [n * this.views, height, width, each]);
  }
}
tf.serialization.registerClass(FoldViews);

/** Puts the views' features side by side again: [n · views, features] to [n, views, features], without a copy. */
export class UnfoldViews extends ViewsLayer {
  static className = 'KiumUnfoldViews';

  override computeOutputShape(inputShape: tfl.Shape | tfl.Shape[]): tfl.Shape {
    const [n, features] = onlyShape(inputShape);
    return [typeof n === 'number' ? n / this.views : null, this.views, features!];
  }

  override call(inputs: tf.Tensor | tf.Tensor[], kwargs: object): tf.Tensor {
    this.invokeCallHook(inputs, kwargs);
    const x = onlyTensor(inputs);
    return tf.reshape(x, [-1, this.views, x.shape.at(-1)!]);
  }
}
tf.serialization.registerClass(UnfoldViews);

function onlyShape(shapes: tfl.Shape | tfl.Shape[]): tfl.Shape {
  return (Array.isArray(shapes[0]) ? shapes[0] : shapes) as tfl.Shape;
}

function onlyTensor(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
  return Array.isArray(inputs) ? inputs[0]! : inputs;
}

/** A batch size times `factor`; null where it is open. */
function times(size: number | null | undefined, factor: number): number | null {
  return typeof size === 'number' ? size * factor : null;
}
