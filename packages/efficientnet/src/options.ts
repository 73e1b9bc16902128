import { InputShapeError, InvalidOptionError, UnknownVariantError } from './errors';
import { CLASSIFIER_INITIALIZERS, type ClassifierInitializer } from './initializers';
import type { RecomputingModel } from './recomputing-model';
import { HEAD_FILTERS, STAGES, STEM_FILTERS, type Stage } from './stages';
import { VARIANTS, type Variant, type VariantSpec } from './variants';

/** A network of one's own: a variant's four numbers and, where wanted, another skeleton. */
export interface EfficientNetConfig extends VariantSpec {
  /** Name of the model. Default `'efficientnet'`. */
  readonly name?: string;
  /** The stages before scaling. Default: those of B0. */
  readonly stages?: readonly Stage[];
  /** Filters of the first convolution before scaling. Default 32. */
  readonly stemFilters?: number;
  /** Filters of the last convolution before scaling. Default 1280. */
  readonly headFilters?: number;
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
   * Weight of the old moving statistics in each update of the batch norms. Default 0.99, as in Keras. With only some
   * hundred training steps the statistics lag behind: choose 0.9 then.
   */
  batchNormMomentum?: number;
  /** Added to the batch norms' variance. Default 1e-3, as in Keras. */
  batchNormEpsilon?: number;
  /**
   * Whether training keeps only the input of each block for the backward pass and computes the rest once more: several
   * times less memory, about a third more time, the same results. See {@link RecomputingModel}. Default false.
   */
  recompute?: boolean;
  /** Integer that decides the initial weights, dropout and stochastic depth. Default 0. */
  seed?: number;
  /** Name of the model. Default `'efficientnetb0'` … `'efficientnetb7'`. */
  name?: string;
}

/** Everything that the builder must know, checked. */
export type Network = ReturnType<typeof resolveNetwork>;

/** Fills the defaults in and checks every value. */
export function resolveNetwork(variant: Variant | EfficientNetConfig, options: EfficientNetOptions) {
  const config = typeof variant === 'string' ? published(variant) : variant;
  const network = {
    name: options.name ?? config.name ?? 'efficientnet',
    inputShape: options.inputShape ?? ([config.resolution, config.resolution, 3] as const),
    stages: config.stages ?? STAGES,
    stemFilters: config.stemFilters ?? STEM_FILTERS,
    headFilters: config.headFilters ?? HEAD_FILTERS,
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
    batchNormMomentum: options.batchNormMomentum ?? 0.99,
    batchNormEpsilon: options.batchNormEpsilon ?? 1e-3,
    recompute: options.recompute ?? false,
    seed: options.seed ?? 0,
  };
  checkInputShape(network.inputShape);
  for (const option of ['classes', 'stemFilters', 'headFilters'] as const) {
    check(option, network[option], isCount, 'a whole number of at least 1');
  }
  for (const option of ['widthCoefficient', 'depthCoefficient', 'batchNormEpsilon'] as const) {
    check(option, network[option], (value) => value > 0 && Number.isFinite(value), 'a number above 0');
  }
  for (const option of ['dropoutRate', 'dropConnectRate'] as const) {
    check(option, network[option], (value) => value >= 0 && value < 1, 'a number from 0 up to, but not including, 1');
  }
  check('batchNormMomentum', network.batchNormMomentum, (value) => value >= 0 && value <= 1, 'a number from 0 to 1');
  check('seed', network.seed, Number.isSafeInteger, 'a whole number');
  if (typeof network.recompute !== 'boolean') throw new InvalidOptionError('recompute', network.recompute, 'a boolean');
  checkChoice('pooling', network.pooling, ['avg', 'max', undefined]);
  checkChoice('classifierActivation', network.classifierActivation, ['softmax', 'sigmoid', 'linear']);
  checkChoice('classifierInitializer', network.classifierInitializer, CLASSIFIER_INITIALIZERS);
  checkStages(network.stages);
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
  const fits = shape.length === 3 && shape.every(isCount) && Math.min(height, width) >= MINIMUM_SIZE && channels >= 1;
  if (!fits) {
    throw new InputShapeError(
      shape,
      `[height, width, channels] with height and width of at least ${MINIMUM_SIZE} pixels and at least 1 channel`,
    );
  }
}

function checkStages(stages: readonly Stage[]): void {
  check('stages', stages.length, isCount, 'a list of at least one stage');
  for (const [s, stage] of stages.entries()) {
    for (const field of ['kernel', 'stride', 'expand', 'filtersIn', 'filtersOut', 'repeats'] as const) {
      check(`stages[${s}].${field}`, stage[field], isCount, 'a whole number of at least 1');
    }
  }
}

function isCount(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 1;
}

function check(option: string, value: number, accepts: (value: number) => boolean, expected: string): void {
  if (typeof value !== 'number' || !accepts(value)) throw new InvalidOptionError(option, value, expected);
}

function checkChoice<T>(option: string, value: T, choices: readonly T[]): void {
  if (choices.includes(value)) return;
  const names = choices.filter((choice) => choice !== undefined).map((choice) => `'${choice}'`);
  throw new InvalidOptionError(option, value, `one of ${names.join(', ')}`);
}
