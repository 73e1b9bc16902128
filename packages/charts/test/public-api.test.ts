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
    'cumulativeHazardChart',
    'forestPlot',
    'hazardRatioPlot',
    'isChartsError',
    'lineChart',
    'precisionRecallChart',
    'rocChart',
    'schoenfeldChart',
    'scoreDistribution',
    'survivalChart',
    'trainingCurves',
  ]);
});
