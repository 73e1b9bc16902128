import * as tf from '@tensorflow/tfjs-core';

/** What {@link withGradient}'s forward function returns. */
interface Differentiable<Value> {
  value: Value;
  /**
   * One gradient for each input, in order. Functions are called only for inputs whose gradient is wanted: the network's
   * first convolution need not differentiate with respect to the images.
   *
   * @param mayOverwrite - Whether a `dy` may be written over: nobody reads it afterwards, or shares its memory.
   */
  gradient: (dy: Value, saved: tf.Tensor[], mayOverwrite: (dy: tf.Tensor) => boolean) => Gradients;
}

type Gradients = tf.Tensor[] | (() => tf.Tensor)[];

/** The part of tfjs's engine that `tf.customGrad` is made of; that function itself allows one output only. */
interface Engine {
  runKernelFunc<Value>(call: {
    inputs: tf.NamedTensorMap;
    forwardFunc: (backend: unknown, save: (tensors: tf.Tensor[]) => void) => Value;
    backwardsFunc: (dy: Value, saved: tf.Tensor[]) => Record<string, () => tf.Tensor>;
  }): Value;
}

/**
 * `tf.customGrad` for one or several outputs, with its leaks of memory closed. tfjs runs the gradient function outside
 * any `tidy` and keeps its temporaries, every saved tensor and every gradient of a layer's output until the end of the
 * whole backward pass, although each is needed once. Here temporaries go at once, and saved tensors and `dy` as soon as
 * the last input has its gradient.
 *
 * @param inputs - The tensors to differentiate with respect to; `forward` reads them from its closure.
 */
export function withGradient<Value extends tf.Tensor | tf.Tensor[]>(
  inputs: readonly tf.Tensor[],
  forward: (save: (tensors: tf.Tensor[]) => void) => Differentiable<Value>,
): Value {
  if (!isDifferentiating()) return tf.tidy(() => forward(() => {}).value);
  let gradient: Differentiable<Value>['gradient'];
  return (tf.engine() as unknown as Engine).runKernelFunc<Value>({
    inputs: Object.fromEntries(inputs.map((input, i) => [i, input])),
    forwardFunc: (_, save) => {
      let kept: tf.Tensor[] = [];
      const result = forward((tensors) => {
        kept = tensors;
      });
      // Not before: what an op has saved that then fails, for want of memory, is never freed.
      save(kept);
      gradient = result.gradient;
      return result.value;
    },
    backwardsFunc: (dy, saved) => {
      // Within an outer gradient the tape is walked again, and needs everything once more.
      const last = !isDifferentiating();
      const temporary = new Set(last ? ([dy].flat() as tf.Tensor[]).filter(isTemporary) : []);
      const mayOverwrite = (tensor: tf.Tensor) => temporary.has(tensor) && tf.backend().refCount(tensor.dataId) === 1;
      const gradients = tf.tidy(() => gradient(dy, saved, mayOverwrite) as tf.Tensor[]) as Gradients;
      const release = () => {
        if (last) tf.dispose([...saved, ...temporary].filter((tensor) => !gradients.some((given) => given === tensor)));
      };
      if (typeof gradients[0] !== 'function') release();
      return Object.fromEntries(
        gradients.map((given, i) => {
          const compute = () => {
            if (typeof given !== 'function') return given;
            const dx = given();
            if (i === gradients.length - 1) release();
            return dx;
          };
          return [i, compute];
        }),
      );
    },
  });
}

/** Whether ops are being recorded for a gradient. */
export function isDifferentiating(): boolean {
  return tf.engine().state.gradientDepth > 0;
}

/**
 * Whether a gradient was made in the backward pass that is running now. tfjs hands it to the op that it belongs to and
 * then needs it no more; a `dy` that the caller of `tf.grads` gave is not ours.
 */
function isTemporary(dy: tf.Tensor): boolean {
  const { activeScope } = tf.engine().state;
  return !dy.kept && activeScope !== null && dy.scopeId === activeScope.id;
}
