/** One of the eight published networks. */
export type Variant = 'b0' | 'b1' | 'b2' | 'b3' | 'b4' | 'b5' | 'b6' | 'b7';

/** What sets one EfficientNet apart from another: all of them share one table of stages. */
export interface VariantSpec {
  /** Factor on every layer's number of filters. */
  readonly widthCoefficient: number;
  /** Factor on every stage's number of blocks. */
  readonly depthCoefficient: number;
  /** Height and width in pixels that the published weights were trained at; the default input size. */
  readonly resolution: number;
  /** Dropout before the classifier, 0 ≤ rate < 1. */
  readonly dropoutRate: number;
}

/**
 * The eight published variants.
 *
 * Source: Tan & Le, "EfficientNet: Rethinking Model Scaling for Convolutional Neural Networks", ICML 2019, and the
 * parameter table of the reference implementation (tensorflow/tpu, `efficientnet_builder.py`).
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
};
