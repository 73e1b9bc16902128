import { InvalidValueError } from './errors';

/**
 * How several labels become one number, as in scikit-learn: `'macro'` the mean over labels, `'weighted'` the mean
 * weighted by the labels' positives, `'micro'` one figure of all entries together, `'samples'` the mean of one figure a
 * row, `null` one number a label.
 */
export type Average = 'macro' | 'micro' | 'weighted' | 'samples' | null;

const AVERAGES: readonly Average[] = ['macro', 'micro', 'weighted', 'samples', null];

/**
 * Checks the option `average`, which a caller without types may get wrong.
 *
 * @throws {@link InvalidValueError}
 */
export function readAverage(average: Average = 'macro'): Average {
  if (!AVERAGES.includes(average)) {
    throw new InvalidValueError('average', average, "'macro', 'micro', 'weighted', 'samples' or null");
  }
  return average;
}

/**
 * Mean of the numbers that are not NaN; NaN if there is none.
 *
 * @param shares - how much each number counts. Where all that are left count 0 they count the same, as in scikit-learn.
 */
export function meanOfDefined(values: ArrayLike<number>, shares?: ArrayLike<number>): number {
  let [sum, total, plain, count] = [0, 0, 0, 0];
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (Number.isNaN(value)) continue;
    const share = shares === undefined ? 1 : shares[i]!;
    sum += share * value;
    total += share;
    plain += value;
    count++;
  }
  return total === 0 ? plain / count : sum / total;
}
