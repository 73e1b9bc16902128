import * as tfl from '@tensorflow/tfjs-layers';
import { convInitializer } from './initializers';
import { BatchNormalization } from './layers/batch-normalization';
import { Conv2D, DepthwiseConv2D } from './layers/convolution';
import { GatedConv2D } from './layers/gated-convolution';
import { Squeeze } from './layers/squeeze';
import { StochasticDepth } from './layers/stochastic-depth';
import type { Activation } from './ops/activation';
import type { Network } from './options';
import type { Block } from './stages';

/** A tensor that a model's layers are applied to while it is built. */
export type Symbolic = tfl.SymbolicTensor;

/**
 * Mobile inverted bottleneck (Sandler et al. 2018) with squeeze-excite (Hu et al. 2018): widen, convolve each channel
 * on its own, weigh the channels, narrow, and add the input where shapes allow.
 */
export function mbConv(network: Network, input: Symbolic, block: Block): Symbolic {
  const name = (layer: string): string => `${block.prefix}${layer}`;
  let x = input;
  if (block.filtersExpanded !== block.filtersIn) {
    x = conv(network, x, name('expand_conv'), { filters: block.filtersExpanded, kernel: 1, stride: 1 });
    x = batchNorm(network, x, name('expand_bn'), 'swish');
  }
  x = depthwiseConv(network, x, name('dwconv'), block);
  x = batchNorm(network, x, name('bn'), 'swish', true);
  x = projectConv(network, x, squeezeExcite(network, x, block), name('project_conv'), block);
  x = batchNorm(network, x, name('project_bn'), 'linear');
  if (!block.residual) return x;
  if (block.dropRate > 0) {
    x = new StochasticDepth({ rate: block.dropRate, seed: network.seed, name: name('drop') }).apply(x) as Symbolic;
  }
  return tfl.layers.add({ name: name('add') }).apply([x, input]) as Symbolic;
}

/** The gate: a number in (0, 1) for each channel of `x`, that depends on all of them. */
function squeezeExcite(network: Network, x: Symbolic, block: Block): Symbolic {
  const name = (layer: string): string => `${block.prefix}se_${layer}`;
  const gate = { kernel: 1, stride: 1 };
  let s = new Squeeze({ name: name('squeeze') }).apply(x) as Symbolic;
  s = tfl.layers.reshape({ targetShape: [1, 1, block.filtersExpanded], name: name('reshape') }).apply(s) as Symbolic;
  s = conv(network, s, name('reduce'), { ...gate, filters: block.filtersSqueezed, activation: 'swish' });
  return conv(network, s, name('expand'), { ...gate, filters: block.filtersExpanded, activation: 'sigmoid' });
}

/** Weighs the channels of `x` by their gate, and narrows. */
function projectConv(network: Network, x: Symbolic, gate: Symbolic, name: string, block: Block): Symbolic {
  const kernelInitializer = convInitializer(1, block.filtersOut, `${network.seed}/${name}/kernel`);
  return new GatedConv2D({ name, filters: block.filtersOut, kernelInitializer }).apply([x, gate]) as Symbolic;
}

/** A convolution with SAME padding; with a bias only where an activation, and no batch norm, follows. */
export function conv(
  network: Network,
  x: Symbolic,
  name: string,
  args: { filters: number; kernel: number; stride: number; activation?: 'swish' | 'sigmoid' },
): Symbolic {
  const config = {
    name,
    filters: args.filters,
    kernelSize: args.kernel,
    strides: args.stride,
    kernelInitializer: convInitializer(args.kernel, args.filters, `${network.seed}/${name}/kernel`),
  };
  const layer =
    args.activation === undefined
      ? new Conv2D(config)
      : tfl.layers.conv2d({ ...config, padding: 'same', activation: args.activation });
  return layer.apply(x) as Symbolic;
}

function depthwiseConv(network: Network, x: Symbolic, name: string, block: Block): Symbolic {
  return new DepthwiseConv2D({
    name,
    kernelSize: block.kernel,
    strides: block.stride,
    depthwiseInitializer: convInitializer(block.kernel, 1, `${network.seed}/${name}/depthwise_kernel`),
  }).apply(x) as Symbolic;
}

/** A batch norm and the activation that follows it; `pooled` if its output is squeezed. */
export function batchNorm(
  network: Network,
  x: Symbolic,
  name: string,
  activation: Activation,
  pooled = false,
): Symbolic {
  const { batchNormMomentum: momentum, batchNormEpsilon: epsilon } = network;
  return new BatchNormalization({ name, momentum, epsilon, activation, pooled }).apply(x) as Symbolic;
}
