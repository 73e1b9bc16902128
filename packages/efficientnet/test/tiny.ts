import { type EfficientNetConfig, type EfficientNetOptions, VARIANTS } from '../src/index';

/** Two stages and few filters: quick on the cpu backend, with every kind of layer in it. */
export const TINY: EfficientNetConfig = {
  ...VARIANTS.b0,
  name: 'tiny',
  stages: [
    { kernel: 3, stride: 1, expand: 1, filtersIn: 8, filtersOut: 8, repeats: 2 },
    { kernel: 5, stride: 2, expand: 3, filtersIn: 8, filtersOut: 16, repeats: 2 },
  ],
  stemFilters: 8,
  headFilters: 32,
};

export const TINY_OPTIONS: EfficientNetOptions = {
  inputShape: [32, 32, 2],
  classes: 3,
  classifierActivation: 'sigmoid',
  seed: 7,
};
