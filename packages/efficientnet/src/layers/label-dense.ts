import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';

/** Keras's options of a dense layer. */
type DenseArgs = Parameters<typeof tfl.layers.dense>[0];

/** What `LabelDense` uses of tfjs's Dense, whose class tfjs does not export. */
interface Dense {
  readonly units: number;
  readonly kernel: tfl.LayerVariable;
  readonly bias: tfl.LayerVariable | null;
  readonly activation: { apply(x: tf.Tensor): tf.Tensor };
}

// tfjs exports its layers' factories, not their classes; this one comes from a throw-away instance.
const TfjsDense = tfl.layers.dense({ units: 1 }).constructor as unknown as Pick<typeof tfl.layers.Layer, 'fromConfig'> &
  (new (
    args: DenseArgs,
  ) => tfl.layers.Layer & Dense);

/**
 * A linear head for each label on features of its own: [n, labels, features] to [n, labels], the product of row `l` with
 * column `l` of the kernel. Options and weights are those of a dense layer with as many units as labels: `kernel`
 * [features, labels] and `bias` [labels].
 */
export class LabelDense extends TfjsDense {
  static className = 'KiumLabelDense';

  override computeOutputShape(inputShape: tfl.Shape | tfl.Shape[]): tfl.Shape {
    const [n] = (Array.isArray(inputShape[0]) ? inputShape[0] : inputShape) as tfl.Shape;
    return [n!, this.units];
  }

  override call(inputs: tf.Tensor | tf.Tensor[], kwargs: object): tf.Tensor {
    this.invokeCallHook(inputs, kwargs);
    return tf.tidy(() => {
      const x = Array.isArray(inputs) ? inputs[0]! : inputs;
      const products = tf.sum(tf.mul(x, tf.transpose(this.kernel.read())), 2);
      return this.activation.apply(this.bias === null ? products : tf.add(products, this.bias.read()));
    });
  }
}
tf.serialization.registerClass(LabelDense);
