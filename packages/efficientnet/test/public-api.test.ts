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
    'PackageMissingError',
    'RandomLayer',
    'RecomputingModel',
    'StochasticDepth',
    'TORCHVISION',
    'UnknownVariantError',
    'VARIANTS',
    'WeightsFormatError',
    'WeightsMismatchError',
    'WeightsSourceError',
    'WeightsValueError',
    'efficientNet',
    'endpoints',
    'features',
    'freeze',
    'gradCam',
    'loadWeights',
    'multiViewEfficientNet',
    'saveWeights',
    'unfreeze',
    'viewAttention',
  ]);
});
