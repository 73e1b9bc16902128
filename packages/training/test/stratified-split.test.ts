import fc from 'fast-check';
import { expect, test } from 'vitest';
import { OptionError, ShapeError, stratifiedSplit } from '../src';

const count = (labels: number[][], indices: readonly number[], label: number) =>
  indices.filter((i) => labels[i]![label]! > 0).length;

test('every label is as frequent on both sides, to within one patient, for prevalences as in K-ium', () => {
  const prevalence = [523, 100, 100, 35, 34, 30, 18, 21, 13, 66, 24, 6, 3];
  const labels = Array.from({ length: 1127 }, (_, i) =>
    prevalence.map((n, l) => (((i + 1) * 7919 * (l + 3)) % 1127 < n ? 1 : 0)),
  );
  const { train, validation } = stratifiedSplit(labels, { fraction: 0.3, seed: 1 });
  expect(validation.length).toBe(338);
  prevalence.forEach((_, l) => {
    const all = count(labels, [...train, ...validation], l);
    expect(Math.abs(count(labels, validation, l) - all * 0.3)).toBeLessThanOrEqual(1.5);
  });
});

test('one flat label', () => {
  const labels = Array.from({ length: 100 }, (_, i) => (i < 20 ? 1 : 0));
  const { validation } = stratifiedSplit(labels, { fraction: 0.25 });
  expect(validation.length).toBe(25);
  expect(validation.filter((i) => i < 20).length).toBe(5);
});

test('every sample is on one side, sizes are as asked for, and the seed decides', () => {
  const rows = fc.array(fc.array(fc.constantFrom(0, 1), { minLength: 3, maxLength: 3 }), {
    minLength: 8,
    maxLength: 80,
  });
  fc.assert(
    fc.property(rows, fc.double({ min: 0.2, max: 0.8, noNaN: true }), fc.nat(), (labels, fraction, seed) => {
      const split = stratifiedSplit(labels, { fraction, seed });
      expect([...split.train, ...split.validation].sort((a, b) => a - b)).toEqual(labels.map((_, i) => i));
      expect(split.validation.length).toBe(Math.round(labels.length * fraction));
      expect(stratifiedSplit(labels, { fraction, seed })).toEqual(split);
    }),
  );
});

test('another seed draws another split', () => {
  const labels = Array.from({ length: 60 }, (_, i) => i % 2);
  expect(stratifiedSplit(labels, { seed: 1 })).not.toEqual(stratifiedSplit(labels, { seed: 2 }));
});

test('samples of one patient stay together', () => {
  const patients = Array.from({ length: 90 }, (_, i) => `patient ${Math.floor(i / 3)}`);
  const labels = patients.map((_, i) => (i % 7 === 0 ? 1 : 0));
  const { train, validation } = stratifiedSplit(labels, { patients, seed: 4 });
  const held = new Set(validation.map((i) => patients[i]));
  expect(held.size).toBe(9);
  expect(train.some((i) => held.has(patients[i]))).toBe(false);
});

test('refuses what cannot be split', () => {
  expect(() => stratifiedSplit([0, 1, 0, 1], { fraction: 0 })).toThrow(OptionError);
  expect(() => stratifiedSplit([0, 1], { fraction: 0.1 })).toThrow(OptionError);
  expect(() => stratifiedSplit([0, 1, 0], { patients: [1, 2] })).toThrow(ShapeError);
});
