import { expect, test } from 'vitest';
import { makeScale } from '../src/scale';
import { labelOf, labelsOf, logTicks, multiples, roundStep } from '../src/ticks';

test('round steps', () => {
  expect([0.7, 1, 1.1, 2.1, 3, 7, 0.03].map(roundStep)).toEqual([1, 1, 2, 2.5, 5, 10, 0.05]);
});

test('labels have the digits that tell them apart', () => {
  expect(labelsOf([0, 0.25, 0.5])).toEqual(['0.00', '0.25', '0.50']);
  expect(labelsOf(multiples(0, 0.6, 0.1))).toEqual(['0.0', '0.1', '0.2', '0.3', '0.4', '0.5', '0.6']);
  expect(labelsOf([-5, 0, 5])).toEqual(['−5', '0', '5']);
  expect(labelsOf([0.1, 1, 10])).toEqual(['0.1', '1', '10']);
  expect(labelsOf([0, 2e6])).toEqual(['0', '2·10⁶']);
  expect(labelOf(1e-7)).toBe('10⁻⁷');
  expect(labelOf(0.12345, 3)).toBe('0.123');
});

test('logarithmic ticks: 1, 2, 5 over few decades, powers over many, round numbers within one', () => {
  expect(logTicks(0.2, 5, 6)).toEqual([0.2, 0.5, 1, 2, 5]);
  expect(logTicks(1e-6, 1e6, 4)).toEqual([1e-6, 1e-3, 1, 1e3, 1e6]);
  expect(logTicks(1.1, 1.9, 4)).toEqual([1.2, 1.4, 1.6, 1.8].map((value) => expect.closeTo(value, 12)));
});

test('a scale ends at round numbers around the data, or where it was told', () => {
  const scale = makeScale('x', {}, [0.13, 0.87], 5);
  expect([scale.min, scale.max]).toEqual([0, 1]);
  expect(scale.ticks.map(({ label }) => label)).toEqual(['0.0', '0.2', '0.4', '0.6', '0.8', '1.0']);
  const given = makeScale('x', { min: 0.1, max: 0.9, ticks: [0, 0.5, 0.9], format: (v) => `${100 * v} %` }, [], 5);
  expect(given.ticks.map(({ label }) => label)).toEqual(['50 %', '90 %']);
  expect([0.1, 0.5, 0.9].map(given.place)).toEqual([0, 0.5, 1].map((place) => expect.closeTo(place, 12)));
});

test.each([[[3, 3]], [[0]], [[]], [[-7]], [[1e300, -1e300]]])('a scale of %j has an extent', (values) => {
  const scale = makeScale('x', {}, values, 5);
  expect(scale.max).toBeGreaterThan(scale.min);
  expect(scale.ticks.length).toBeGreaterThan(1);
  for (const value of values) expect(scale.place(value)).toBeLessThanOrEqual(1);
});
