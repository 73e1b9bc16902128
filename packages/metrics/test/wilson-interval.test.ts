import { expect, test } from 'vitest';
import { InvalidValueError, wilsonInterval } from '../src/index';
import fixture from './fixtures/wilson-interval.json';

test.each(fixture.rows)(
  'SciPy agrees: $successes of $trials at $level',
  ({ successes, trials, level, lower, upper }) => {
    const interval = wilsonInterval(successes, trials, { level });
    expect(interval.estimate).toBe(successes / trials);
    expect(interval.level).toBe(level);
    expect(Math.abs(interval.lower - lower)).toBeLessThan(1e-12);
    expect(Math.abs(interval.upper - upper)).toBeLessThan(1e-12);
  },
);

test('the level is 0.95 unless said otherwise', () => {
  expect(wilsonInterval(3, 7)).toEqual(wilsonInterval(3, 7, { level: 0.95 }));
});

test('the published example: 81 of 263 (Newcombe 1998, table I)', () => {
  const { lower, upper } = wilsonInterval(81, 263);
  expect([lower.toFixed(4), upper.toFixed(4)]).toEqual(['0.2553', '0.3662']);
});

test('without trials nothing is known', () => {
  expect(wilsonInterval(0, 0)).toEqual({ estimate: Number.NaN, lower: 0, upper: 1, level: 0.95 });
});

test.each([
  [1.5, 3, {}, 'successes'],
  [-1, 3, {}, 'successes'],
  [4, 3, {}, 'successes'],
  [0, -1, {}, 'trials'],
  [0, Number.NaN, {}, 'trials'],
  [1, 3, { level: 1 }, 'level'],
  [1, 3, { level: Number.NaN }, 'level'],
])('%d of %d %o is refused', (successes, trials, options, argument) => {
  expect(() => wilsonInterval(successes, trials, options)).toThrow(InvalidValueError);
  expect(() => wilsonInterval(successes, trials, options)).toThrow(argument);
});
