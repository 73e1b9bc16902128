import { expect, test } from 'vitest';
import * as api from '../src/index';

test('the public names', () => {
  expect(Object.keys(api).sort()).toEqual([
    'SafetensorsFormatError',
    'SafetensorsTensorError',
    'encodeSafetensors',
    'float32Values',
    'isSafetensors',
    'layOutSafetensors',
    'readSafetensors',
    'tensorValues',
  ]);
});
