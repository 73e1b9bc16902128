import * as tfl from '@tensorflow/tfjs-layers';
import { batchNorm, conv, depthwiseConv, gatedConv, type Symbolic, skip } from './building-blocks';
import { Squeeze } from './layers/squeeze';
import type { Network } from './options';
import type { Block } from './stages';

/**
 * Mobile inverted bottleneck (Sandler et al. 2018), with squeeze-excite (Hu et al. 2018) if the block has it: widen,
 * convolve each channel on its own, weigh the channels, narrow, and add the input where shapes allow.
 */
export function mbConv(network: Network, input: Symbolic, block: Block): Symbolic {
  const { activation } = network;
  const name = (layer: string): string => `${block.prefix}${layer}`;
  const squeezed = block.filtersSqueezed > 0;
  let x = input;
  if (block.filtersExpanded !== block.filtersIn) {
    x = conv(network, x, name('expand_conv'), { filters: block.filtersExpanded, kernel: 1, stride: 1 });
    x = batchNorm(network, x, name('expand_bn'), activation);
  }
  x = depthwiseConv(network, x, name(block.depthwiseName), block);
  x = batchNorm(network, x, name('bn'), activation, squeezed);
  const projection = { filters: block.filtersOut, kernel: 1, stride: 1 };
  x = squeezed
    ? gatedConv(network, x, squeezeExcite(network, x, block), name('project_conv'), block.filtersOut)
    : conv(network, x, name('project_conv'), projection);
  x = batchNorm(network, x, name('project_bn'), 'linear');
  return skip(network, x, input, block);
}

/** The gate: a number in (0, 1) for each channel of `x`, that depends on all of them. */
function squeezeExcite(network: Network, x: Symbolic, block: Block): Symbolic {
  const name = (layer: string): string => `${block.prefix}se_${layer}`;
  const gate = { kernel: 1, stride: 1 };
  let s = new Squeeze({ name: name('squeeze') }).apply(x) as Symbolic;
  s = tfl.layers.reshape({ targetShape: [1, 1, block.filtersExpanded], name: name('reshape') }).apply(s) as Symbolic;
  s = conv(network, s, name('reduce'), { ...gate, filters: block.filtersSqueezed, activation: network.activation });
  return conv(network, s, name('expand'), { ...gate, filters: block.filtersExpanded, activation: 'sigmoid' });
}
