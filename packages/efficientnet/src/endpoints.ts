import type * as tfl from '@tensorflow/tfjs-layers';
import { NotEfficientNetError } from './errors';
import { inOrder } from './segments';
import { blockOf, stageOf } from './stages';

/**
 * The feature maps that decoders, detectors and heads of one's own are built on, by name and in order, each of shape
 * [n, height, width, channels]:
 * - `reduction_1` … `reduction_5`: the last block's output before each halving of height and width, and the last
 *   block's; at 1/2, 1/4, 1/8, 1/16 and 1/32 of the input's size.
 * - `top`: the activated last convolution, which is pooled for the classifier.
 *
 * So they are defined in the reference implementation (tensorflow/tpu, `efficientnet_model.py`, where `top` is called
 * `head_1x1`). A network with other stages has as many reductions as strided blocks, and one; a model that was cut off
 * below the last convolution has no `top`.
 *
 * @param model - A model of this package: of any variant or configuration, with or without its classifier, loaded from
 *   files, recomputing, or built on the layers of one.
 * @throws {@link NotEfficientNetError}
 *
 * @example
 * ```ts
 * const encoder = efficientNet('b0', { inputShape: [256, 256, 8], includeTop: false });
 * const { reduction_4, reduction_5 } = endpoints(encoder);
 * const up = tfl.layers.upSampling2d({ size: [2, 2] }).apply(reduction_5!);
 * ```
 */
export function endpoints(model: tfl.LayersModel): Record<string, tfl.SymbolicTensor> {
  const tensors = inOrder(model);
  const blocks = outputsOfBlocks(tensors);
  if (blocks.length === 0) {
    const names = model.layers.slice(0, 3).map((layer) => layer.name);
    throw new NotEfficientNetError(model.name, names);
  }
  const reductions = blocks.filter((_, i) => blocks[i + 1]?.strided ?? true).map(({ output }) => output);
  const found = reductions.map((tensor, i): [string, tfl.SymbolicTensor] => [`reduction_${i + 1}`, tensor]);
  const top = tensors.filter((tensor) => stageOf(tensor.sourceLayer.name) === 'top').at(-1);
  if (top !== undefined) found.push(['top', top]);
  return Object.fromEntries(found);
}

interface BlockOutput {
  readonly output: tfl.SymbolicTensor;
  /** Whether the block's output is smaller than its input. */
  readonly strided: boolean;
}

/** The blocks in order. Everything in a block leads to its output, which therefore is the last of its tensors. */
function outputsOfBlocks(tensors: readonly tfl.SymbolicTensor[]): BlockOutput[] {
  const blocks = new Map<string, BlockOutput>();
  for (const tensor of tensors) {
    const block = blockOf(tensor.sourceLayer.name);
    if (block === undefined) continue;
    const { strides = [] } = tensor.sourceLayer as { strides?: readonly number[] };
    const strided = (blocks.get(block)?.strided ?? false) || strides.some((stride) => stride > 1);
    blocks.set(block, { output: tensor, strided });
  }
  return [...blocks.values()];
}
