import { LITE_STAGES, V2_S_STAGES } from './stage-tables';
import type { Stage } from './stages';

/** One of the eight networks of the first paper (Tan & Le 2019). */
export type BVariant = 'b0' | 'b1' | 'b2' | 'b3' | 'b4' | 'b5' | 'b6' | 'b7';

/** One of the published networks. */
export type Variant = BVariant | 'lite0' | 'lite1' | 'lite2' | 'lite3' | 'lite4' | 'v2-s';

/** What sets one EfficientNet apart from another. What is left out is as in B0. */
export interface VariantSpec {
  /** Factor on every layer's number of filters. */
  readonly widthCoefficient: number;
  /** Factor on every stage's number of blocks. */
  readonly depthCoefficient: number;
  /** Height and width in pixels that the published weights were trained at; the default input size. */
  readonly resolution: number;
  /** Dropout before the classifier, 0 ≤ rate < 1. */
  readonly dropoutRate: number;
  /** The stages before scaling. Default: those of B0. */
  readonly stages?: readonly Stage[];
  /** Filters of the first convolution before scaling. Default 32. */
  readonly stemFilters?: number;
  /** Filters of the last convolution before scaling. Default 1280. */
  readonly headFilters?: number;
  /**
   * Whether scaling leaves the ends of the network alone: the filters of the first and of the last convolution, and the
   * number of blocks in the first and in the last stage (`fix_head_stem` of the reference implementation). Default
   * false.
   */
  readonly fixedEnds?: boolean;
  /** What follows the batch norms, except at the end of a block. Default `'swish'`. */
  readonly activation?: 'swish' | 'relu6';
  /** Default of the option `batchNormMomentum`. Default 0.99. */
  readonly batchNormMomentum?: number;
}

const LITE = { stages: LITE_STAGES, fixedEnds: true, activation: 'relu6' } as const;

/**
 * The published variants.
 *
 * Sources: B0–B7: Tan & Le, "EfficientNet: Rethinking Model Scaling for Convolutional Neural Networks", ICML 2019, and
 * the parameter table of the reference implementation (tensorflow/tpu, `efficientnet_builder.py`). Lite0–4: the same
 * repository, `efficientnet_lite_builder.py`. V2-S: Tan & Le, "EfficientNetV2: Smaller Models and Faster Training", ICML
 * 2021, and keras.applications, `efficientnet_v2.py`.
 */
export const VARIANTS: Readonly<Record<Variant, VariantSpec>> = {
  b0: { widthCoefficient: 1.0, depthCoefficient: 1.0, resolution: 224, dropoutRate: 0.2 },
  b1: { widthCoefficient: 1.0, depthCoefficient: 1.1, resolution: 240, dropoutRate: 0.2 },
  b2: { widthCoefficient: 1.1, depthCoefficient: 1.2, resolution: 260, dropoutRate: 0.3 },
  b3: { widthCoefficient: 1.2, depthCoefficient: 1.4, resolution: 300, dropoutRate: 0.3 },
  b4: { widthCoefficient: 1.4, depthCoefficient: 1.8, resolution: 380, dropoutRate: 0.4 },
  b5: { widthCoefficient: 1.6, depthCoefficient: 2.2, resolution: 456, dropoutRate: 0.4 },
  b6: { widthCoefficient: 1.8, depthCoefficient: 2.6, resolution: 528, dropoutRate: 0.5 },
  b7: { widthCoefficient: 2.0, depthCoefficient: 3.1, resolution: 600, dropoutRate: 0.5 },
  lite0: { widthCoefficient: 1.0, depthCoefficient: 1.0, resolution: 224, dropoutRate: 0.2, ...LITE },
  lite1: { widthCoefficient: 1.0, depthCoefficient: 1.1, resolution: 240, dropoutRate: 0.2, ...LITE },
  lite2: { widthCoefficient: 1.1, depthCoefficient: 1.2, resolution: 260, dropoutRate: 0.3, ...LITE },
  lite3: { widthCoefficient: 1.2, depthCoefficient: 1.4, resolution: 280, dropoutRate: 0.3, ...LITE },
  lite4: { widthCoefficient: 1.4, depthCoefficient: 1.8, resolution: 300, dropoutRate: 0.3, ...LITE },
  'v2-s': {
    ...{ widthCoefficient: 1.0, depthCoefficient: 1.0, resolution: 384, dropoutRate: 0.2 },
    ...{ stages: V2_S_STAGES, stemFilters: 24, batchNormMomentum: 0.9 },
  },
};
