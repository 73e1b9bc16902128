import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { binaryCrossentropy } from '../../src/index';
import { entriesAndGradient, expectAllNear, LOSSES, type LossName, useCpu, valuesOf } from './losses';

beforeAll(useCpu);

const row = fc.tuple(
  fc.tuple(fc.constantFrom(0, 1), fc.constantFrom(0, 1)),
  fc.tuple(fc.float({ noNaN: true, min: -20, max: 20 }), fc.float({ noNaN: true, min: -20, max: 20 })),
);
const batch = fc.array(row, { minLength: 1, maxLength: 5 }).map((rows) => ({
  y: rows.map(([labels]) => [...labels]),
  x: rows.map(([, logits]) => [...logits]),
}));
const NAMES: LossName[] = ['bce', 'focal', 'asymmetric'];

/** Values and gradients are the same, whatever the batch. */
function expectSame(a: { name: LossName; options: object }, b: { name: LossName; options: object }): void {
  fc.assert(
    fc.property(batch, ({ y, x }) => {
      const [first, second] = [a, b].map(({ name, options }) =>
        entriesAndGradient(LOSSES[name]({ ...options, reduction: 'none' }), y, x),
      );
      expectAllNear(first!.entries, second!.entries);
      expectAllNear(first!.gradient, second!.gradient);
    }),
    { seed: 1, numRuns: 30 },
  );
}

describe('one loss is another', () => {
  test('focal with γ = 0 and no α is cross-entropy', () => {
    expectSame({ name: 'focal', options: { gamma: 0, alpha: null } }, { name: 'bce', options: {} });
  });

  test.each([true, false])('asymmetric with 0, 0 and no margin is cross-entropy, detachFocus %s', (detachFocus) => {
    const options = { gammaNegative: 0, gammaPositive: 0, clip: 0, detachFocus };
    expectSame({ name: 'asymmetric', options }, { name: 'bce', options: {} });
  });

  test('asymmetric with equal exponents and no margin is focal without α', () => {
    const options = { gammaNegative: 2, gammaPositive: 2, clip: 0, detachFocus: false };
    expectSame({ name: 'asymmetric', options }, { name: 'focal', options: { gamma: 2, alpha: null } });
  });

  test('positive weights of 1, or one for all labels, are what they say', () => {
    expectSame({ name: 'bce', options: { positiveWeights: [1, 1] } }, { name: 'bce', options: {} });
    expectSame({ name: 'bce', options: { positiveWeights: 7 } }, { name: 'bce', options: { positiveWeights: [7, 7] } });
  });

  test('cross-entropy is the metric of the same name', () => {
    fc.assert(
      fc.property(batch, fc.double({ noNaN: true, min: 0, max: 1 }), ({ y, x }, labelSmoothing) => {
        const expected = binaryCrossentropy(y, x, { fromLogits: true, labelSmoothing });
        expectAllNear(valuesOf(LOSSES.bce({ labelSmoothing }), y, x), [expected]);
      }),
      { seed: 2, numRuns: 30 },
    );
  });
});

