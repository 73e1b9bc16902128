import { expect, test } from 'vitest';
import * as api from '../src/index';

test('the runtime exports', () => {
  expect(Object.keys(api).sort()).toEqual([
    'EmptyInputError',
    'InvalidValueError',
    'MetricsError',
    'RaggedRowsError',
    'ShapeMismatchError',
    'SingleClassError',
    'allNegativeAccuracy',
    'binaryAccuracy',
    'binaryCrossentropy',
    'bootstrapInterval',
    'confusion',
    'isMetricsError',
    'perLabelAccuracy',
    'rocAuc',
    'rocAucInterval',
    'rocCurve',
    'wilsonInterval',
  ]);
});
