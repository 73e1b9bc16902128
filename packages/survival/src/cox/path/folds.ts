import type { Cohort } from '../../cohort';
import { InvalidValueError, ShapeMismatchError } from '../../errors';
import { seededRandom, shuffle } from '../../random';

/**
 * Folds that a caller gives, as numbers from 0.
 *
 * @param n - how many rows the data have
 * @throws {@link InvalidValueError} if there is one fold only, or one without an event
 */
export function readFolds(folds: ArrayLike<unknown>, cohort: Cohort, n: number): number[] {
  if (folds.length !== n) throw new ShapeMismatchError('folds', n, folds.length);
  const numbers = new Map<unknown, number>();
  const found = Array.from(folds, (value, row) => {
    if (value === null || value === undefined || Number.isNaN(value)) {
      throw new InvalidValueError('folds', value, 'the name or number of a fold', row);
    }
    if (!numbers.has(value)) numbers.set(value, numbers.size);
    return numbers.get(value)!;
  });
  if (numbers.size < 2) throw new InvalidValueError('folds', 'one fold', 'at least two');
  const events = new Float64Array(numbers.size);
  for (const [place, row] of cohort.rows.entries()) events[found[row]!]! += cohort.event[place]!;
  for (const [value, fold] of numbers) {
    if (events[fold] === 0) throw new InvalidValueError('folds', value, 'folds with at least one event each');
  }
  return found;
}

/** Deals those with an event out first, then the others, so that all folds have as many of both as can be. */
export function assignFolds(
  cohort: Cohort,
  n: number,
  cluster: ArrayLike<unknown> | undefined,
  nFolds: number,
  seed: number,
): number[] {
  if (!(Number.isSafeInteger(nFolds) && nFolds >= 2)) {
    throw new InvalidValueError('nFolds', nFolds, 'a whole number of at least 2');
  }
  if (cluster !== undefined && cluster.length !== n) throw new ShapeMismatchError('cluster', n, cluster.length);
  const keyOf = (row: number) => (cluster === undefined ? row : cluster[row]);
  const hasEvent = new Map<unknown, boolean>();
  for (let row = 0; row < n; row++) hasEvent.set(keyOf(row), false);
  for (const [place, row] of cohort.rows.entries()) if (cohort.event[place] === 1) hasEvent.set(keyOf(row), true);
  const random = seededRandom(seed);
  const units = (event: boolean) => [...hasEvent].filter(([, has]) => has === event).map(([key]) => key);
  const withEvent = shuffle(random, units(true));
  if (withEvent.length < nFolds) {
    const expected = `at most ${withEvent.length}, so that each fold has an event`;
    throw new InvalidValueError('nFolds', nFolds, expected);
  }
  const foldOf = new Map<unknown, number>();
  for (const [place, key] of [...withEvent, ...shuffle(random, units(false))].entries()) {
    foldOf.set(key, place % nFolds);
  }
  return Array.from({ length: n }, (_, row) => foldOf.get(keyOf(row))!);
}
