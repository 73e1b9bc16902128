import { expect, test } from 'vitest';
import * as api from '../src/index';

test('the runtime exports', () => {
  expect(Object.keys(api).sort()).toEqual([
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
    'maxFbetaThreshold',
    'meanPlusSigma',
    'meanPlusSigmaThreshold',
    'outOfFold',
    'prevalenceThreshold',
    'sensitivityThreshold',
    'shrunkenThreshold',
    'specificityThreshold',
    'thresholdIntervals',
    'youdenThreshold',
  ]);
});
