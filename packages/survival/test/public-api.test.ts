import { expect, test } from 'vitest';
import * as api from '../src/index';

test('the runtime exports', () => {
  expect(Object.keys(api).sort()).toEqual([
    'BeyondFollowUpError',
    'EmptyInputError',
    'InvalidValueError',
    'NoComparablePairsError',
    'NoEventsError',
    'ShapeMismatchError',
    'SurvivalError',
    'UnknownColumnError',
    'UnobservableTimeError',
    'brierScore',
    'compareConcordance',
    'concordance',
    'coxPH',
    'cumulativeDynamicAuc',
    'integratedBrierScore',
    'isSurvivalError',
    'kaplanMeier',
    'logRank',
    'nelsonAalen',
    'restrictedMean',
    'restrictedMeanDifference',
    'survivalCalibration',
    'survivalDifference',
  ]);
});
