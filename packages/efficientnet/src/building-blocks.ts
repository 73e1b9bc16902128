import * as tfl from '@tensorflow/tfjs-layers';
import { convInitializer } from './initializers';
import { BatchNormalization } from './layers/batch-normalization';
import { Conv2D, DepthwiseConv2D } from './layers/convolution';
import { GatedConv2D } from './layers/gated-convolution';
import { StochasticDepth } from './layers/stochastic-depth';
import type { Network } from './options';
import type { Block } from './stages';

/** A tensor that a model's layers are applied to while it is built. */
export type Symbolic = tfl.SymbolicTensor;

type Activation = Network['activation'];

/** A convolution; with a bias only where an activation, and no batch norm, follows. */
export function conv(
  network: Network,
  x: Symbolic,
  name: string,
  args: { filters: number; kernel: number; stride: number; activation?: Activation | 'sigmoid' },
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
      ? new Conv2D({ ...config, padding: network.padding })
      : tfl.layers.conv2d({ ...config, padding: 'same', activation: args.activation });
  return layer.apply(x) as Symbolic;
}

/** A convolution of each channel on its own. */
export function depthwiseConv(network: Network, x: Symbolic, name: string, block: Block): Symbolic {
  return new DepthwiseConv2D({
    name,
    kernelSize: block.kernel,
    strides: block.stride,
    padding: network.padding,
    depthwiseInitializer: convInitializer(block.kernel, 1, `${network.seed}/${name}/depthwise_kernel`),
  }).apply(x) as Symbolic;
}

/** Weighs the channels of `x` by their gate, and narrows. */
export function gatedConv(network: Network, x: Symbolic, gate: Symbolic, name: string, filters: number): Symbolic {
  const kernelInitializer = convInitializer(1, filters, `${network.seed}/${name}/kernel`);
  return new GatedConv2D({ name, filters, kernelInitializer }).apply([x, gate]) as Symbolic;
}

/**
 * A batch norm and the activation that follows it; `pooled` if the result is squeezed. Swish is part of the batch norm;
 * relu6 is a layer of its own, `…_activation` as in Keras.
 */
export function batchNorm(
  network: Network,
  x: Symbolic,
  name: string,
  activation: Activation | 'linear',
  pooled = false,
): Symbolic {
  const { batchNormMomentum: momentum, batchNormEpsilon: epsilon } = network;
  if (activation !== 'relu6') {
    return new BatchNormalization({ name, momentum, epsilon, activation, pooled }).apply(x) as Symbolic;
  }
  const normalized = new BatchNormalization({ name, momentum, epsilon }).apply(x);
  return tfl.layers.activation({ name: name.replace(/bn$/, 'activation'), activation }).apply(normalized) as Symbolic;
}

/** The end of a block: its input is added where shapes allow, and a sample may skip the rest. */
export function skip(network: Network, x: Symbolic, input: Symbolic, block: Block): Symbolic {
  if (!block.residual) return x;
  const name = (layer: string): string => `${block.prefix}${layer}`;
  const branch =
    block.dropRate > 0
      ? (new StochasticDepth({ rate: block.dropRate, seed: network.seed, name: name('drop') }).apply(x) as Symbolic)
      : x;
  return tfl.layers.add({ name: name('add') }).apply([branch, input]) as Symbolic;
}
