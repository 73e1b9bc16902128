import { expect, test } from 'vitest';
import * as api from '../src/index';

test('the public names', () => {
  expect(Object.keys(api).sort()).toEqual([
    'BatchNormalization',
    'Dropout',
    'GatedAttention',
    'InputShapeError',
    'InvalidOptionError',
    'LayerNotFoundError',
    'NotEfficientNetError',
    'RandomLayer',
    'RecomputingModel',
    'StochasticDepth',
    'TORCHVISION',
    'UnknownVariantError',
    'VARIANTS',
    'efficientNet',
    'endpoints',
    'features',
    'freeze',
    'gradCam',
    'multiViewEfficientNet',
    'unfreeze',
    'viewAttention',
  ]);
});
