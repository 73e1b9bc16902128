import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { kaplanMeier, nelsonAalen } from '../src/index';
import { expectRelative } from './close';
import { curveCases, inputOf, nameOf, versions } from './nonparametric-cases';

describe.each(curveCases.map((one) => [nameOf(one), one] as const))(`equals ${versions}: %s`, (_, one) => {
  const { followUp, options } = inputOf(one);

  test.each(['nelson-aalen', 'fleming-harrington'] as const)('%s', (ties) => {
    for (const confidence of ['log', 'plain'] as const) {
      for (const curve of nelsonAalen(followUp, { ...options, ties, confidence })) {
        const { hazards, place } = one.curves.find(({ group }) => (group ?? 'all') === curve.group)!;
        const { cumulativeHazard, variance } = hazards[ties];
        const lower = hazards[ties][`${confidence}Lower`];
        const upper = hazards[ties][`${confidence}Upper`];
        for (const [i, at] of place.entries()) {
          expectRelative(curve.cumulativeHazard[at]!, cumulativeHazard[i]!, 1e-9, 1e-8, `hazard at ${at}`);
          expectRelative(curve.variance[at]!, variance[i]!, 1e-8, 1e-8, `variance at ${at}`);
          // R has no limits at a hazard of 0; ours are 0.
          expectRelative(curve.lower[at]!, lower[i] ?? 0, 1e-6, 1e-6, `${confidence} lower limit at ${at}`);
          expectRelative(curve.upper[at]!, upper[i] ?? 0, 1e-6, 1e-6, `${confidence} upper limit at ${at}`);
        }
      }
    }
  });
});

test('the hazard of a table of three times, by hand', () => {
  const followUp = { time: [1, 1, 2, 3, 3, 4], event: [1, 1, 0, 1, 1, 0] };
  const plain = nelsonAalen(followUp);
  expect(plain.time).toEqual([1, 2, 3, 4]);
  expect(plain.cumulativeHazard.map((hazard) => hazard.toFixed(6))).toEqual([
    '0.333333',
    '0.333333',
    '1.000000',
    '1.000000',
  ]);
  expect(plain.variance[0]).toBeCloseTo(2 / 36, 12);
  const oneByOne = nelsonAalen(followUp, { ties: 'fleming-harrington' });
  expect(oneByOne.cumulativeHazard[2]).toBeCloseTo(1 / 6 + 1 / 5 + 1 / 3 + 1 / 2, 12);
});

test('the columns of the table are those of Kaplan–Meier; without ties both kinds are the same', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.integer({ min: 0, max: 99 }), { minLength: 1 }), fc.integer(), (time, seed) => {
      const event = time.map((value) => Math.abs(value * 7 + seed) % 3 > 0);
      const curve = nelsonAalen({ time, event });
      const { atRisk, events, censored, cumulativeHazard } = kaplanMeier({ time, event });
      expect(curve).toMatchObject({ atRisk, events, censored, cumulativeHazard });
      expect(nelsonAalen({ time, event }, { ties: 'fleming-harrington' })).toEqual(curve);
    }),
  );
});

test.each<[string, object, string]>([
  ['unknown ties', { ties: 'efron' }, "ties: found \"efron\", expected 'nelson-aalen' or 'fleming-harrington'"],
  ['an unknown scale', { confidence: 'log-log' }, "confidence: found \"log-log\", expected 'log' or 'plain'"],
  ['a missing group', { groups: ['a', undefined] }, 'groups, row 1: found undefined'],
])('bad input: %s', (_, options, message) => {
  expect(() => nelsonAalen({ time: [1, 2], event: [1, 0] }, options as never)).toThrow(message);
});