describe.each(NAMES)('%s', (name) => {
  test('weights of 1 change nothing; a weight of 2 counts as two samples', () => {
    fc.assert(
      fc.property(batch, ({ y, x }) => {
        const plain = LOSSES[name]();
        expectAllNear(
          valuesOf(
            plain,
            y,
            x,
            y.map(() => 1),
          ),
          valuesOf(plain, y, x),
        );
        const sum = LOSSES[name]({ reduction: 'sum' });
        const twice = [...y, y[0]!];
        const weights = y.map((_, i) => (i === 0 ? 2 : 1));
        expectAllNear(valuesOf(sum, y, x, weights), valuesOf(sum, twice, [...x, x[0]!]));
      }),
      { seed: 3, numRuns: 30 },
    );
  });

  test('a sample of weight 0 has no gradient, and still counts in the mean, as in Keras', () => {
    const [y, x] = [
      [[1], [0]],
      [[-1], [2]],
    ];
    const first = valuesOf(LOSSES[name]({ reduction: 'sum' }), [y![0]], [x![0]])[0]!;
    expectAllNear(valuesOf(LOSSES[name](), y, x, [1, 0]), [first / 2]);
    expectAllNear(valuesOf(LOSSES[name](), y, x, [3, 0]), [(3 * first) / 2]);
  });

  test('the mean of batches is the mean of the whole', () => {
    const y = [[1], [0], [1], [0]];
    const x = [[0.5], [-0.3], [-2], [1]];
    const weights = [1, 2, 0.5, 4];
    const part = (from: number, to: number) =>
      valuesOf(LOSSES[name](), y.slice(from, to), x.slice(from, to), weights.slice(from, to))[0]!;
    expectAllNear(valuesOf(LOSSES[name](), y, x, weights), [(part(0, 2) + part(2, 4)) / 2]);
  });

  test('reductions are the sum and mean of the entries, without and with weights', () => {
    fc.assert(
      fc.property(batch, fc.boolean(), ({ y, x }, isWeighted) => {
        const weights = isWeighted ? y.map((_, i) => i / 2) : undefined;
        const entries = valuesOf(LOSSES[name]({ reduction: 'none' }), y, x, weights);
        expect(entries).toHaveLength(2 * y.length);
        const sum = entries.reduce((a, b) => a + b);
        expectAllNear(valuesOf(LOSSES[name]({ reduction: 'sum' }), y, x, weights), [sum], 1e-6);
        expectAllNear(valuesOf(LOSSES[name](), y, x, weights), [sum / entries.length], 1e-6);
      }),
      { seed: 4, numRuns: 30 },
    );
  });

  test('what is not known is left out of value, mean and gradient', () => {
    const y = [
      [1, Number.NaN],
      [Number.NaN, Number.NaN],
      [0, 1],
    ];
    const x = [
      [1, 2],
      [3, 4],
      [5, -6],
    ];
    const known = valuesOf(LOSSES[name](), [1, 0, 1], [1, 5, -6]);
    expectAllNear(valuesOf(LOSSES[name]({ ignoreNaN: true }), y, x), known);
    const { entries, gradient } = entriesAndGradient(LOSSES[name]({ ignoreNaN: true, reduction: 'none' }), y, x);
    expect([entries[1], entries[2], entries[3]]).toEqual([0, 0, 0]);
    expect([gradient[1], gradient[2], gradient[3]].map((value) => value! + 0)).toEqual([0, 0, 0]);
    expect(valuesOf(LOSSES[name]({ ignoreNaN: true }), [Number.NaN], [1])).toEqual([0]);
    // Without the option it is seen.
    expect(valuesOf(LOSSES[name](), y, x)).toEqual([Number.NaN]);
  });

  test('probabilities give what their logits give, and stay finite at 0 and 1', () => {
    fc.assert(
      fc.property(batch, ({ y, x }) => {
        const clipped = x.map((row) => row.map((logit) => Math.max(-8, Math.min(8, logit))));
        const p = clipped.map((row) => row.map((logit) => 1 / (1 + Math.exp(-logit))));
        const [fromLogits, other] = [{}, { fromLogits: false }].map((options) => valuesOf(LOSSES[name](options), y, p));
        expect(fromLogits).not.toEqual(other);
        const found = valuesOf(LOSSES[name]({ fromLogits: false, reduction: 'none' }), y, p);
        // A float32 probability near 1 holds fewer digits of its logit.
        valuesOf(LOSSES[name]({ reduction: 'none' }), y, clipped).forEach((expected, i) => {
          expect(Math.abs(found[i]! - expected)).toBeLessThan(2e-3 * expected + 1e-9);
        });
      }),
      { seed: 6, numRuns: 30 },
    );
    const certain = entriesAndGradient(LOSSES[name]({ fromLogits: false, reduction: 'none' }), [[0, 1]], [[1, 0]]);
    expect([...certain.entries, ...certain.gradient].every(Number.isFinite)).toBe(true);
  });
});
