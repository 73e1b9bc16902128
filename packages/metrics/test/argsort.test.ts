import fc from 'fast-check';
import { expect, test } from 'vitest';
import { argsort } from '../src/argsort';

/** Long enough for the radix sort, with every kind of double. */
const long = fc
  .tuple(fc.array(fc.double({ noNaN: true, noDefaultInfinity: true }), { minLength: 5, maxLength: 50 }), fc.nat())
  .map(([values, start]) => Float64Array.from({ length: 3000 }, (_, i) => values[(start + i * i) % values.length]!));

test('equals a stable comparison sort', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        long,
        long.map((values) => values.subarray(0, 100)),
        long.map((v) => v.map(Math.fround)),
      ),
      (values) => {
        fc.pre(values.every(Number.isFinite));
        const expected = Array.from(values, (_, i) => i).sort((a, b) => values[a]! - values[b]! || a - b);
        expect(Array.from(argsort(values))).toEqual(expected);
      },
    ),
    { numRuns: 60 },
  );
});

test('0 and −0 are equal and keep their order', () => {
  const values = Float64Array.from({ length: 4096 }, (_, i) => (i % 2 === 0 ? 0 : -0));
  expect(Array.from(argsort(values))).toEqual(Array.from(values, (_, i) => i));
});
