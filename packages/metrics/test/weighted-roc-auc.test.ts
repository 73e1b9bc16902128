import { describe, expect, test } from 'vitest';
import {
  EmptyInputError,
  InvalidValueError,
  presenceWeights,
  rocAuc,
  ShapeMismatchError,
  SingleClassError,
  weightedRocAuc,
} from '../src/index';
import { expectClose, oracle, oracleCases } from './oracle';

describe(`weightedRocAuc equals ${oracle.oracle}`, () => {
  const cases = oracleCases.filter(({ values }) => values.rocAucPerLabel.some((area) => area !== null));
  test.each(cases)('$name', ({ y, s, sampleWeight, values }) => {
    const { rocAucPerLabel: areas, rocAuc: averages } = values;
    const of = (weight: (column: number) => number) => {
      const labelWeights = areas.map((area, column) => (area === null ? 0 : weight(column)));
      return weightedRocAuc(y, s, { labelWeights, sampleWeight });
    };
    expectClose(
      of(() => 3),
      averages.macro!,
    );
    const positives = (column: number) => y.reduce((sum, row, i) => sum + row[column]! * (sampleWeight?.[i] ?? 1), 0);
    expectClose(of(positives), averages.weighted!);
  });
});

test('RSNA 2025: the presence counts 13 times a location', () => {
  expect(presenceWeights(14, 13)).toEqual([...Array<number>(13).fill(1), 13]);
  expect(presenceWeights(22, 0)[0]).toBe(21);
  const row = (label: number) => Array.from({ length: 14 }, (_, column) => (column === 13 ? label : 1 - label));
  const [y, s] = [
    [row(0), row(1)],
    [Array<number>(14).fill(0.1), Array<number>(14).fill(0.9)],
  ];
  // Presence is ranked rightly, every location wrongly: half of the score.
  expect(weightedRocAuc(y!, s!, { labelWeights: presenceWeights(14, 13) })).toBe(0.5);
  expectClose(rocAuc(y!, s!), 1 / 14);
});

test('bad input', () => {
  const [y, s] = [
    [
      [0, 0],
      [0, 1],
    ],
    [
      [0.1, 0.2],
      [0.3, 0.4],
    ],
  ];
  const of = (labelWeights: number[]) => () => weightedRocAuc(y!, s!, { labelWeights });
  expect(of([0, 1])()).toBe(1);
  expect(of([1, 1])).toThrow(SingleClassError);
  expect(of([1, 1])).toThrow('column 0');
  expect(of([1])).toThrow(ShapeMismatchError);
  expect(of([1, -1])).toThrow(InvalidValueError);
  expect(of([1, Number.NaN])).toThrow('labelWeights, column 1: found NaN');
  expect(of([0, 0])).toThrow(EmptyInputError);
  expect(() => presenceWeights(1, 0)).toThrow(InvalidValueError);
  expect(() => presenceWeights(14, 14)).toThrow('presence: found 14, expected a whole number from 0 to 13.');
});
