import type { CoxProblem } from './problem';

/** Cox's log partial likelihood with its first and second derivatives, at some coefficients. */
export interface PartialLikelihood {
  readonly value: number;
  readonly gradient: Float64Array;
  /** Minus the second derivatives, size × size. */
  readonly information: Float64Array;
}

/** What one event time adds: called from the latest time to the earliest, stratum by stratum; arrays are reused. */
export type OnEventTime = (
  time: number,
  stratum: number,
  /** Weight of the events. */
  weight: number,
  gradient: Float64Array,
  /** Lower triangle, packed row by row. */
  information: Float64Array,
) => void;

/**
 * The log partial likelihood (Cox 1972) with Efron's or Breslow's treatment of ties, strata, weights and delayed entry,
 * in one sweep from the latest time to the earliest: O(rows × size²).
 *
 * @returns a value of −Infinity where a risk set's weights underflow: the coefficients are far too large
 */
export function partialLikelihood(
  problem: CoxProblem,
  coefficients: Float64Array,
  onEventTime?: OnEventTime,
): PartialLikelihood {
  const { rows, size, x, time, event, weight, stratum, entry, leaving, ties } = problem;
  const triangle = (size * (size + 1)) / 2;
  const predictor = linearPredictor(problem, coefficients);
  const shifts = largestByStratum(problem, predictor);
  const all = new RiskSums(size);
  const dying = new RiskSums(size);
  const gradient = new Float64Array(size);
  const packed = new Float64Array(triangle);
  // Nobody asks what one time adds: everything is added to the whole at once.
  const gradientHere = onEventTime === undefined ? gradient : new Float64Array(size);
  const packedHere = onEventTime === undefined ? packed : new Float64Array(triangle);
  let value = 0;
  let left = 0;
  for (let start = 0, end = 0; start < rows; start = end) {
    const here = stratum[start]!;
    const now = time[start]!;
    if (start === 0 || stratum[start - 1] !== here) {
      all.clear();
      // Whoever is left of the last stratum leaves with it.
      left = start;
    }
    const shift = shifts[here]!;
    let events = 0;
    for (; end < rows && stratum[end] === here && time[end] === now; end++) events += event[end]!;
    for (let row = start; row < end; row++) all.add(x, row, weight[row]! * Math.exp(predictor[row]! - shift));
    if (leaving !== undefined && events > 0) {
      for (; left < rows; left++) {
        const row = leaving[left]!;
        if (stratum[row] !== here || entry![row]! < now) break;
        all.add(x, row, -weight[row]! * Math.exp(predictor[row]! - shift));
      }
    }
    if (events === 0) continue;
    const isEfron = ties === 'efron' && events > 1;
    if (isEfron) dying.clear();
    if (onEventTime !== undefined) {
      gradientHere.fill(0);
      packedHere.fill(0);
    }
    let weights = 0;
    for (let row = start; row < end; row++) {
      if (event[row] === 0) continue;
      weights += weight[row]!;
      value += weight[row]! * (predictor[row]! - shift);
      for (let j = 0; j < size; j++) gradientHere[j]! += weight[row]! * x[row * size + j]!;
      if (isEfron) dying.add(x, row, weight[row]! * Math.exp(predictor[row]! - shift));
    }
    const factors = tieFactors(all.total, dying.total, weights, isEfron ? events : 1);
    if (factors === undefined) return { value: -Infinity, gradient, information: new Float64Array(size * size) };
    value -= factors.logTotal;
    const { linear, linearShare, square, squareShare, squareShares } = factors;
    const { sums, products } = all;
    if (isEfron) {
      const { sums: dyingSums, products: dyingProducts } = dying;
      for (let a = 0, at = 0; a < size; a++) {
        gradientHere[a]! -= linear * sums[a]! - linearShare * dyingSums[a]!;
        const bySum = square * sums[a]! - squareShare * dyingSums[a]!;
        const byDying = squareShares * dyingSums[a]! - squareShare * sums[a]!;
        for (let b = 0; b <= a; b++, at++) {
          const spread = linear * products[at]! - linearShare * dyingProducts[at]!;
          packedHere[at]! += spread - bySum * sums[b]! - byDying * dyingSums[b]!;
        }
      }
    } else {
      for (let a = 0, at = 0; a < size; a++) {
        gradientHere[a]! -= linear * sums[a]!;
        const bySum = square * sums[a]!;
        for (let b = 0; b <= a; b++, at++) packedHere[at]! += linear * products[at]! - bySum * sums[b]!;
      }
    }
    if (onEventTime === undefined) continue;
    for (let j = 0; j < size; j++) gradient[j]! += gradientHere[j]!;
    for (let at = 0; at < triangle; at++) packed[at]! += packedHere[at]!;
    onEventTime(now, here, weights, gradientHere, packedHere);
  }
  return { value, gradient, information: unpack(packed, size) };
}

