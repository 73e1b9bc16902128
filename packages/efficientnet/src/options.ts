import { checkBoolean, checkChoice, checkNumber, isCount } from './checks';
import { InputShapeError, InvalidOptionError, UnknownVariantError } from './errors';
import { CLASSIFIER_INITIALIZERS, type ClassifierInitializer } from './initializers';
import { PADDINGS, type Padding } from './ops/padding';
import type { RecomputingModel } from './recomputing-model';
import { checkStages } from './stage-checks';
import { HEAD_FILTERS, STAGES, STEM_FILTERS } from './stage-tables';
import { VARIANTS, type Variant, type VariantSpec } from './variants';

/** A network of one's own: what sets it apart, as for a published variant, and its name. */
export interface EfficientNetConfig extends VariantSpec {
  /** Name of the model. Default `'efficientnet'`. */
  readonly name?: string;
}

/** Options of {@link efficientNet}. */
export interface EfficientNetOptions {
  /** Height, width (pixels, at least 32) and channels (at least 1). Default: the variant's resolution, 3 channels. */
  inputShape?: readonly [height: number, width: number, channels: number];
  /** Number of outputs. Default 1000. */
  classes?: number;
  /** Whether the model ends in a classifier, or in features. Default true. */
  includeTop?: boolean;
  /**
   * How the last feature map is reduced to a vector. Default `'avg'` with a classifier; without one, the model gives
   * the feature map itself unless this is set.
   */
  pooling?: 'avg' | 'max';
  /** What makes scores of the classifier's logits; `'linear'` or null leaves them. Default `'softmax'`, as in Keras. */
  classifierActivation?: 'softmax' | 'sigmoid' | 'linear' | null;
  /**
   * How the classifier's weights start: `'reference'`, uniform in ±1/√classes as in Keras and the original code, or
   * `'glorot'`, uniform in ±√(6 / (features + classes)). The reference suits 1000 classes; with a few it makes first
   * logits of ±10, a first loss far above chance, and many steps are spent on undoing that. Default `'reference'`.
   */
  classifierInitializer?: ClassifierInitializer;
  /** Dropout before the classifier, 0 ≤ rate < 1. Default: the variant's. */
  dropoutRate?: number;
  /** Stochastic depth: block b of n is dropped with probability `dropConnectRate * b / n`. Default 0.2. */
  dropConnectRate?: number;
  /** Factor on the number of filters. Default: the variant's. */
  widthCoefficient?: number;
  /** Factor on the number of blocks. Default: the variant's. */
  depthCoefficient?: number;
  /**
   * How convolutions see the edges of their input: `'same'` as in TensorFlow, Keras and timm's `tf_…` models, or
   * `'symmetric'`, ⌊k / 2⌋ zeros on both sides, as in PyTorch, torchvision and timm's other models. The two differ where
   * a stride of 2 meets an even size; weights that were trained with one give wrong scores with the other. Kernels must
   * be odd for `'symmetric'`. Default `'same'`.
   */
  padding?: Padding;
  /**
   * Weight of the old moving statistics in each update of the batch norms; PyTorch's momentum is 1 minus this. Default
   * 0.99, and 0.9 for V2-S, as in Keras; torchvision: {@link TORCHVISION}. With only some hundred training steps the
   * statistics lag behind: choose 0.9 then.
   */
  batchNormMomentum?: number;
  /**
   * Added to the batch norms' variance. Default 1e-3, as in Keras, in timm's `tf_…` models, and in torchvision's B5–B7
   * and V2-S; torchvision's B0–B4 have 1e-5: {@link TORCHVISION}.
   */
  batchNormEpsilon?: number;
  /**
   * Whether training keeps only the input of each block for the backward pass and computes the rest once more: several
   * times less memory, about a third more time, the same results. See {@link RecomputingModel}. Default false.
   */
  recompute?: boolean;
  /** Integer that decides the initial weights, dropout and stochastic depth. Default 0. */
  seed?: number;
  /** Name of the model. Default `'efficientnet'` and the variant: `'efficientnetb0'` … `'efficientnetv2-s'`. */
  name?: string;
}

/** Everything that the builder must know, checked. */
export type Network = ReturnType<typeof resolveNetwork>;

