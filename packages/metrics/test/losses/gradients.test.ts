import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { entriesAndGradient, expectAllNear, LOSSES, useCpu, valuesOf } from './losses';

beforeAll(useCpu);

const BALANCED = { positiveWeights: [3, 0.5], labelSmoothing: 0.1, reduction: 'none' } as const;

describe('gradients equal finite differences', () => {
  // Differences of float32 losses: a wide step, and two digits less than they have.
  const STEP = 1 / 64;
  const entry = fc.tuple(fc.constantFrom(0, 1), fc.integer({ min: -6 * 64, max: 6 * 64 }));

  test.each([
    ['cross-entropy', LOSSES.bce(BALANCED)],
    ['focal', LOSSES.focal({ reduction: 'none' })],
    ['focal with γ below 1', LOSSES.focal({ gamma: 0.5, reduction: 'none' })],
    ['asymmetric', LOSSES.asymmetric({ clip: 0.03, detachFocus: false, reduction: 'none' })],
    ['asymmetric without margin', LOSSES.asymmetric({ clip: 0, detachFocus: false, reduction: 'none' })],
  ])('%s', (_, loss) => {
    fc.assert(
      fc.property(fc.array(fc.tuple(entry, entry), { minLength: 1, maxLength: 6 }), (rows) => {
        const y = rows.map((row) => row.map(([label]) => label));
        // Odd multiples of half a step of the grid: never at the kink of the margin, ln(0.03 / 0.97) = −3.476.
        const x = rows.map((row) => row.map(([, logit]) => (logit + 0.5) / 64));
        const { gradient } = entriesAndGradient(loss, y, x);
        const at = (by: number) =>
          valuesOf(
            loss,
            y,
            x.map((row) => row.map((value) => value + by)),
          );
        const [above, below] = [at(STEP), at(-STEP)];
        const isAtKink = (value: number) => Math.abs(value - Math.log(0.03 / 0.97)) < 2 * STEP;
        x.flat().forEach((value, i) => {
          if (isAtKink(value)) return;
          const expected = (above[i]! - below[i]!) / (2 * STEP);
          expect(Math.abs(gradient[i]! - expected)).toBeLessThan(2e-3 * Math.abs(expected) + 1e-4);
        });
      }),
      { seed: 5, numRuns: 50 },
    );
  });
});

test.each(['bce', 'focal', 'asymmetric'] as const)(
  '%s: no NaN at any logit, and the gradient of what is wrong',
  (name) => {
    const loss = LOSSES[name]({ reduction: 'none', detachFocus: false, gamma: 0.5, gammaPositive: 0.5 });
    const logits = [-1e4, -104, -88, -50, -1e-38, 0, 1e-38, 17, 50, 88, 104, 1e4];
    for (const label of [0, 1]) {
      const found = entriesAndGradient(
        loss,
        logits.map(() => [label]),
        logits.map((x) => [x]),
      );
      expect([...found.entries, ...found.gradient].every(Number.isFinite)).toBe(true);
      const most = label === 1 ? 0 : logits.length - 1;
      const least = logits.length - 1 - most;
      expect(found.entries[least]).toBe(0);
      expect(Math.abs(found.gradient[least]!)).toBe(0);
      // Cross-entropy's slope where everything is wrong is ∓1; the margin keeps 1 − p_m from 0, and so has no slope there.
      const slope = name === 'asymmetric' && label === 0 ? 0 : name === 'focal' ? 0.25 + 0.5 * (1 - label) : 1;
      expect(found.gradient[most]).toBeCloseTo((1 - 2 * label) * slope, 6);
    }
  },
);

test('the gradient at a logit of 0, where zero-initialised heads start, is ½ − y', () => {
  // Autodiff of max(x, 0) − x y + ln(1 + e^−|x|) has 0 − y here.
  const { gradient } = entriesAndGradient(LOSSES.bce({ reduction: 'none' }), [[0, 1]], [[0, 0]]);
  expectAllNear(gradient, [0.5, -0.5]);
});