/**
 * Part k of d tied events has the risk set without k / d of those events. The parts' terms are combinations of the same
 * few products, so that only the factors are summed part by part; undefined if a risk set has no weight.
 */
function tieFactors(total: number, dying: number, weights: number, parts: number) {
  let [logTotal, linear, linearShare, square, squareShare, squareShares] = [0, 0, 0, 0, 0, 0];
  for (let part = 0; part < parts; part++) {
    const share = part / parts;
    const remaining = total - share * dying;
    if (!(remaining > 0)) return undefined;
    const factor = weights / parts / remaining;
    logTotal += (weights / parts) * Math.log(remaining);
    linear += factor;
    linearShare += factor * share;
    square += factor / remaining;
    squareShare += (factor / remaining) * share;
    squareShares += (factor / remaining) * share * share;
  }
  return { logTotal, linear, linearShare, square, squareShare, squareShares };
}

/** x · β of each place. */
export function linearPredictor({ rows, size, x }: CoxProblem, coefficients: Float64Array): Float64Array {
  const predictor = new Float64Array(rows);
  for (let row = 0; row < rows; row++) {
    let sum = 0;
    for (let j = 0; j < size; j++) sum += x[row * size + j]! * coefficients[j]!;
    predictor[row] = sum;
  }
  return predictor;
}

/** The largest predictor of each stratum: subtracted before exp, so that nothing overflows. */
export function largestByStratum({ rows, stratum }: CoxProblem, predictor: Float64Array): Float64Array {
  const largest = new Float64Array(rows === 0 ? 0 : stratum[rows - 1]! + 1).fill(-Infinity);
  for (let row = 0; row < rows; row++) {
    if (predictor[row]! > largest[stratum[row]!]!) largest[stratum[row]!] = predictor[row]!;
  }
  return largest;
}

/** A packed lower triangle as a full symmetric matrix. */
export function unpack(packed: Float64Array, size: number): Float64Array {
  const matrix = new Float64Array(size * size);
  for (let a = 0, at = 0; a < size; a++) {
    for (let b = 0; b <= a; b++, at++) {
      matrix[a * size + b] = packed[at]!;
      matrix[b * size + a] = packed[at]!;
    }
  }
  return matrix;
}

/** Sums over a risk set of r, r x and the lower triangle of r x xᵀ, with r the weight × relative hazard. */
class RiskSums {
  total = 0;
  readonly sums: Float64Array;
  readonly products: Float64Array;

  constructor(private readonly size: number) {
    this.sums = new Float64Array(size);
    this.products = new Float64Array((size * (size + 1)) / 2);
  }

  clear(): void {
    this.total = 0;
    this.sums.fill(0);
    this.products.fill(0);
  }

  add(x: Float64Array, row: number, risk: number): void {
    const { size, sums, products } = this;
    const from = row * size;
    this.total += risk;
    for (let a = 0, at = 0; a < size; a++) {
      const weighted = risk * x[from + a]!;
      sums[a]! += weighted;
      for (let b = 0; b <= a; b++, at++) products[at]! += weighted * x[from + b]!;
    }
  }
}
