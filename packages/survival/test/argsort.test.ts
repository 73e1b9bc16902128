import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { argsort } from '../src/argsort';

/** Numbers of many kinds, each kind repeated to beyond the length from which the radix sort is used. */
const values = fc
  .tuple(
    fc.constantFrom<(seed: number) => number>(
      (seed) => seed,
      (seed) => Math.round(seed * 50),
      (seed) => Math.exp(200 * seed - 100),
      (seed) => 1.6e12 + seed,
      (seed) => (seed - 0.5) * Number.MAX_VALUE * 1.9,
      (seed) => (seed < 0.5 ? 1 : 1e15 + Math.round(seed * 1e4)),
      (seed) => (seed < 0.3 ? -0 : seed < 0.6 ? 0 : -seed),
      () => 7,
    ),
    fc.integer({ min: 0, max: 2 ** 31 - 1 }),
    fc.constantFrom(0, 1, 5, 2047, 2048, 5000),
  )
  .map(([of, seed, length]) => {
    let state = seed;
    return Float64Array.from({ length }, () => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      return of(state / 2 ** 32);
    });
  });

test('orders as a stable comparison sort', () => {
  fc.assert(
    fc.property(values, (numbers) => {
      const expected = Uint32Array.from(numbers.keys()).sort((a, b) => numbers[a]! - numbers[b]! || a - b);
      expect(argsort(numbers)).toEqual(expected);
    }),
    { numRuns: 200 },
  );
});
