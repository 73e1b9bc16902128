import { expect, test } from 'vitest';
import * as api from '../src/index';

test('the runtime exports', () => {
  expect(Object.keys(api).sort()).toEqual([
    'EmptyScoresError',
    'InvalidValueError',
    'RaggedRowsError',
    'ShapeMismatchError',
    'ThresholdsError',
    'TooFewRowsError',
    'applyThresholds',
    'isThresholdsError',
    'meanPlusSigma',
  ]);
});
