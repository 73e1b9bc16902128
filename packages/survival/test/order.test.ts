import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { ascendingOrder } from '../src/order';

test('rows by group, within it by value, equal ones in their order', () => {
  const number = fc.oneof(fc.integer({ min: -3, max: 3 }), fc.double({ noNaN: true, noDefaultInfinity: true }));
  const row = fc.record({ value: number, group: fc.integer({ min: 0, max: 2 }) });
  fc.assert(
    fc.property(fc.array(row), (rows) => {
      const values = Float64Array.from(rows, ({ value }) => value);
      const group = Uint32Array.from(rows, (one) => one.group);
      const expected = rows.map((_, at) => at).sort((a, b) => group[a]! - group[b]! || values[a]! - values[b]!);
      expect(Array.from(ascendingOrder(values, group, 3))).toEqual(expected);
      const without = rows.map((_, at) => at).sort((a, b) => values[a]! - values[b]!);
      expect(Array.from(ascendingOrder(values, group.fill(0), 1))).toEqual(without);
    }),
  );
});
