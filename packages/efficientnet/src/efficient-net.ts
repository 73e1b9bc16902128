import * as tfl from '@tensorflow/tfjs-layers';
import { batchNorm, conv, type Symbolic } from './building-blocks';
import { fusedMbConv } from './fused-mb-conv';
import { classifierInitializer } from './initializers';
import { Dropout } from './layers/dropout';
import { LabelDense } from './layers/label-dense';
import { Squeeze } from './layers/squeeze';
import { mbConv } from './mb-conv';
import { type EfficientNetConfig, type EfficientNetOptions, type Network, resolveNetwork } from './options';
import { RecomputingModel } from './recomputing-model';
import { scaleEnd, scaleStages } from './stages';
import type { Variant } from './variants';

/**
 * Builds an EfficientNet that can be trained (Tan & Le 2019): inputs [n, height, width, channels], outputs
 * [n, classes].
 *
 * Layers carry the names that keras.applications gives them, and weights its shapes and order. Each `…_bn` layer also
 * applies the swish that follows it in Keras, so there are no `…_activation` layers; each `…_project_conv` weighs its
 * input by the gate of squeeze-excite itself, so there are no `…_se_excite` layers. The model does not rescale its input:
 * give it numbers of order 1, such as grey values divided by 255.
 *
 * Padding and batch norms are those of TensorFlow and Keras by default; `{ ...TORCHVISION.b0 }` among the options makes
 * them torchvision's. EfficientNet-Lite has neither squeeze-excite nor swish: relu6 is a layer of its own,
 * `…_activation`. V2-S has the names of keras.applications' EfficientNetV2S.
 *
 * @example
 * ```ts
 * const model = efficientNet('b0', { inputShape: [256, 256, 8], classes: 21, classifierActivation: 'sigmoid' });
 * ```
 *
 * @param variant - A published variant, or a configuration of one's own.
 * @throws {@link UnknownVariantError}, {@link InputShapeError}, {@link InvalidOptionError}
 */
export function efficientNet(
  variant: Variant | EfficientNetConfig,
  options: EfficientNetOptions = {},
): tfl.LayersModel {
  const network = resolveNetwork(variant, options);
  const input = tfl.input({ shape: [...network.inputShape], name: 'input' });
  const pooling = network.pooling ?? (network.includeTop ? 'avg' : undefined);
  const features = encode(network, input, pooling);
  const outputs = network.includeTop ? classifier(network, features) : features;
  const Model = network.recompute ? RecomputingModel : tfl.LayersModel;
  return new Model({ inputs: input, outputs, name: network.name });
}

const BLOCKS = { mbconv: mbConv, fused: fusedMbConv };

/** Everything below the classifier: images [n, h, w, c] to a feature map or, with pooling, to features [n, f]. */
export function encode(network: Network, images: Symbolic, pooling: 'avg' | 'max' | undefined): Symbolic {
  const { activation } = network;
  let x = conv(network, images, 'stem_conv', { filters: scaleEnd(network.stemFilters, network), kernel: 3, stride: 2 });
  x = batchNorm(network, x, 'stem_bn', activation);
  for (const block of scaleStages(network)) x = BLOCKS[block.kind](network, x, block);
  x = conv(network, x, 'top_conv', { filters: scaleEnd(network.headFilters, network), kernel: 1, stride: 1 });
  x = batchNorm(network, x, 'top_bn', activation, pooling === 'avg');
  return pool(x, pooling);
}

function pool(x: Symbolic, pooling: 'avg' | 'max' | undefined): Symbolic {
  if (pooling === undefined) return x;
  // The gradient of tfjs's own average pooling is made from a tensor of ones on the JavaScript heap.
  const layer =
    pooling === 'avg' ? new Squeeze({ name: 'avg_pool' }) : tfl.layers.globalMaxPooling2d({ name: 'max_pool' });
  return layer.apply(x) as Symbolic;
}

/**
 * Dropout and a linear layer with the chosen activation.
 *
 * @param x - Features [n, f] that all labels share or, with `'label'`, features of each label [n, classes, f].
 */
export function classifier(network: Network, x: Symbolic, featuresOf: 'sample' | 'label' = 'sample'): Symbolic {
  const { dropoutRate, classes, classifierActivation, seed } = network;
  const features = x.shape.at(-1) as number;
  const dropped =
    dropoutRate > 0 ? (new Dropout({ rate: dropoutRate, seed, name: 'top_dropout' }).apply(x) as Symbolic) : x;
  const args = {
    name: 'predictions',
    units: classes,
    activation: classifierActivation,
    kernelInitializer: classifierInitializer(
      network.classifierInitializer,
      features,
      classes,
      `${seed}/predictions/kernel`,
    ),
  };
  const layer = featuresOf === 'sample' ? tfl.layers.dense(args) : new LabelDense(args);
  return layer.apply(dropped) as Symbolic;
}
