import { expect, test } from 'vitest';
import * as api from '../src/index';

test('every error class has its own name as its tag, and the guard knows it', () => {
  const classes = Object.entries(api).filter(
    ([name]) => name.endsWith('Error') && name !== 'AngioIoError' && !/^is/.test(name),
  );
  expect(classes.length).toBeGreaterThan(17);
  for (const [name, Class] of classes) {
    const error = new (Class as unknown as new (...fields: unknown[]) => Error)(
      'path',
      ...(name === 'WriteError' ? ['EACCES', 'denied'] : [[], [], [], [], [], []]),
    );
    expect(error).toMatchObject({ tag: name, name });
    expect(error).toBeInstanceOf(api.AngioIoError);
    expect(api.isAngioIoError(error)).toBe(true);
    expect(api.isAngioIoError(error, name as api.AngioIoErrorTag)).toBe(true);
    expect(api.isAngioIoError(error, name === 'WriteError' ? 'SortError' : 'WriteError')).toBe(false);
  }
  expect(api.isAngioIoError(new Error('x'))).toBe(false);
  expect(api.isAngioIoError(Object.assign(new Error('x'), { tag: 'toString' }))).toBe(false);
  expect(api.isAngioIoError(undefined)).toBe(false);
});

test('a full disk, a used-up quota and a file too large for its file system are one error with three reasons', () => {
  const messages = ['ENOSPC', 'EDQUOT', 'EFBIG'].map((code) => new api.NoSpaceError('a.h5', code).message);
  expect(new Set(messages).size).toBe(3);
  for (const message of messages) expect(message).toMatch(/^a\.h5 was not written: .*Free some space/);
});
