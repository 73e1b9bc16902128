import { OptionError } from '../errors/option-error';
import type { Labels } from '../tables/labels';
import type { BatchOptions } from './batch-options';
import { mulberry32, seedFor } from './random';

/**
 * The weights that the options ask for, one for each volume of the file; undefined if they ask for none.
 *
 * @param chosen the positions to draw from
 * @throws OptionError
 */
export function samplingWeights(
  { sampleWeights, balance }: Pick<BatchOptions, 'sampleWeights' | 'balance'>,
  chosen: readonly number[],
  length: number,
  labels: Labels | undefined,
): ArrayLike<number> | undefined {
  if (sampleWeights && balance !== undefined) throw new OptionError('balance', balance, 'left out with sampleWeights');
  if (sampleWeights) return checked(sampleWeights, chosen, length);
  return balance === undefined ? undefined : balancing(balance, chosen, labels);
}

/** As many positions as are given, with replacement, each as probable as its weight says. */
export function drawn(chosen: readonly number[], weights: ArrayLike<number>, seed: number): number[] {
  const random = mulberry32(seedFor(seed, 'draws'));
  let sum = 0;
  const upTo = Float64Array.from(chosen, (at) => (sum += weights[at]!));
  return chosen.map(() => chosen[firstAbove(upTo, random() * sum)]!);
}

function checked(weights: ArrayLike<number>, chosen: readonly number[], length: number): ArrayLike<number> {
  if (weights.length !== length) {
    throw new OptionError('sampleWeights', `${weights.length} weights`, `one for each of the ${length} volumes`);
  }
  const wrong = Array.from(weights).findIndex((weight) => !(weight >= 0 && weight < Number.POSITIVE_INFINITY));
  if (wrong >= 0) {
    throw new OptionError('sampleWeights', `a list with ${weights[wrong]} at ${wrong}`, 'a list of numbers from 0');
  }
  const sum = chosen.reduce((total, at) => total + weights[at]!, 0);
  if (chosen.length > 0 && !(sum > 0 && Number.isFinite(sum))) {
    throw new OptionError('sampleWeights', `a list whose sum is ${sum}`, 'above 0 for one of the volumes read');
  }
  return weights;
}

/** Weights by which positives and negatives of a label are drawn equally often. */
function balancing(name: string, chosen: readonly number[], labels: Labels | undefined): Float64Array {
  const known = labels?.names ?? [];
  if (!known.includes(name)) {
    throw new OptionError('balance', name, known.length > 0 ? `one of ${known.join(', ')}` : 'left out without labels');
  }
  const values = labels!.column(name);
  const positives = chosen.filter((at) => values[at]).length;
  if (positives === 0 || positives === chosen.length) {
    const found = `${name}, which ${positives} of ${chosen.length} volumes have`;
    throw new OptionError('balance', found, 'a label that some have and some have not');
  }
  return Float64Array.from(values, (value) => 1 / (value ? positives : chosen.length - positives));
}

/** The first place whose sum is above `value`; places of weight 0 are never it. */
function firstAbove(sums: Float64Array, value: number): number {
  let [low, high] = [0, sums.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sums[middle]! > value) high = middle;
    else low = middle + 1;
  }
  return low;
}