/** Fills the defaults in and checks every value. */
export function resolveNetwork(variant: Variant | EfficientNetConfig, options: EfficientNetOptions) {
  const config = typeof variant === 'object' && variant !== null ? variant : published(variant);
  const network = {
    name: options.name ?? config.name ?? 'efficientnet',
    inputShape: options.inputShape ?? ([config.resolution, config.resolution, 3] as const),
    stages: config.stages ?? STAGES,
    stemFilters: config.stemFilters ?? STEM_FILTERS,
    headFilters: config.headFilters ?? HEAD_FILTERS,
    fixedEnds: config.fixedEnds ?? false,
    activation: config.activation ?? ('swish' as const),
    widthCoefficient: options.widthCoefficient ?? config.widthCoefficient,
    depthCoefficient: options.depthCoefficient ?? config.depthCoefficient,
    includeTop: options.includeTop ?? true,
    pooling: options.pooling,
    classes: options.classes ?? 1000,
    classifierActivation:
      (options.classifierActivation === undefined ? 'softmax' : options.classifierActivation) ?? 'linear',
    classifierInitializer: options.classifierInitializer ?? 'reference',
    dropoutRate: options.dropoutRate ?? config.dropoutRate,
    dropConnectRate: options.dropConnectRate ?? 0.2,
    padding: options.padding ?? 'same',
    batchNormMomentum: options.batchNormMomentum ?? config.batchNormMomentum ?? 0.99,
    batchNormEpsilon: options.batchNormEpsilon ?? 1e-3,
    recompute: options.recompute ?? false,
    seed: options.seed ?? 0,
  };
  checkInputShape(network.inputShape);
  for (const option of ['classes', 'stemFilters', 'headFilters'] as const) {
    checkNumber(option, network[option], isCount, 'a whole number of at least 1');
  }
  for (const option of ['widthCoefficient', 'depthCoefficient', 'batchNormEpsilon'] as const) {
    checkNumber(option, network[option], (value) => value > 0 && Number.isFinite(value), 'a number above 0');
  }
  for (const option of ['dropoutRate', 'dropConnectRate'] as const) {
    checkNumber(
      option,
      network[option],
      (value) => value >= 0 && value < 1,
      'a number from 0 up to, but not including, 1',
    );
  }
  checkNumber(
    'batchNormMomentum',
    network.batchNormMomentum,
    (value) => value >= 0 && value <= 1,
    'a number from 0 to 1',
  );
  checkNumber('seed', network.seed, Number.isSafeInteger, 'a whole number');
  for (const option of ['includeTop', 'recompute', 'fixedEnds'] as const) checkBoolean(option, network[option]);
  if (typeof network.name !== 'string' || network.name === '') {
    throw new InvalidOptionError('name', network.name, 'a text that is not empty');
  }
  checkChoice('padding', network.padding, PADDINGS);
  checkChoice('activation', network.activation, ['swish', 'relu6']);
  checkChoice('pooling', network.pooling, ['avg', 'max', undefined]);
  checkChoice('classifierActivation', network.classifierActivation, ['softmax', 'sigmoid', 'linear']);
  checkChoice('classifierInitializer', network.classifierInitializer, CLASSIFIER_INITIALIZERS);
  checkStages(network);
  return network;
}

function published(variant: Variant): EfficientNetConfig {
  if (!Object.hasOwn(VARIANTS, variant)) throw new UnknownVariantError(variant, Object.keys(VARIANTS));
  return { ...VARIANTS[variant], name: `efficientnet${variant}` };
}

/** The network halves its input five times; smaller inputs vanish, in the reference implementations as well. */
const MINIMUM_SIZE = 32;

function checkInputShape(shape: readonly number[]): void {
  const [height = 0, width = 0, channels = 0] = shape;
  const fits =
    Array.isArray(shape) &&
    shape.length === 3 &&
    shape.every(isCount) &&
    Math.min(height, width) >= MINIMUM_SIZE &&
    channels >= 1;
  if (!fits) {
    throw new InputShapeError(
      shape,
      `[height, width, channels] with height and width of at least ${MINIMUM_SIZE} pixels and at least 1 channel`,
    );
  }
}
