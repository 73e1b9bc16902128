import { expect, test } from 'vitest';
import { InvalidValueError } from '../src/index';
import { seededRandom, xoshiro128 } from '../src/random';

test('xoshiro128** gives the numbers of the reference C program for the state 1, 2, 3, 4', () => {
  const random = xoshiro128([1, 2, 3, 4]);
  expect(Array.from({ length: 10 }, random)).toEqual([
    11520, 0, 5927040, 70819200, 2031721883, 1637235492, 1287239034, 3734860849, 3729100597, 4258142804,
  ]);
});

test('a seed gives its own numbers, an unusable one an error', () => {
  const first = (seed: number) => Array.from({ length: 3 }, seededRandom(seed));
  expect(first(1)).toEqual(first(1));
  const different = new Set([0, 1, -1, 2 ** 32, 2 ** 40].map((seed) => first(seed).join()));
  expect(different.size).toBe(5);
  expect(() => seededRandom(0.5)).toThrow(InvalidValueError);
});
