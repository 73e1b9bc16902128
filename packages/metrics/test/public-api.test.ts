import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import * as api from '../src/index';
import * as losses from '../src/tfjs';

test('the runtime exports', () => {
  expect(Object.keys(api).sort()).toEqual([
    'CalibrationAccumulator',
    'ConfusionAccumulator',
    'EmptyInputError',
    'InvalidValueError',
    'LabelRankingAccumulator',
    'MeanAccumulator',
    'MetricsError',
    'RaggedRowsError',
    'RankingAccumulator',
    'ShapeMismatchError',
    'SingleClassError',
    'UndefinedMetricError',
    'UnlikeAccumulatorsError',
    'accuracy',
    'allNegativeAccuracy',
    'averagePrecision',
    'averagePrecisionInterval',
    'balancedAccuracy',
    'binaryAccuracy',
    'binaryCrossentropy',
    'bootstrapInterval',
    'brier',
    'calibrationCurve',
    'cohenKappa',
    'confusion',
    'coverageError',
    'delongInterval',
    'delongTest',
    'expectedCalibrationError',
    'f1',
    'fbeta',
    'hammingLoss',
    'isMetricsError',
    'jaccard',
    'labelRankingAveragePrecision',
    'labelRankingLoss',
    'logLoss',
    'matthewsCorrcoef',
    'perLabelAccuracy',
    'precision',
    'precisionRecallBand',
    'precisionRecallCurve',
    'presenceWeights',
    'recall',
    'rocAuc',
    'rocAucInterval',
    'rocBand',
    'rocCurve',
    'specificity',
    'weightedRocAuc',
    'wilsonInterval',
  ]);
});

test('the runtime exports of the subpath tfjs', () => {
  expect(Object.keys(losses).sort()).toEqual([
    'EmptyInputError',
    'InvalidValueError',
    'MetricsError',
    'ShapeMismatchError',
    'SingleClassError',
    'asymmetricLoss',
    'binaryCrossentropyLoss',
    'focalLoss',
    'isMetricsError',
    'positiveWeightsOf',
  ]);
});

test('only the subpath needs tfjs', () => {
  const folder = fileURLToPath(new URL('../src/', import.meta.url));
  for (const file of readdirSync(folder).filter((name) => name.endsWith('.ts') && name !== 'tfjs.ts')) {
    expect(readFileSync(folder + file, 'utf8'), file).not.toMatch(/from '(@tensorflow|\.\/losses|\.\/tfjs)/);
  }
});
