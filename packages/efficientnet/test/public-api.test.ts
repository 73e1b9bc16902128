import { expect, test } from 'vitest';
import * as api from '../src/index';

test('the public names', () => {
  expect(Object.keys(api).sort()).toEqual([
    'BatchNormalization',
    'Dropout',
    'InputShapeError',
    'InvalidOptionError',
    'RandomLayer',
    'RecomputingModel',
    'StochasticDepth',
    'TORCHVISION',
    'UnknownVariantError',
    'VARIANTS',
    'efficientNet',
  ]);
});
