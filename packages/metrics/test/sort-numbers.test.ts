import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { seededRandom } from '../src/random';
import { sortNumbers } from '../src/sort-numbers';

/** Bytes, so that a failure is found at once and −0 … is made 0 first: the two are equal to the sort. */
function bytesOf(values: Float64Array): Buffer {
  return Buffer.from(values.map((value) => value + 0).buffer);
}

function expectSorted(values: Float64Array): void {
  const expected = values.map((value) => value + 0).sort();
  expect(bytesOf(sortNumbers(values.slice())).equals(bytesOf(expected))).toBe(true);
}

const finite = fc.double({ noNaN: true, noDefaultInfinity: true });

test('any finite numbers, few or many, come out in order', () => {
  fc.assert(fc.property(fc.float64Array({ noNaN: true, noDefaultInfinity: true, maxLength: 50 }), expectSorted));
  const many = fc.tuple(fc.array(finite, { minLength: 1, maxLength: 40 }), finite, fc.integer());
  fc.assert(
    fc.property(many, ([some, scale, seed]) => {
      // Thousands of numbers in crowds around a few.
      const random = seededRandom(seed);
      const width = scale / 2 ** 32 / 4;
      const around = () => some[random() % some.length]! / 2 + random() * width;
      expectSorted(Float64Array.from({ length: 5_000 }, around));
    }),
  );
});

const uniform = (() => {
  const random = seededRandom(1);
  return () => (random() + 0.5) / 2 ** 32;
})();

test.each<[string, () => number]>([
  ['uniform', uniform],
  ['scores of a rare label', () => 1 / (1 + Math.exp(9 - 5 * Math.log(uniform() / (1 - uniform()))))],
  ['three hundred powers of ten', () => 10 ** (-300 * uniform())],
  ['ties', () => Math.round(20 * uniform()) / 20],
  ['both ends of the doubles', () => (uniform() < 0.5 ? -1 : 1) * Number.MAX_VALUE * uniform()],
  ['the smallest doubles', () => Number.MIN_VALUE * Math.floor(1000 * uniform())],
  ['neighbouring doubles', () => 1 + Number.EPSILON * Math.floor(5000 * uniform())],
  ['all equal', () => 0.25],
  ['zeros of both signs', () => (uniform() < 0.5 ? -0 : 0)],
  ['one outlier far away', () => (uniform() < 1e-4 ? 1e300 : uniform())],
])('%s', (_, draw) => expectSorted(Float64Array.from({ length: 30_000 }, draw)));
