import { expect, test } from 'vitest';
import * as api from '../src/index';

test('the runtime exports', () => {
  expect(Object.keys(api).sort()).toEqual([
    'BACKEND_NAME',
    'BackendRemovedError',
    'KernelFailedError',
    'OutOfMemoryError',
    'SimdBackend',
    'SimdUnsupportedError',
    'ThreadCountError',
    'UnsupportedInputError',
    'backendInfo',
    'setThreads',
  ]);
});
