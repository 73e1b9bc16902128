import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import {
  groupKFold,
  kFold,
  multilabelStratifiedKFold,
  type Split,
  stratifiedGroupKFold,
  stratifiedKFold,
} from '../../src/index';
import { examplesDistribution, labelDistribution } from './measures';

const fixture = JSON.parse(readFileSync(new URL('../fixtures/splits.json', import.meta.url), 'utf8'));

/** The fold in which each sample is tested on. */
const foldOf = (splits: Split[]) => {
  const folds: number[] = [];
  for (const [fold, { test: positions }] of splits.entries()) for (const at of positions) folds[at] = fold;
  return folds;
};

type Case<T> = T & { name: string; folds: number; expected: number[] };

describe(`as ${fixture.made}`, () => {
  test.each(fixture.kFold as { n: number; folds: number; expected: number[] }[])(
    'KFold of $n, $folds folds',
    ({ n, folds, expected }) => {
      expect(foldOf(kFold(n, { folds }))).toEqual(expected);
    },
  );

  test.each(fixture.stratified as Case<{ labels: (number | string)[] }>[])(
    'StratifiedKFold: $name, $folds folds',
    ({ labels, folds, expected }) => {
      expect(foldOf(stratifiedKFold(labels, { folds }))).toEqual(expected);
    },
  );

  test.each(fixture.group as Case<{ groups: (number | string)[] }>[])(
    'GroupKFold: $name, $folds folds',
    ({ groups, folds, expected }) => {
      expect(foldOf(groupKFold(groups, { folds }))).toEqual(expected);
    },
  );

  test.each(fixture.stratifiedGroup as Case<{ labels: number[]; groups: number[] }>[])(
    'StratifiedGroupKFold: $name, $folds folds',
    ({ labels, groups, folds, expected }) => {
      expect(foldOf(stratifiedGroupKFold(labels, groups, { folds }))).toEqual(expected);
    },
  );
});

describe.each(fixture.iterative as Case<{ rows: string[]; labelDistribution: number; examplesDistribution: number }>[])(
  'iterative stratification: $name, $folds folds',
  ({ rows: texts, folds, expected, ...measures }) => {
    const rows = texts.map((text) => Uint8Array.from(text, Number));

    test('is the algorithm of the paper', () => {
      const splits = multilabelStratifiedKFold(rows, { folds });
      expect(foldOf(splits)).toEqual(expected);
      expect(labelDistribution(rows, splits)).toBeCloseTo(measures.labelDistribution, 12);
      expect(examplesDistribution(rows, splits)).toBeCloseTo(measures.examplesDistribution, 12);
    });

    test('has labels more alike than random folds have, and sizes nearly equal', () => {
      const seeds = Array.from({ length: 20 }, (_, seed) => ({ folds, shuffle: true, seed }));
      const mean = (distance: (how: (typeof seeds)[number]) => number) =>
        seeds.reduce((sum, how) => sum + distance(how) / seeds.length, 0);
      const own = mean((how) => labelDistribution(rows, multilabelStratifiedKFold(rows, how)));
      expect(own).toBeLessThan(0.6 * mean((how) => labelDistribution(rows, kFold(rows, how))));
      expect(mean((how) => examplesDistribution(rows, multilabelStratifiedKFold(rows, how)))).toBeLessThan(2);
    });
  },
);
