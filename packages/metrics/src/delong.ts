import { argsort } from './argsort';
import { InvalidValueError, ShapeMismatchError, UndefinedMetricError } from './errors';
import { normalQuantile, twoSidedP } from './normal';
import { requireBothClasses } from './single-class';
import { type Column, FINITE, readPair } from './table';

/** Options of {@link delongInterval} and {@link delongTest}. */
export interface DelongOptions {
  /** How often, in the long run, the interval covers the true figure; between 0 and 1. Default 0.95. */
  level?: number;
}

/** An AUROC with its variance and interval. */
export interface DelongInterval {
  estimate: number;
  /** Variance of the estimate (DeLong 1988). */
  variance: number;
  standardError: number;
  /** estimate ± z · standardError, cut to [0, 1]. */
  lower: number;
  upper: number;
  level: number;
}

/** The AUROCs of two models on the same rows, compared. */
export interface DelongTest {
  /** AUROC of the first and of the second model. */
  areas: [number, number];
  /** First minus second, its standard error and its interval. */
  difference: number;
  standardError: number;
  lower: number;
  upper: number;
  /** difference / standardError; 0 if there is no difference, infinite if there is one without variance. */
  z: number;
  /** Two-sided. */
  pValue: number;
  level: number;
}

/**
 * AUROC of one label with the variance of DeLong, DeLong and Clarke-Pearson 1988 and its normal interval, in the time of
 * one sort (Sun and Xu 2014). Rows are independent and weigh the same. Where the classes are fully apart the variance is 0
 * and the interval has no width, which says nothing of its certainty.
 *
 * @param yTrue - labels 0 or 1, flat, at least two of each
 * @param scores - finite numbers, same length
 * @throws {@link SingleClassError}; {@link UndefinedMetricError} with one positive or one negative; {@link MetricsError}
 *   on other bad input
 */
export function delongInterval(yTrue: Column, scores: Column, { level = 0.95 }: DelongOptions = {}): DelongInterval {
  const reach = quantileOf(level);
  const own = placements(yTrue, 'scores', scores);
  const variance = varianceOf(own);
  const standardError = Math.sqrt(variance);
  const at = (sign: -1 | 1) => Math.min(1, Math.max(0, own.area + sign * reach * standardError));
  return { estimate: own.area, variance, standardError, lower: at(-1), upper: at(1), level };
}

/**
 * Test that two models, scored on the same rows, have the same AUROC (DeLong, DeLong and Clarke-Pearson 1988): two-sided,
 * for correlated curves.
 *
 * @param yTrue - labels 0 or 1, flat, at least two of each
 * @param first - finite scores of one model, same length
 * @param second - finite scores of the other
 * @throws as {@link delongInterval}
 */
export function delongTest(
  yTrue: Column,
  first: Column,
  second: Column,
  { level = 0.95 }: DelongOptions = {},
): DelongTest {
  const reach = quantileOf(level);
  const [a, b] = [placements(yTrue, 'first', first), placements(yTrue, 'second', second)];
  const difference = a.area - b.area;
  // The variance of the differences of the placements: no digits are lost where the models are much alike.
  const gap: Placements = {
    area: difference,
    positives: minus(a.positives, b.positives),
    negatives: minus(a.negatives, b.negatives),
  };
  const standardError = Math.sqrt(varianceOf(gap));
  const z = difference === 0 ? 0 : difference / standardError;
  const [lower, upper] = [difference - reach * standardError, difference + reach * standardError];
  return { areas: [a.area, b.area], difference, standardError, lower, upper, z, pValue: twoSidedP(z), level };
}

/** Of each positive the share of negatives below it, of each negative the share of positives above it; ties one half. */
interface Placements {
  readonly area: number;
  readonly positives: Float64Array;
  readonly negatives: Float64Array;
}

function placements(yTrue: Column, name: string, scores: Column): Placements {
  const { truth, other } = readPair(yTrue, name, scores, FINITE);
  const [labels, values] = [truth.columns[0]!, other.columns[0]!];
  if (truth.columns.length !== 1) {
    throw new ShapeMismatchError('yTrue', [truth.rows], [truth.rows, truth.columns.length]);
  }
  requireBothClasses(labels);
  const positiveCount = labels.reduce((sum, label) => sum + label, 0);
  const negativeCount = labels.length - positiveCount;
  if (positiveCount < 2 || negativeCount < 2) {
    throw new UndefinedMetricError(
      "DeLong's variance",
      `${positiveCount} positives and ${negativeCount} negatives`,
      'at least two of each',
      'Evaluate on more rows.',
    );
  }
  const order = argsort(values);
  const share = new Float64Array(labels.length);
  let [positivesBelow, negativesBelow, twiceWins] = [0, 0, 0];
  for (let start = 0, end = 0; start < order.length; start = end) {
    let positives = 0;
    for (; end < order.length && values[order[end]!] === values[order[start]!]; end++)
      positives += labels[order[end]!]!;
    const negatives = end - start - positives;
    for (let place = start; place < end; place++) {
      const row = order[place]!;
      share[row] =
        labels[row] === 1
          ? (negativesBelow + negatives / 2) / negativeCount
          : (positiveCount - positivesBelow - positives / 2) / positiveCount;
    }
    twiceWins += positives * (2 * negativesBelow + negatives);
    positivesBelow += positives;
    negativesBelow += negatives;
  }
  return {
    area: twiceWins / (2 * positiveCount * negativeCount),
    positives: share.filter((_, row) => labels[row] === 1),
    negatives: share.filter((_, row) => labels[row] === 0),
  };
}

/** S₁₀ / m + S₀₁ / n of equations 4–6 of DeLong 1988. */
function varianceOf({ area, positives, negatives }: Placements): number {
  const of = (values: Float64Array) =>
    values.reduce((sum, value) => sum + (value - area) ** 2, 0) / (values.length - 1) / values.length;
  return of(positives) + of(negatives);
}

function minus(a: Float64Array, b: Float64Array): Float64Array {
  return a.map((value, i) => value - b[i]!);
}

function quantileOf(level: number): number {
  if (!(level > 0 && level < 1)) throw new InvalidValueError('level', level, 'a number between 0 and 1');
  return normalQuantile((1 + level) / 2);
}
