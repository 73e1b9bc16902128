import type * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { classifier, encode } from './efficient-net';
import { InputShapeError, InvalidOptionError, LayerNotFoundError } from './errors';
import { GatedAttention } from './layers/gated-attention';
import { FoldViews, UnfoldViews } from './layers/views';
import { type EfficientNetConfig, type EfficientNetOptions, type Network, resolveNetwork } from './options';
import { RecomputingModel } from './recomputing-model';
import { runSegment } from './segments';
import type { Variant } from './variants';

type Symbolic = tfl.SymbolicTensor;

/** How the features of a patient's views become one vector, or one for each label. */
export type Fusion = 'mean' | 'max' | 'attention';

/** Options of {@link multiViewEfficientNet}: those of the encoder and its classifier, and how views are read and fused. */
export interface MultiViewOptions extends Omit<EfficientNetOptions, 'includeTop'> {
  /** Views a sample, at least 1. Default 8. */
  views?: number;
  /** Channels of each view: 3 for colour. Default: those of `inputShape` divided by `views`, else 1. */
  channelsPerView?: number;
  /**
   * `'mean'` and `'max'` take the mean or the largest value of each feature over the views; `'attention'` takes, for each
   * label, a weighted mean whose weights depend on the views' content (see {@link GatedAttention}). Default
   * `'attention'`.
   */
  fusion?: Fusion;
  /** Length of the hidden vector of the attention, as in its paper. Default 128. */
  attentionUnits?: number;
}

/**
 * An EfficientNet that looks at each view on its own: one encoder, whose weights all views share, and a fusion of their
 * features. Inputs [n, height, width, views · channels], the same volume that {@link efficientNet} takes with the views
 * stacked as channels; outputs [n, classes].
 *
 * Where views are stacked, the first convolution mixes pixels that lie at the same place of pictures taken from different
 * directions. Here the order of the views plays no part, an encoder trained on single images can be loaded, and it can be
 * said which view a score comes from ({@link viewAttention}, {@link gradCam}). A step costs about `views` times as much.
 *
 * Layers of the encoder have the names and weights of {@link efficientNet}, and the same initial values for the same seed.
 * Around them are `fold_views`, `unfold_views`, for attention `view_attention`, `fuse_views`, and `predictions`, whose weights
 * have the shapes of the plain classifier's. The batch norms see n · views images, and stochastic depth drops single views.
 *
 * @example
 * ```ts
 * const model = multiViewEfficientNet('b0', { inputShape: [128, 128, 8], classes: 21, classifierActivation: 'sigmoid' });
 * ```
 *
 * @throws {@link UnknownVariantError}, {@link InputShapeError}, {@link InvalidOptionError}
 */
export function multiViewEfficientNet(
  variant: Variant | EfficientNetConfig,
  options: MultiViewOptions = {},
): tfl.LayersModel {
  const network = resolveNetwork(variant, { ...options, includeTop: true });
  const { views, fusion, attentionUnits, inputShape } = resolveViews(network, options);

  const input = tfl.input({ shape: [...inputShape], name: 'input' });
  const images = new FoldViews({ views, name: 'fold_views' }).apply(input) as Symbolic;
  const [height, width, channels] = images.shape.slice(1) as [number, number, number];
  const encoder = { ...network, inputShape: [height, width, channels] as const };
  const features = encode(encoder, images, network.pooling ?? 'avg');
  const perView = new UnfoldViews({ views, name: 'unfold_views' }).apply(features) as Symbolic;
  const outputs =
    fusion === 'attention'
      ? classifier(network, attend(network, perView, attentionUnits), 'label')
      : classifier(network, pool(perView, fusion));
  const Model = network.recompute ? RecomputingModel : tfl.LayersModel;
  return new Model({ inputs: input, outputs, name: options.name ?? `multiview_${network.name}` });
}

/**
 * How much each view counts for each label in a model of {@link multiViewEfficientNet} with attention.
 *
 * @param x - Volumes [n, height, width, views · channels].
 * @returns Weights [n, labels, views] above 0, whose sum over the views is 1; the caller disposes them.
 * @throws {@link LayerNotFoundError} when the model has no attention, {@link InputShapeError} for volumes of another shape.
 */
export function viewAttention(model: tfl.LayersModel, x: tf.Tensor): tf.Tensor3D {
  const layer = model.layers.find((layer) => layer instanceof GatedAttention);
  if (layer === undefined) {
    throw new LayerNotFoundError('view_attention', model.name, "Build the model with fusion: 'attention'.");
  }
  const { shape } = model.inputs[0]!;
  if (x.rank !== shape.length || shape.some((size, axis) => size !== null && size !== x.shape[axis])) {
    throw new InputShapeError(x.shape, `[n, ${shape.slice(1).join(', ')}], as the model takes it`);
  }
  return runSegment({ inputs: model.inputs, outputs: [layer.output as Symbolic] }, [x], {})[0] as tf.Tensor3D;
}

/** The mean or largest value of each feature over the views, [n, views, f] to [n, f]. */
function pool(perView: Symbolic, fusion: 'mean' | 'max'): Symbolic {
  const { globalAveragePooling1d, globalMaxPooling1d } = tfl.layers;
  const layer = (fusion === 'mean' ? globalAveragePooling1d : globalMaxPooling1d)({ name: 'fuse_views' });
  return layer.apply(perView) as Symbolic;
}

/** For each label the weighted mean of the views' features, [n, views, f] to [n, labels, f]. */
function attend({ classes, seed }: Network, perView: Symbolic, units: number): Symbolic {
  const attention = new GatedAttention({ units, labels: classes, seed, name: 'view_attention' });
  const weights = attention.apply(perView) as Symbolic;
  return tfl.layers.dot({ axes: [2, 1], name: 'fuse_views' }).apply([weights, perView]) as Symbolic;
}

const FUSIONS: readonly Fusion[] = ['mean', 'max', 'attention'];

function resolveViews({ inputShape: [height, width] }: Network, options: MultiViewOptions) {
  const { views = 8, channelsPerView, fusion = 'attention', attentionUnits = 128 } = options;
  const counts = { views, channelsPerView: channelsPerView ?? 1, attentionUnits };
  for (const [option, value] of Object.entries(counts)) {
    if (!(Number.isSafeInteger(value) && value >= 1)) {
      throw new InvalidOptionError(option, value, 'a whole number of at least 1');
    }
  }
  if (!FUSIONS.includes(fusion)) {
    throw new InvalidOptionError('fusion', fusion, `one of ${FUSIONS.map((name) => `'${name}'`).join(', ')}`);
  }
  const inputShape = options.inputShape ?? ([height, width, views * counts.channelsPerView] as const);
  const channels = inputShape[2];
  if (channelsPerView === undefined ? channels % views !== 0 : channels !== views * channelsPerView) {
    const expected = channelsPerView === undefined ? `a multiple of ${views}` : `${views} × ${channelsPerView}`;
    throw new InputShapeError(
      inputShape,
      `[height, width, channels] with ${expected} channels, those of ${views} views`,
    );
  }
  return { views, fusion, attentionUnits, inputShape };
}
