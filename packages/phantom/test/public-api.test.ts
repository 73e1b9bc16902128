import { expect, test } from 'vitest';
import * as phantom from '../src/index';

test('the public names', () => {
  expect(Object.keys(phantom).sort()).toEqual([
    'DIAMETER_MM',
    'DIAMETER_RANGE_MM',
    'FIRST_TEST_INDEX',
    'FIRST_TRAIN_INDEX',
    'FolderNotEmptyError',
    'GENERATOR_VERSION',
    'InvalidOptionError',
    'KIUM_COUNTS',
    'LOCATIONS',
    'LOCATION_COUNTS',
    'StudyWriteError',
    'VIEWS',
    'drawLabels',
    'fillingOf',
    'generatePatient',
    'renderView',
    'writeAngiogramStudy',
  ]);
});
