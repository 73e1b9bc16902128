import fc from 'fast-check';
import { expect, test } from 'vitest';
import { histogram } from '../src/histogram';

test('a bin holds its lower edge, the last one both', () => {
  const { edges, counts } = histogram([[0, 0.1, 0.2, 0.3, 0.3, 0.99, 1], []], 0, 1, 10);
  expect(edges).toHaveLength(11);
  expect(counts).toEqual([[1, 1, 1, 2, 0, 0, 0, 0, 0, 2], new Array(10).fill(0)]);
});

test('every value within the ends lies in one bin, between its edges', () => {
  const value = fc.double({ min: -1, max: 1, noNaN: true });
  fc.assert(
    fc.property(fc.array(value), fc.integer({ min: 1, max: 50 }), (values, bins) => {
      const { edges, counts } = histogram([values], -1, 1, bins);
      const expected = new Array<number>(bins).fill(0);
      for (const value of values) {
        const bin = edges.findIndex(
          (edge, i) => i < bins && value >= edge && (value < edges[i + 1]! || i === bins - 1),
        );
        expected[bin]!++;
      }
      expect(counts[0]).toEqual(expected);
    }),
  );
});
