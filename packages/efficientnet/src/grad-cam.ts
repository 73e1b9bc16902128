import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { endpoints } from './endpoints';
import { InputShapeError, InvalidOptionError, LayerNotFoundError } from './errors';
import { FoldViews } from './layers/views';
import { gaussianBlur } from './ops/gaussian-blur';
import { runSegment } from './segments';

type Symbolic = tfl.SymbolicTensor;

/** Options of {@link gradCam}. */
export interface GradCamOptions {
  /** What to explain: the number of an output, or its name in `labels`. */
  label: number | string;
  /** Names of the model's outputs, in their order. */
  labels?: readonly string[];
  /**
   * The layer, or one of the {@link endpoints}, whose feature maps are weighed. Default `'top'`: the most specific and the
   * coarsest, a pixel of which stands for 32 × 32 of the input. An earlier one such as `'reduction_4'` gives a finer map of less
   * specific features.
   */
  layer?: string;
  /**
   * Where views are stacked as channels: standard deviation, in pixels, of the Gaussian that smooths the pixels' contributions;
   * 0 leaves them as they are. Default: a 64th of the shorter side.
   */
  smoothing?: number;
}

/** Numbers in rows, and how they are arranged. */
export interface HeatMap {
  /** Row-major, not below 0, in units of the logit. */
  readonly data: Float32Array;
  readonly shape: readonly number[];
}

/** What {@link gradCam} finds. */
export interface GradCam {
  /** Number of the output that is explained. */
  readonly label: number;
  /** Its value before the activation, which is what was differentiated. */
  readonly logit: number;
  /** The model's output. */
  readonly score: number;
  /** At input size, [h, w]: the class-activation map or, where each view has one, the largest value at each place. */
  readonly map: HeatMap;
  /** A map for each view at input size, [h, w, views]; all views have the same scale. */
  readonly views: HeatMap;
  /** The class-activation maps as they are computed, at the layer's size, [h', w', maps]: one, or one a view. */
  readonly raw: HeatMap;
}

/**
 * Where the model looks: Grad-CAM (Selvaraju et al. 2017). With A the feature maps of a layer and y the label's logit,
 * α_k = mean over the pixels of ∂y/∂A_k (equation 1) and the map is ReLU(Σ_k α_k A_k) (equation 2), enlarged bilinearly.
 * The logit is differentiated, not the sigmoid or softmax score, whose slope vanishes just where the model is sure.
 *
 * - A model of {@link multiViewEfficientNet} has feature maps, and thus a map, for each view.
 * - Where views are stacked as channels, as in {@link efficientNet}, the first convolution mixes them and there is one map. It
 *   is told apart by a product with a map of the input, as Guided Grad-CAM does (ibid., section 3.1). Guided backpropagation
 *   itself needs ReLUs and hardly depends on what was learnt (Adebayo et al. 2018), and the gradient's size says where a change
 *   would matter, not which view the evidence is in. So the factor is ∂y/∂x · (x − reference), the contribution of a pixel to
 *   first order, with the blurred view as reference (Shrikumar et al. 2017): smoothed by a Gaussian, cut off below 0, and
 *   divided by its maximum over all views.
 *
 * Works in inference mode on any model with one input and one output that is built of an EfficientNet's layers, loaded ones
 * included; leaves no tensor behind.
 *
 * @param volume - One volume [h, w, channels] as the model takes it: a tensor (also [1, h, w, channels]) or its numbers.
 * @throws {@link InvalidOptionError} for a label, layer or model that cannot be used; {@link LayerNotFoundError} where there is
 * no layer of that name, {@link NotEfficientNetError} where none is of an EfficientNet; {@link InputShapeError} for a volume of
 * another size.
 */
