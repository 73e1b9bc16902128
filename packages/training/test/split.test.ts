import fc from 'fast-check';
import { expect, test } from 'vitest';
import { lastSplit, OptionError } from '../src';

test('holds out the last 30 % of the paper’s 1,127 patients: 788 train, 339 are held out', () => {
  const { train, validation } = lastSplit(1127, 0.3);
  expect(train.length).toBe(788);
  expect(validation.length).toBe(339);
  expect(train[0]).toBe(0);
  expect(validation).toEqual(Array.from({ length: 339 }, (_, i) => 788 + i));
});

test('is floor(n · (1 − fraction)), every sample once and in order', () => {
  fc.assert(
    fc.property(fc.integer({ min: 10, max: 2000 }), fc.double({ min: 0.11, max: 0.89, noNaN: true }), (n, fraction) => {
      const { train, validation } = lastSplit(n, fraction);
      expect(train.length).toBe(Math.floor(n * (1 - fraction)));
      expect([...train, ...validation]).toEqual(Array.from({ length: n }, (_, i) => i));
    }),
  );
});

test('0 holds out nothing', () => {
  expect(lastSplit(3, 0)).toEqual({ train: [0, 1, 2], validation: [] });
});

test.each([
  [10, 1],
  [10, -0.1],
  [10, Number.NaN],
  [1, 0.3],
  [0, 0.3],
])('refuses %d samples with fraction %d', (n, fraction) => {
  expect(() => lastSplit(n, fraction)).toThrow(OptionError);
});
