import { expect, test } from 'vitest';
import * as api from '../src';

test('runtime exports', () => {
  expect(Object.keys(api).sort()).toEqual([
    'BackendUnavailableError',
    'CheckpointCorruptError',
    'CheckpointMismatchError',
    'FolderInUseError',
    'LossNotFiniteError',
    'ModelCorruptError',
    'ModelNotFoundError',
    'OptimizerStateError',
    'OptionError',
    'ShapeError',
    'StoppedError',
    'TrainingError',
    'arrayData',
    'arrayInputs',
    'binaryCrossentropyLoss',
    'fit',
    'isTrainingError',
    'lastSplit',
    'loadModel',
    'predict',
    'sampleData',
    'saveModel',
    'selectBackend',
    'stratifiedSplit',
    'subset',
  ]);
});
