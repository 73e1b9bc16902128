import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { withRetries } from '../../src/browser/retries';
import { HttpError, NetworkError, OptionError } from '../../src/errors';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** How often `work` is done when it fails with these errors in turn, and what comes of it. */
async function attempts(retries: number, errors: Error[]): Promise<[number, unknown]> {
  let count = 0;
  const result = withRetries(retries, async () => {
    const error = errors[count++];
    if (error) throw error;
    return 'done';
  }).catch((error: unknown) => error);
  await vi.runAllTimersAsync();
  return [count, await result];
}
const lost = () => new NetworkError('a.h5', 1, 'no answer');

test('repeats what may pass, up to the bound, and says how often', async () => {
  expect(await attempts(3, [])).toEqual([1, 'done']);
  expect(await attempts(3, [lost(), new HttpError('a.h5', 503)])).toEqual([3, 'done']);
  expect(await attempts(2, [lost(), lost(), lost(), lost()])).toMatchObject([3, { tag: 'NetworkError', attempts: 3 }]);
  expect(await attempts(0, [lost()])).toMatchObject([1, { tag: 'NetworkError', attempts: 1 }]);
});

test('does not repeat what will not pass', async () => {
  for (const error of [new HttpError('a.h5', 404), new HttpError('a.h5', 403), new OptionError('a', 1, '2')]) {
    expect(await attempts(3, [error])).toEqual([1, error]);
  }
});
