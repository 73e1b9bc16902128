import { expect, test } from 'vitest';
import { count, figure, list, NONE, percent, percentWithInterval, score, signed, withInterval } from '../report/format';

const INTERVAL = { estimate: 0.77444, lower: 0.70812, upper: 0.8366 };

test('figures have a fixed number of digits and a true minus sign, and no minus before zero', () => {
  expect(figure(0.77449)).toBe('0.774');
  expect(figure(-0.25, 4)).toBe('−0.2500');
  expect(figure(-0.0001)).toBe('0.000');
  expect(signed(0.5, 2)).toBe('+0.50');
  expect(signed(-0.5, 2)).toBe('−0.50');
  expect(signed(-1e-9, 2)).toBe('0.00');
});

test('what is not there is a dash, whatever is made of it', () => {
  for (const nothing of [null, undefined, Number.NaN, Number.POSITIVE_INFINITY]) {
    for (const format of [figure, signed, percent, score]) expect(format(nothing)).toBe(NONE);
  }
  expect(withInterval(null)).toBe(NONE);
  expect(percentWithInterval(null)).toBe(NONE);
  expect(list([])).toBe(NONE);
});

test('intervals, shares, counts and lists as a sentence has them', () => {
  expect(withInterval(INTERVAL)).toBe('0.774 (0.708 to 0.837)');
  expect(percentWithInterval(INTERVAL)).toBe('77\u00a0% (71 to 84\u00a0%)');
  expect(percent(0.625)).toBe('62.5\u00a0%');
  expect(count(1127, 'patient')).toBe('1,127\u00a0patients');
  expect(count(1, 'patient')).toBe('1\u00a0patient');
  expect(count(4_011_550)).toBe('4,011,550');
  expect(list(['a', 'b', 'c'])).toBe('a, b and c');
  expect(list(['a'])).toBe('a');
});

test('small scores keep two significant digits', () => {
  expect([0.5, 0.01, 0.00958, 1e-9, 0].map(score)).toEqual(['0.500', '0.010', '0.0096', '1.0e-9', '0.000']);
});
