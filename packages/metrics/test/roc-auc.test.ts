import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { rocAuc, SingleClassError } from '../src/index';
import { expectAllClose, expectClose, oracle, oracleCases } from './oracle';

describe(`rocAuc equals ${oracle.oracle}`, () => {
  test.each(oracleCases)('$name', ({ y, s, sampleWeight, values }) => {
    const options = { sampleWeight, singleClass: 'omit' } as const;
    if (values.rocAucPerLabel.every((area) => area === null)) return;
    expectAllClose(rocAuc(y, s, { ...options, average: null }), values.rocAucPerLabel);
    // The oracle's averages are over the labels that have both classes.
    expectClose(rocAuc(y, s, options), values.rocAuc.macro!);
    expectClose(rocAuc(y, s, { ...options, average: 'weighted' }), values.rocAuc.weighted!);
    if (values.rocAucPerLabel.includes(null)) return;
    expectClose(rocAuc(y, s, { ...options, average: 'micro' }), values.rocAuc.micro!);
  });
});

const label = fc.integer({ min: 0, max: 1 });
// Coarse scores, so that ties are common; negative ones and −0 occur.
const score = fc.oneof(
  fc.integer({ min: -3, max: 3 }).map((v) => v / 2),
  fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e3, max: 1e3 }),
);
const pairs = fc
  .array(fc.tuple(label, score), { minLength: 2, maxLength: 60 })
  .filter((rows) => rows.some(([y]) => y === 1) && rows.some(([y]) => y === 0));
const split = (rows: [number, number][]) => [rows.map(([y]) => y), rows.map(([, s]) => s)] as const;

describe('properties', () => {
  test('is the share of pairs in which the positive scores higher, ties one half', () => {
    fc.assert(
      fc.property(pairs, (rows) => {
        let wins = 0;
        let count = 0;
        for (const [yi, si] of rows) {
          for (const [yj, sj] of rows) {
            if (yi !== 1 || yj !== 0) continue;
            wins += si > sj ? 1 : si === sj ? 0.5 : 0;
            count++;
          }
        }
        expect(rocAuc(...split(rows))).toBe(wins / count);
      }),
    );
  });

  test('negated scores, or swapped labels, give 1 − AUROC', () => {
    fc.assert(
      fc.property(pairs, (rows) => {
        const [y, s] = split(rows);
        const area = rocAuc(y, s);
        expect(
          rocAuc(
            y,
            s.map((v) => -v),
          ),
        ).toBeCloseTo(1 - area, 12);
        expect(
          rocAuc(
            y.map((v) => 1 - v),
            s,
          ),
        ).toBeCloseTo(1 - area, 12);
      }),
    );
  });

  test('only the order of the scores matters', () => {
    fc.assert(
      fc.property(pairs, (rows) => {
        const [y, s] = split(rows);
        const distinct = [...new Set(s.map((v) => v + 0))].sort((a, b) => a - b);
        expect(
          rocAuc(
            y,
            s.map((v) => distinct.indexOf(v + 0) ** 3),
          ),
        ).toBe(rocAuc(y, s));
      }),
    );
  });

  test('the order of the rows and their duplication do not matter', () => {
    fc.assert(
      fc.property(pairs, (rows) => {
        const area = rocAuc(...split(rows));
        expect(rocAuc(...split([...rows].reverse()))).toBe(area);
        expect(rocAuc(...split([...rows, ...rows]))).toBe(area);
      }),
    );
  });

  test('a whole weight is as good as repeated rows, and weight 0 as a missing row', () => {
    fc.assert(
      fc.property(pairs, fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 60, maxLength: 60 }), (rows, counts) => {
        const repeated = rows.flatMap((row, i) => Array<[number, number]>(counts[i]!).fill(row));
        fc.pre(new Set(repeated.map(([y]) => y)).size === 2);
        const [y, s] = split(rows);
        expectClose(rocAuc(y, s, { sampleWeight: counts.slice(0, rows.length) }), rocAuc(...split(repeated)));
      }),
    );
  });

  test('reordered labels give reordered figures and the same mean', () => {
    fc.assert(
      fc.property(pairs, (rows) => {
        const [y, s] = split(rows);
        const two = [y.map((v) => [v, 1 - v]), s.map((v) => [v, v * v])] as const;
        const swapped = two.map((table) => table.map(([a, b]) => [b!, a!])) as [number[][], number[][]];
        const areas = rocAuc(...two, { average: null });
        expect(rocAuc(...swapped, { average: null })).toEqual([...areas].reverse());
        expectClose(rocAuc(...swapped), rocAuc(...two));
        expectClose(rocAuc(...two), (areas[0]! + areas[1]!) / 2);
      }),
    );
  });
});

describe('labels of one class', () => {
  const y = [
    [0, 1, 0],
    [0, 0, 1],
    [0, 1, 1],
  ];
  const s = [
    [0.1, 0.2, 0.3],
    [0.4, 0.1, 0.2],
    [0.3, 0.9, 0.4],
  ];

  test('throw by default, naming the column', () => {
    expect(() => rocAuc(y, s)).toThrow(SingleClassError);
    expect(() => rocAuc(y, s)).toThrow('yTrue, column 0: every label is 0 (3 rows)');
    expect(() => rocAuc([1, 1], [0.1, 0.2])).toThrow('yTrue: every label is 1 (2 rows)');
  });

  test("are left out with 'omit', and NaN in the list", () => {
    const omit = { singleClass: 'omit' } as const;
    expect(rocAuc(y, s, { ...omit, average: null })).toEqual([Number.NaN, 1, 0.5]);
    expect(rocAuc(y, s, omit)).toBe(0.75);
    expect(rocAuc(y, s, { ...omit, average: 'weighted' })).toBe(0.75);
    expect(rocAuc([0, 0], [0.1, 0.2], { ...omit, average: null })).toEqual([Number.NaN]);
  });

  test('throw in spite of omit when no label is left, and for micro when all entries agree', () => {
    expect(() => rocAuc([0, 0], [0.1, 0.2], { singleClass: 'omit' })).toThrow(SingleClassError);
    expect(() => rocAuc([[1], [1]], [[0.1], [0.2]], { average: 'micro' })).toThrow(SingleClassError);
  });

  test('rows of weight 0 do not count', () => {
    expect(() => rocAuc([0, 1, 1], [0.1, 0.2, 0.3], { sampleWeight: [0, 1, 1] })).toThrow(SingleClassError);
  });
});

test('typed arrays, flat and in rows, give the same', () => {
  const y = new Uint8Array([0, 1, 0, 1]);
  const s = new Float32Array([0.1, 0.4, 0.35, 0.8]);
  expect(rocAuc(y, s)).toBe(1);
  expect(rocAuc(y, s, { average: null })).toEqual([1]);
  expect(
    rocAuc(
      Array.from(y, (v) => [v]),
      Array.from(s, (v) => new Float32Array([v])),
    ),
  ).toBe(1);
});
