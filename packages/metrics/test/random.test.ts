import { expect, test } from 'vitest';
import { InvalidValueError } from '../src/index';
import { seededRandom, xoshiro128 } from '../src/random';

test("xoshiro128** gives the reference implementation's numbers", () => {
  const random = xoshiro128([1, 2, 3, 4]);
  expect(Array.from({ length: 10 }, random)).toEqual([
    11520, 0, 5927040, 70819200, 2031721883, 1637235492, 1287239034, 3734860849, 3729100597, 4258142804,
  ]);
});

test('a seed fixes the sequence; negative and large seeds differ from small ones', () => {
  const first = (seed: number) => Array.from({ length: 4 }, seededRandom(seed)).join();
  expect(first(1)).toBe(first(1));
  const seeds = [0, 1, 2, -1, 2 ** 32, 2 ** 32 + 1, Number.MAX_SAFE_INTEGER];
  expect(new Set(seeds.map(first)).size).toBe(seeds.length);
  expect(() => seededRandom(Number.NaN)).toThrow(InvalidValueError);
});
