import type * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';

type Symbolic = tfl.SymbolicTensor;
type Layer = tfl.layers.Layer;

/** A part of a model's graph that is run in one go. */
export interface Segment {
  /** What it needs from the segments before it, or from the model's inputs. */
  readonly inputs: readonly Symbolic[];
  /** What it gives to later segments, or as the model's outputs. */
  readonly outputs: readonly Symbolic[];
  readonly layers: readonly Layer[];
  /** The block that its layers belong to. */
  readonly block: string | undefined;
}

/**
 * Cuts a model's graph into segments, each a run of layers of the same block. Run one after the other they compute every
 * layer once.
 *
 * @param blockOf - Name of the block of a layer, from the layer's name.
 */
export function cutIntoSegments(
  model: Pick<tfl.LayersModel, 'inputs' | 'outputs'>,
  blockOf: (layerName: string) => string | undefined,
): Segment[] {
  const runs: { block: string | undefined; tensors: Symbolic[] }[] = [];
  for (const tensor of inOrder(model)) {
    const block = blockOf(tensor.sourceLayer.name);
    const last = runs.at(-1);
    if (last !== undefined && last.block === block) last.tensors.push(tensor);
    else runs.push({ block, tensors: [tensor] });
  }
  const users = new Map<Symbolic, number>(model.outputs.map((tensor) => [tensor, runs.length]));
  for (const [i, { tensors }] of runs.entries()) {
    for (const tensor of tensors.flatMap(({ inputs }) => inputs))
      users.set(tensor, Math.max(i, users.get(tensor) ?? 0));
  }
  return runs.map(({ block, tensors }, i) => ({
    block,
    inputs: unique(tensors.flatMap(({ inputs }) => inputs).filter((input) => !tensors.includes(input))),
    outputs: tensors.filter((tensor) => users.get(tensor)! > i),
    layers: unique(tensors.map(({ sourceLayer }) => sourceLayer)),
  }));
}

/**
 * Runs a segment, or whatever else lies between some of a graph's tensors.
 *
 * @param values - One tensor for each of its inputs.
 * @param kwargs - What each layer's `call` gets.
 * @returns One tensor for each of its outputs.
 */
export function runSegment(
  { inputs, outputs }: Pick<Segment, 'inputs' | 'outputs'>,
  values: tf.Tensor[],
  kwargs: Record<string, unknown>,
): tf.Tensor[] {
  // tfjs does not export its executor, but this method is nothing else: it runs what lies between inputs and outputs.
  return tfl.LayersModel.prototype.call.call(
    { inputs, outputs } as unknown as tfl.LayersModel,
    values,
    kwargs,
  ) as tf.Tensor[];
}

/** The graph's tensors, each after those that it is computed from; the model's inputs are left out. */
export function inOrder({ inputs, outputs }: Pick<tfl.LayersModel, 'inputs' | 'outputs'>): Symbolic[] {
  const seen = new Set<Symbolic>(inputs);
  const order: Symbolic[] = [];
  const visit = (tensor: Symbolic): void => {
    if (seen.has(tensor)) return;
    seen.add(tensor);
    tensor.inputs.forEach(visit);
    order.push(tensor);
  };
  outputs.forEach(visit);
  return order;
}

function unique<T>(items: readonly T[]): T[] {
  return [...new Set(items)];
}
