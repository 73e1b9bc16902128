import { expect, test } from 'vitest';
import { coverage, DESIGNS } from './coverage';

/** scripts/simulate-cox-coverage.ts draws 10,000 of each. */
const COHORTS = 300;

/**
 * Fewest and most of 300 cohorts, if each interval covers with a probability of 0.94 to 0.96: outside there are at most 1e-5 of
 * the binomial distributions (R: qbinom(5e-6, 300, 0.94), qbinom(1 - 5e-6, 300, 0.96)).
 */
const LIMITS = [261, 299] as const;

test.each(DESIGNS.map((design, i) => [design.name, design, i] as const))('%s', (_, design, seed) => {
  for (const count of coverage(design, COHORTS, seed).covered) {
    expect(count).toBeGreaterThanOrEqual(LIMITS[0]);
    expect(count).toBeLessThanOrEqual(LIMITS[1]);
  }
});