export async function gradCam(
  model: tfl.LayersModel,
  volume: tf.Tensor3D | tf.Tensor4D | ArrayLike<number>,
  options: GradCamOptions,
): Promise<GradCam> {
  const [height, width, channels] = inputSize(model);
  const label = labelIndex(model, options);
  const endpoint = featureMaps(model, options.layer ?? 'top');
  const smoothing = options.smoothing ?? Math.min(height, width) / 64;
  if (!(smoothing >= 0 && Number.isFinite(smoothing))) {
    throw new InvalidOptionError('smoothing', options.smoothing, 'a number of at least 0');
  }
  const folded = model.layers.some((layer) => layer instanceof FoldViews);

  const tensors = tf.tidy(() => {
    const x = asBatch(volume, [height, width, channels]);
    const { features, gradients, dx, logit, score } = differentiate(model, endpoint, x, label, !folded);
    const weights = tf.mean(gradients, [1, 2], true);
    const raw = tf.relu(tf.sum(tf.mul(features, weights), 3, true)) as tf.Tensor4D;
    tf.dispose(features);
    const enlarged = tf.image.resizeBilinear(raw, [height, width], false, true);
    const views = dx === undefined ? byImage(enlarged) : tf.mul(byImage(enlarged), contributions(x, dx, smoothing));
    return { logit, score, map: tf.max(byImage(enlarged), 2), views, raw: byImage(raw) };
  });
  try {
    const [logit, score] = await Promise.all([tensors.logit.data(), tensors.score.data()]);
    const [map, views, raw] = await Promise.all([tensors.map, tensors.views, tensors.raw].map(toHeatMap));
    return { label, logit: logit[0]!, score: score[0]!, map: map!, views: views!, raw: raw! };
  } finally {
    tf.dispose(tensors);
  }
}

interface Derivatives {
  /** The endpoint's values, [images, h', w', k]. */
  features: tf.Tensor;
  /** ∂logit/∂features. */
  gradients: tf.Tensor;
  /** ∂logit/∂x, if it was wanted. */
  dx: tf.Tensor | undefined;
  logit: tf.Tensor;
  score: tf.Tensor;
}

/** One pass forward and one back, to the endpoint or, if wanted, on to the input. */
function differentiate(
  model: tfl.LayersModel,
  endpoint: Symbolic,
  x: tf.Tensor4D,
  label: number,
  wantsInput: boolean,
): Derivatives {
  const kept: tf.Tensor[] = [];
  const forward = (shift: tf.Tensor, volume: tf.Tensor = x): tf.Tensor => {
    const reached = runSegment({ inputs: model.inputs, outputs: [endpoint] }, [volume], {})[0]!;
    // tfjs differentiates for what a function is given, not for what it computes on the way: a sum with zeros is both.
    const features = tf.add(reached, shift);
    const { logits, scores } = finish(model, endpoint, volume, features);
    const ours = (all: tf.Tensor) => tf.slice(all, [0, label], [1, 1]);
    kept.push(tf.keep(features), tf.keep(ours(scores)));
    return tf.squeeze(ours(logits));
  };
  const [size, ...shape] = endpoint.shape as [number | null, number, number, number];
  const folds = model.layers.find((layer) => layer instanceof FoldViews)?.views ?? 1;
  try {
    const zeros = tf.zeros([size ?? folds, ...shape]);
    const { value, grads } = tf.valueAndGrads(forward)(wantsInput ? [zeros, x] : [zeros]);
    // The caller's `tidy` has them from here on, whatever may fail.
    const [features, score] = kept.map((tensor) => tf.clone(tensor)) as [tf.Tensor, tf.Tensor];
    return { features, gradients: grads[0]!, dx: grads[1], logit: value, score };
  } finally {
    tf.dispose(kept);
  }
}

/** From the endpoint on to the output, without the last layer's activation and with it. */
function finish(model: tfl.LayersModel, endpoint: Symbolic, volume: tf.Tensor, features: tf.Tensor) {
  const { sourceLayer: last, inputs } = model.outputs[0]!;
  // The volume too: where a residual connection passes by the endpoint, what it carries is computed once more.
  const from = [...model.inputs, endpoint];
  const values = inputs.map((input) =>
    input === endpoint ? features : runSegment({ inputs: from, outputs: [input] }, [volume, features], {})[0]!,
  );
  const scores = last.call(values, {}) as tf.Tensor;
  if (['Activation', 'Softmax'].includes(last.getClassName())) return { logits: values[0]!, scores };
  // The layer itself stays as it is: others may be using it.
  const linear = Object.create(last, 'activation' in last ? { activation: { value: LINEAR } } : {}) as typeof last;
  return { logits: linear.call(values, {}) as tf.Tensor, scores };
}

/** tfjs-layers's object for "no activation". */
const LINEAR = (tfl.layers.dense({ units: 1, activation: 'linear' }) as unknown as { activation: object }).activation;

/** [images, h, w, 1] to [h, w, images]. */
function byImage(maps: tf.Tensor): tf.Tensor3D {
  return tf.squeeze(tf.transpose(maps, [3, 1, 2, 0]), [0]) as tf.Tensor3D;
}

