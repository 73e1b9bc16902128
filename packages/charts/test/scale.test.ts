import fc from 'fast-check';
import { expect, test } from 'vitest';
import { makeScale } from '../src/scale';

/** Numbers of every size, with either sign. */
const anySize = fc
  .tuple(fc.double({ min: -324, max: 308, noNaN: true }), fc.constantFrom(-1, 1))
  .map(([exponent, sign]) => sign * 10 ** exponent);
/** Sizes around the smallest that can be an axis. */
const tiny = fc.double({ min: -292, max: -288, noNaN: true }).map((exponent) => 10 ** exponent);

test.each([
  ['any', anySize],
  ['tiny', tiny],
])('an axis for %s numbers holds them all, also where one of its ends is given', (_, number) => {
  fc.assert(
    fc.property(number, number, fc.constantFrom('min', 'max', undefined), (one, other, end) => {
      const given = end === 'min' ? Math.min(one, other, 0) : Math.max(one, other, 0);
      const values = end === undefined ? [one, other] : [one];
      const { min, max, place, ticks } = makeScale('x', end === undefined ? {} : { [end]: given }, values, 6);
      expect([Number.isFinite(min), Number.isFinite(max), min < max]).toEqual([true, true, true]);
      // To less than what could be seen: an axis need not go on to the next tick for a rounding error.
      for (const value of values) expect(Math.abs(place(value) - 0.5)).toBeLessThan(0.5 + 1e-8);
      for (const tick of ticks) expect(Number.isFinite(tick.place)).toBe(true);
    }),
    { numRuns: 1000 },
  );
});

test('no axis ends where it starts, or as good as there', () => {
  for (const max of [-1, 0, 5e-324]) {
    expect(() => makeScale('x', { min: 0, max }, [], 6)).toThrow('x.max: found');
  }
});
