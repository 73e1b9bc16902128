import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { RandomLayer } from './layers/random-layer';
import { recomputed } from './ops/recomputed';
import { cutIntoSegments, runSegment, type Segment } from './segments';
import { blockOf } from './stages';

/**
 * A model that trains in less memory: of each EfficientNet block (layers named `block1a_…`, `block1b_…`) only the input
 * is kept for the backward pass, which computes the rest of the block once more. The step takes about a third longer.
 *
 * Everything else is as in any `LayersModel`: the layers, weights, names, inference, and what training computes. `fit`,
 * `trainOnBatch` and `apply(x, { training: true })` recompute; a model with several outputs recomputes in `apply` only.
 *
 * A model that is built from this one's tensors is a plain one. Build it as a `RecomputingModel` too:
 *
 * ```ts
 * const base = efficientNet('b4', { recompute: true });
 * const x = base.getLayer('avg_pool').output as tfl.SymbolicTensor;
 * const model = new RecomputingModel({ inputs: base.inputs, outputs: head.apply(x) as tfl.SymbolicTensor });
 * ```
 */
export class RecomputingModel extends tfl.LayersModel {
  static override className = 'KiumRecomputingModel';

  private segments: readonly Segment[] | undefined;
  private whole: tfl.SymbolicTensor | undefined;

  override call(inputs: tf.Tensor | tf.Tensor[], kwargs: Record<string, unknown>): tf.Tensor | tf.Tensor[] {
    if (!kwargs?.training) return super.call(inputs, kwargs);
    return tf.tidy(() => {
      this.segments ??= cutIntoSegments(this, blockOf);
      const given = Array.isArray(inputs) ? inputs : [inputs];
      const values = new Map(this.inputs.map((tensor, i) => [tensor, given[i]!]));
      for (const segment of this.segments) {
        const outputs = runTraining(
          segment,
          segment.inputs.map((tensor) => values.get(tensor)!),
          kwargs,
        );
        segment.outputs.forEach((tensor, i) => {
          values.set(tensor, outputs[i]!);
        });
      }
      return this.outputs.map((tensor) => values.get(tensor)!);
    });
  }

  /**
   * What `fit`, `fitDataset` and `trainOnBatch` of tfjs do for a step. It goes from layer to layer on the way to
   * `this.outputs`; here it sees a single layer, which is this model.
   */
  protected override makeTrainFunction(): (data: tf.Tensor[]) => tf.Scalar[] {
    if (this.outputs.length > 1) return super.makeTrainFunction();
    this.whole ??= new Whole(this).apply(this.inputs) as tfl.SymbolicTensor;
    return super.makeTrainFunction.call(Object.create(this, { outputs: { value: [this.whole] } }));
  }
}
tf.serialization.registerClass(RecomputingModel);

/** A model as one layer, whose weights stay the model's own. */
class Whole extends tfl.layers.Layer {
  static className = 'KiumWholeModel';

  constructor(private readonly model: RecomputingModel) {
    super({ name: model.name });
  }

  override computeOutputShape(): tfl.Shape {
    return this.model.outputs[0]!.shape;
  }

  override call(inputs: tf.Tensor | tf.Tensor[], kwargs: Record<string, unknown>): tf.Tensor | tf.Tensor[] {
    return this.model.apply(inputs, kwargs) as tf.Tensor | tf.Tensor[];
  }
}

/** Runs a segment so that, if it is a block, only its input is kept. */
function runTraining(segment: Segment, inputs: tf.Tensor[], kwargs: Record<string, unknown>): tf.Tensor[] {
  const { block, layers, outputs } = segment;
  if (block === undefined || inputs.length > 1 || outputs.length > 1) return runSegment(segment, inputs, kwargs);
  const weights = layers.flatMap((layer) => layer.trainableWeights.map((weight) => weight.read()));
  const forward = (x: tf.Tensor) => {
    const again = fromHere(layers, (x: tf.Tensor) => runSegment(segment, [x], { ...kwargs, rerun: true })[0]!);
    return { value: runSegment(segment, [x], kwargs)[0]!, again };
  };
  return [recomputed(inputs[0]!, weights, forward)];
}

/** `run`, but whenever it is called, layers with random masks draw those that they would draw now. */
function fromHere<T, R>(layers: readonly tfl.layers.Layer[], run: (argument: T) => R): (argument: T) => R {
  const random = layers.filter((layer) => layer instanceof RandomLayer);
  const steps = random.map((layer) => layer.randomStep);
  const setSteps = (steps: readonly number[]): void => {
    for (const [i, layer] of random.entries()) layer.randomStep = steps[i]!;
  };
  return (argument) => {
    const now = random.map((layer) => layer.randomStep);
    setSteps(steps);
    try {
      return run(argument);
    } finally {
      setSteps(now);
    }
  };
}
