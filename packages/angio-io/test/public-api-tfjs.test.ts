import { expect, test } from 'vitest';
import * as api from '../src/tfjs';

test('the runtime exports of the subpath tfjs are these', () => {
  expect(Object.keys(api).sort()).toEqual(['toInputData', 'toTfDataset', 'toTrainingData']);
});
