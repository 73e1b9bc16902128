import { expect } from 'vitest';

/** Equal within a relative tolerance; below `floor` within floor × tolerance. */
export function expectRelative(found: number, expected: number, tolerance: number, floor = 1e-8, what = ''): void {
  const scale = Math.max(Math.abs(expected), floor);
  if (Object.is(found, expected) || Math.abs(found - expected) <= tolerance * scale) return;
  expect.fail(`${what} ${found}, expected ${expected} to ${tolerance}`);
}

/** The same of lists; the floor is that of the list's largest number unless given. */
export function expectAllRelative(
  found: ArrayLike<number>,
  expected: readonly number[],
  tolerance: number,
  what = '',
  floor = 1e-3 * Math.max(...expected.map(Math.abs), 1e-12),
): void {
  expect(found.length, `length of ${what}`).toBe(expected.length);
  for (const [i, value] of expected.entries()) expectRelative(found[i]!, value, tolerance, floor, `${what}[${i}]`);
}
