import type { Stage } from './stages';

/** The stages of EfficientNet-B0 (Tan & Le 2019, Table 1; `efficientnet_builder.py`), which B1–B7 scale. */
export const STAGES: readonly Stage[] = [
  { kernel: 3, stride: 1, expand: 1, filtersIn: 32, filtersOut: 16, repeats: 1 },
  { kernel: 3, stride: 2, expand: 6, filtersIn: 16, filtersOut: 24, repeats: 2 },
  { kernel: 5, stride: 2, expand: 6, filtersIn: 24, filtersOut: 40, repeats: 2 },
  { kernel: 3, stride: 2, expand: 6, filtersIn: 40, filtersOut: 80, repeats: 3 },
  { kernel: 5, stride: 1, expand: 6, filtersIn: 80, filtersOut: 112, repeats: 3 },
  { kernel: 5, stride: 2, expand: 6, filtersIn: 112, filtersOut: 192, repeats: 4 },
  { kernel: 3, stride: 1, expand: 6, filtersIn: 192, filtersOut: 320, repeats: 1 },
];

/** The stages of EfficientNet-Lite: B0's, without squeeze-excite (tensorflow/tpu, `efficientnet_lite_builder.py`). */
export const LITE_STAGES: readonly Stage[] = STAGES.map((stage) => ({ ...stage, squeezeRatio: 0 }));

/** The stages of EfficientNetV2-S (Tan & Le 2021, Table 4; keras.applications, `efficientnet_v2.py`). */
export const V2_S_STAGES: readonly Stage[] = [
  { block: 'fused', kernel: 3, stride: 1, expand: 1, filtersIn: 24, filtersOut: 24, repeats: 2 },
  { block: 'fused', kernel: 3, stride: 2, expand: 4, filtersIn: 24, filtersOut: 48, repeats: 4 },
  { block: 'fused', kernel: 3, stride: 2, expand: 4, filtersIn: 48, filtersOut: 64, repeats: 4 },
  { depthwiseName: 'dwconv2', kernel: 3, stride: 2, expand: 4, filtersIn: 64, filtersOut: 128, repeats: 6 },
  { depthwiseName: 'dwconv2', kernel: 3, stride: 1, expand: 6, filtersIn: 128, filtersOut: 160, repeats: 9 },
  { depthwiseName: 'dwconv2', kernel: 3, stride: 2, expand: 6, filtersIn: 160, filtersOut: 256, repeats: 15 },
];

/** Filters of the first convolution of B0. */
export const STEM_FILTERS = 32;

/** Filters of the last convolution of B0. */
export const HEAD_FILTERS = 1280;
