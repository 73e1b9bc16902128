import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { binaryCrossentropy, InvalidValueError } from '../src/index';
import { expectAllClose, expectClose, oracle, oracleCases } from './oracle';

describe(`of probabilities equals log_loss of ${oracle.oracle}`, () => {
  test.each(oracleCases)('$name', ({ y, s, sampleWeight, values }) => {
    const expected = values.logLossPerLabel;
    expectAllClose(binaryCrossentropy(y, s, { sampleWeight, average: null }), expected);
    expectClose(binaryCrossentropy(y, s, { sampleWeight }), expected.reduce((a, b) => a + b) / expected.length);
  });
});

describe(`of logits equals ${oracle.oracleOfLogits}`, () => {
  test.each(oracleCases)('$name', ({ y, s, sampleWeight, values }) => {
    const logits = s.map((row) => row.map((score) => 20 * (score - 0.5)));
    expectClose(binaryCrossentropy(y, logits, { sampleWeight, fromLogits: true }), values.logLossOfLogits);
  });

  test('extreme logits do not overflow', () => {
    const { logits, loss, smoothed } = oracle.extremeLogits;
    for (const [label, expected] of [loss['0'], loss['1']].entries()) {
      for (const [i, logit] of logits.entries()) {
        const found = binaryCrossentropy([label], [logit], { fromLogits: true });
        expectClose(found, expected[i]!);
      }
    }
    const ones = logits.map(() => 1);
    expectClose(binaryCrossentropy(ones, logits, { fromLogits: true, labelSmoothing: 0.1 }), smoothed);
  });
});

test('a small loss keeps its digits: ln(1 + e^−40) is e^−40 to 17 digits', () => {
  const found = binaryCrossentropy([1, 0], [40, -40], { fromLogits: true, average: null });
  expect(found[0]! / Math.exp(-40)).toBeCloseTo(1, 14);
});

test('logits and their sigmoids agree', () => {
  const row = fc.tuple(fc.integer({ min: 0, max: 1 }), fc.double({ noNaN: true, min: -12, max: 12 }));
  fc.assert(
    fc.property(fc.array(row, { minLength: 1 }), fc.double({ noNaN: true, min: 0, max: 1 }), (rows, labelSmoothing) => {
      const y = rows.map(([label]) => label);
      const logits = rows.map(([, logit]) => logit);
      const probabilities = logits.map((x) => 1 / (1 + Math.exp(-x)));
      expect(binaryCrossentropy(y, logits, { fromLogits: true, labelSmoothing })).toBeCloseTo(
        binaryCrossentropy(y, probabilities, { labelSmoothing }),
        8,
      );
    }),
  );
});

test('a wrong answer of full confidence costs −ln epsilon', () => {
  expectClose(binaryCrossentropy([1], [0]), -Math.log(1e-7));
  expectClose(binaryCrossentropy([0], [1], { epsilon: 1e-3 }), -Math.log(1e-3));
});

test.each([
  ['a probability above 1', [0, 1], [0.5, 1.1], {}],
  ['a negative probability', [0, 1], [0.5, -0.1], {}],
  ['an infinite logit', [0, 1], [0.5, Number.POSITIVE_INFINITY], { fromLogits: true }],
  ['label smoothing above 1', [0, 1], [0.5, 0.5], { labelSmoothing: 1.5 }],
  ['epsilon 0', [0, 1], [0.5, 0.5], { epsilon: 0 }],
])('%s is an error', (_, y, s, options) => {
  expect(() => binaryCrossentropy(y, s, options)).toThrow(InvalidValueError);
});
