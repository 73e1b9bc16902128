import { expect, test } from 'vitest';
import {
  type AngioIoError,
  CorruptVolumeError,
  CsvHeaderError,
  FileAccessError,
  isAngioIoError,
  OptionError,
} from '../../src/errors';
import { fromErrorMessage, toErrorMessage } from '../../src/worker/error-message';

const across = (error: unknown) => fromErrorMessage(structuredClone(toErrorMessage(error)));

test.each<AngioIoError>([
  new CorruptVolumeError('a.h5', 'volume 3 (patient 1004)', 'inflate() failed', { cause: new Error('inner') }),
  new CsvHeaderError('a.csv', ['Index', 'A'], ['Index', 'B']),
  new FileAccessError('a.h5', 'ENOENT', 'Give another.'),
  new OptionError('at', Number.NaN, 'a position'),
])('$tag crosses with its class, fields, message, stack and cause', (error) => {
  const copy = across(error) as AngioIoError;
  expect(copy).toBeInstanceOf(error.constructor);
  expect(isAngioIoError(copy, error.tag)).toBe(true);
  expect({ ...copy }).toEqual({ ...error, name: undefined });
  expect([copy.name, copy.message, copy.stack]).toEqual([error.name, error.message, error.stack]);
  expect((copy.cause as Error | undefined)?.message).toBe((error.cause as Error | undefined)?.message);
});

test('what is no error of this package crosses as an error too', () => {
  expect(across(new RangeError('too far'))).toMatchObject({ name: 'RangeError', message: 'too far' });
  expect(isAngioIoError(across(new RangeError('too far')))).toBe(false);
  expect(across('text')).toMatchObject({ name: 'Error', message: 'text' });
  const odd = Object.assign(new Error('odd'), { callback: () => 1, tag: 'toString' });
  expect(across(odd)).toMatchObject({ message: 'odd', tag: 'toString', callback: '() => 1' });
});