/**
 * What each pixel contributes to the logit, smoothed, as a share of the largest contribution: [1, h, w, c] to [h, w, c]. Where
 * nothing contributes, 0.
 */
function contributions(x: tf.Tensor4D, dx: tf.Tensor, smoothing: number): tf.Tensor3D {
  const [, height, width] = x.shape;
  const cell: [number, number] = [Math.ceil(height / REFERENCE_CELLS), Math.ceil(width / REFERENCE_CELLS)];
  const reference = tf.image.resizeBilinear(tf.avgPool(x, cell, cell, 'same'), [height, width], false, true);
  const smooth = tf.relu(gaussianBlur(tf.mul(dx, tf.sub(x, reference)), smoothing));
  return tf.squeeze(tf.divNoNan(smooth, tf.max(smooth)), [0]) as tf.Tensor3D;
}

/** The reference is a view's means over so many cells down and across: it has the shading, and no vessel. */
const REFERENCE_CELLS = 8;

async function toHeatMap(tensor: tf.Tensor): Promise<HeatMap> {
  return { data: (await tensor.data()) as Float32Array, shape: tensor.shape };
}

function inputSize(model: tfl.LayersModel): [height: number, width: number, channels: number] {
  const [shape] = model.inputs.map((input) => input.shape.slice(1));
  const fits = model.inputs.length === 1 && shape!.length === 3 && shape!.every((size) => typeof size === 'number');
  if (!fits || model.outputs.length !== 1 || model.outputs[0]!.shape.length !== 2) {
    const found = `${model.name} with inputs [${model.inputs.map(({ shape }) => shape)}] and outputs [${model.outputs.map(({ shape }) => shape)}]`;
    throw new InvalidOptionError(
      'model',
      found,
      'a model of one input [n, height, width, channels] and one output [n, labels]',
    );
  }
  return shape as [number, number, number];
}

function asBatch(volume: tf.Tensor | ArrayLike<number>, size: [number, number, number]): tf.Tensor4D {
  const isTensor = volume instanceof tf.Tensor;
  const found = isTensor ? volume.shape : [volume.length];
  const fits = isTensor ? [`${size}`, `1,${size}`].includes(`${found}`) : volume.length === size[0] * size[1] * size[2];
  if (!fits) {
    throw new InputShapeError(found, `[${size.join(', ')}], or as many numbers, as the model takes it`);
  }
  const values = isTensor ? tf.cast(volume, 'float32') : tf.tensor(Float32Array.from(volume));
  return tf.reshape(values, [1, ...size]);
}

function labelIndex(model: tfl.LayersModel, { label, labels }: GradCamOptions): number {
  const outputs = model.outputs[0]!.shape[1]!;
  if (labels !== undefined && labels.length !== outputs) {
    throw new InvalidOptionError('labels', labels, `a list of ${outputs} names, one for each output`);
  }
  if (typeof label === 'string') {
    const found = labels?.indexOf(label) ?? -1;
    if (found >= 0) return found;
    throw new InvalidOptionError('label', label, labels ? `one of ${labels.join(', ')}` : 'a number, without labels');
  }
  if (!(Number.isInteger(label) && label >= 0 && label < outputs)) {
    throw new InvalidOptionError('label', label, `a whole number from 0 to ${outputs - 1}`);
  }
  return label;
}

/** The feature maps that an endpoint or layer called `name` gives. */
function featureMaps(model: tfl.LayersModel, name: string): Symbolic {
  const inner = model.layers.find((layer) => 'layers' in layer)?.name;
  const layer = model.layers.find((layer) => layer.name === name);
  const named = layer === undefined && inner === undefined ? endpoints(model) : {};
  const output = layer?.output ?? (Object.hasOwn(named, name) ? named[name] : undefined);
  if (output === undefined) {
    const names = [...Object.keys(named), ...model.layers.map((layer) => layer.name)];
    throw new LayerNotFoundError(name, model.name, inner === undefined ? `It has ${names.join(', ')}.` : NESTED(inner));
  }
  const isMap = !Array.isArray(output) && output.shape.length === 4 && output.shape.slice(1).every((size) => size);
  if (!isMap || layer instanceof FoldViews || output === model.inputs[0]) {
    throw new InvalidOptionError('layer', name, 'a layer whose output is [n, height, width, features]');
  }
  return output;
}

const NESTED = (inner: string) =>
  `It contains the model '${inner}' as one layer: build it on that model's tensors, new Model({ inputs: ${inner}.inputs, … }).`;
