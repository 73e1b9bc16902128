import { expect, test } from 'vitest';
import * as api from '../src/index';

test('the runtime exports', () => {
  expect(Object.keys(api).sort()).toEqual([
    'ChartsError',
    'EmptyDataError',
    'IntervalOrderError',
    'InvalidValueError',
    'LengthMismatchError',
    'LogAxisError',
    'calibrationChart',
    'confusionChart',
    'forestPlot',
    'isChartsError',
    'lineChart',
    'precisionRecallChart',
    'rocChart',
    'scoreDistribution',
    'trainingCurves',
  ]);
});
