import { expect, test } from 'vitest';
import * as api from '../src/index';

test('the runtime exports', () => {
  expect(Object.keys(api).sort()).toEqual([
    'EmptyInputError',
    'InvalidValueError',
    'NoEventsError',
    'ShapeMismatchError',
    'SurvivalError',
    'UnknownColumnError',
    'coxPH',
    'isSurvivalError',
  ]);
});
