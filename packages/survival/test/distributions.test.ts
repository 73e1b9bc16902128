import { expect, test } from 'vitest';
import { chiSquareUpper, normalCdf, normalQuantile, twoSidedP } from '../src/distributions';
import { expectRelative } from './close';
import oracle from './fixtures/distributions.json';

const TINY = 1e-300;

test.each(oracle.z.map((z, i) => [z, oracle.twoSided[i]!]))('two-sided p of z = %d', (z, p) => {
  expectRelative(twoSidedP(z), p, 1e-12, TINY);
  expect(twoSidedP(-z)).toBe(twoSidedP(z));
  expectRelative(normalCdf(-z), p / 2, 1e-12, TINY);
  expectRelative(normalCdf(z), 1 - p / 2, 1e-14);
});

test.each(oracle.p.map((p, i) => [p, oracle.quantile[i]!]))('quantile of %d', (p, z) => {
  expectRelative(normalQuantile(p), z, 1e-9, 1);
});

test.each(oracle.x.map((x, i) => [x, oracle.df[i]!, oracle.upper[i]!]))('χ² above %d with %d df', (x, df, p) => {
  expectRelative(chiSquareUpper(x, df), p, 1e-10, TINY);
});

test('ends', () => {
  expect([chiSquareUpper(0, 3), chiSquareUpper(Infinity, 3), twoSidedP(0), twoSidedP(Infinity)]).toEqual([1, 0, 1, 0]);
});
