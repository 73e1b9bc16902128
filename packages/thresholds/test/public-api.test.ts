import { expect, test } from 'vitest';
import * as api from '../src/index';

test('the runtime exports', () => {
  expect(Object.keys(api).sort()).toEqual([
    'Calibration',
    'EmptyScoresError',
    'FittedThresholds',
    'InvalidJsonError',
    'InvalidValueError',
    'LabelsRequiredError',
    'NoOptimumError',
    'RaggedRowsError',
    'ShapeMismatchError',
    'SingleClassError',
    'ThresholdsError',
    'TooFewRowsError',
    'applyThresholds',
    'costThreshold',
    'fixedThreshold',
    'isThresholdsError',
    'isotonicCalibration',
    'maxFbetaThreshold',
    'meanPlusSigma',
    'meanPlusSigmaThreshold',
    'outOfFold',
    'plattCalibration',
    'prevalenceThreshold',
    'sensitivityThreshold',
    'shrunkenThreshold',
    'specificityThreshold',
    'temperatureCalibration',
    'thresholdIntervals',
    'youdenThreshold',
  ]);
});
