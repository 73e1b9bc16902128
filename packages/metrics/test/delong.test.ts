import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  delongInterval,
  delongTest,
  InvalidValueError,
  rocAuc,
  ShapeMismatchError,
  SingleClassError,
  UndefinedMetricError,
} from '../src/index';
import json from './fixtures/delong.json';
import { expectAllClose, expectClose } from './oracle';

describe(`equal ${json.oracle}`, () => {
  test.each(json.cases)('$name', ({ y, first, second, areas, variance, interval, ninety, z, pValue }) => {
    const found = delongInterval(y, first);
    expectClose(found.estimate, areas[0]!);
    expectClose(found.variance, variance);
    expectClose(found.standardError, Math.sqrt(variance));
    expectAllClose([found.lower, found.upper], interval);
    const narrow = delongInterval(y, first, { level: 0.9 });
    expectAllClose([narrow.lower, narrow.upper], ninety);

    const compared = delongTest(y, first, second);
    expectAllClose(compared.areas, areas);
    expectClose(compared.z, z);
    expectClose(compared.pValue, pValue);
    // Small p values keep their digits.
    expectClose(compared.pValue / pValue, 1);
    expectClose((compared.upper - compared.lower) / 2 / compared.standardError, 1.959963984540054);
  });
});

const row = fc.tuple(fc.integer({ min: 0, max: 1 }), fc.integer({ min: -4, max: 4 }), fc.integer({ min: -4, max: 4 }));
const rows = fc
  .array(row, { minLength: 4, maxLength: 50 })
  .map((drawn) => [[0, 1, 2], [0, 2, 1], [1, 0, 1], [1, 3, 3], ...drawn] as [number, number, number][]);
const split = (all: [number, number, number][]) => [0, 1, 2].map((i) => all.map((each) => each[i]!)) as number[][];

test('the estimate is rocAuc; order of rows and of models, and monotone transforms, change nothing but signs', () => {
  fc.assert(
    fc.property(rows, (all) => {
      const [y, a, b] = split(all) as [number[], number[], number[]];
      expect(delongInterval(y, a).estimate).toBe(rocAuc(y, a));
      const compared = delongTest(y, a, b);
      const [ry, ra, rb] = split([...all].reverse()) as [number[], number[], number[]];
      expectClose(delongTest(ry, ra, rb).pValue, compared.pValue);
      const swapped = delongTest(y, b, a);
      expectClose(swapped.z, -compared.z);
      expectClose(swapped.pValue, compared.pValue);
      const cubed = a.map((value) => value ** 3 + 5);
      expect(delongTest(y, cubed, b)).toEqual(compared);
    }),
  );
});

test('models that rank alike do not differ; full separation has no variance', () => {
  const [y, s] = [
    [0, 0, 1, 1],
    [0.1, 0.4, 0.3, 0.9],
  ];
  expect(delongTest(y, s, s)).toMatchObject({ difference: 0, standardError: 0, z: 0, pValue: 1 });
  const apart = [1, 2, 3, 4];
  expect(delongInterval(y, apart)).toMatchObject({ estimate: 1, variance: 0, lower: 1, upper: 1 });
  expect(delongTest(y, apart, [4, 3, 2, 1])).toMatchObject({ difference: 1, z: Number.POSITIVE_INFINITY, pValue: 0 });
});

test('bad input', () => {
  expect(() => delongInterval([0, 0], [1, 2])).toThrow(SingleClassError);
  expect(() => delongInterval([0, 0, 1], [1, 2, 3])).toThrow(UndefinedMetricError);
  expect(() => delongInterval([0, 0, 1], [1, 2, 3])).toThrow('found 1 positives and 2 negatives');
  expect(() => delongInterval([0, 1], [1])).toThrow(ShapeMismatchError);
  expect(() => delongInterval([0, 1], [1, Number.NaN])).toThrow(InvalidValueError);
  expect(() => delongInterval([[0, 1]] as never, [[0, 1]] as never)).toThrow(ShapeMismatchError);
  expect(() => delongInterval([0, 0, 1, 1], [1, 2, 3, 4], { level: 1 })).toThrow(InvalidValueError);
  expect(() => delongTest([0, 0, 1, 1], [1, 2, 3, 4], [1, 2, 3])).toThrow('second has shape 3, expected 4');
});
