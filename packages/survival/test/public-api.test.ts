import { expect, test } from 'vitest';
import * as api from '../src/index';

test('the runtime exports', () => {
  expect(Object.keys(api).sort()).toEqual([
    'BeyondFollowUpError',
    'EmptyInputError',
    'InvalidValueError',
    'NoComparablePairsError',
    'NoEventsError',
    'ReplicateFailedError',
    'ShapeMismatchError',
    'StoppedError',
    'SurvivalError',
    'UnknownColumnError',
    'UnobservableTimeError',
    'WorkerFailedError',
    'bootstrapOptimism',
    'bootstrapRows',
    'brierScore',
    'compareConcordance',
    'concordance',
    'coxPH',
    'coxPath',
    'coxPathCV',
    'cumulativeDynamicAuc',
    'fromRows',
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
