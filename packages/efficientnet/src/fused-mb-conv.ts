import { batchNorm, conv, type Symbolic, skip } from './building-blocks';
import type { Network } from './options';
import type { Block } from './stages';

/**
 * Fused mobile inverted bottleneck (Tan & Le 2021, figure 2): one k × k convolution widens and looks around, another
 * narrows. Without expansion only the first remains; Keras calls it the projection, and it is followed by the
 * activation.
 */
export function fusedMbConv(network: Network, input: Symbolic, block: Block): Symbolic {
  const { activation } = network;
  const name = (layer: string): string => `${block.prefix}${layer}`;
  const { kernel, stride, filtersExpanded, filtersOut } = block;
  if (filtersExpanded === block.filtersIn) {
    const x = conv(network, input, name('project_conv'), { filters: filtersOut, kernel, stride });
    return skip(network, batchNorm(network, x, name('project_bn'), activation), input, block);
  }
  let x = conv(network, input, name('expand_conv'), { filters: filtersExpanded, kernel, stride });
  x = batchNorm(network, x, name('expand_bn'), activation);
  x = conv(network, x, name('project_conv'), { filters: filtersOut, kernel: 1, stride: 1 });
  return skip(network, batchNorm(network, x, name('project_bn'), 'linear'), input, block);
}
