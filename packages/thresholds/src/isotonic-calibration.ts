import { Calibration, type CalibrationMethod, type IsotonicParameters } from './calibration';
import { SingleClassError } from './errors';
import { classWeights, type FitColumn, labelledColumns } from './fit-data';

/**
 * The never falling curve with the least weighted squared error (pool-adjacent-violators: Ayer et al., Ann. Math. Stat.
 * 1955;26:641–647; for calibration Zadrozny and Elkan, KDD 2002): as scikit-learn's `IsotonicRegression` with
 * `out_of_bounds='clip'`. Equal scores get their mean first. Straight between the knots, constant outside.
 *
 * It can take any rising shape, and needs many positives for it (hundreds; else Platt). It gives exact 0 and 1 at the
 * ends, which an infinite log loss punishes if one patient contradicts. `fit` throws {@link SingleClassError} for a
 * label of a single class, whose curve would be a constant certainty.
 */
export function isotonicCalibration(): CalibrationMethod {
  return {
    name: 'isotonic',
    fit(scores, labels, options = {}) {
      const columns = labelledColumns('isotonic', scores, labels, options.sampleWeight);
      return new Calibration({ kind: 'isotonic', labels: columns.map(fitIsotonic) });
    },
  };
}

/** Neighbouring scores with one common probability. */
interface Block {
  first: number;
  last: number;
  weight: number;
  positives: number;
}

function fitIsotonic(column: FitColumn): IsotonicParameters {
  const { scores, labels, weights, index } = column;
  const { positives, negatives } = classWeights(column);
  if (positives === 0 || negatives === 0) {
    const remedy = 'Fit on rows of both classes, leave the label out, or use plattCalibration, which is defined here.';
    throw new SingleClassError('isotonic', index, positives === 0 ? 0 : 1, remedy);
  }
  const blocks: Block[] = [];
  for (const row of Uint32Array.from(scores.keys()).sort((a, b) => scores[a]! - scores[b]!)) {
    const score = scores[row]!;
    const weight = weights?.[row] ?? 1;
    const last = blocks.at(-1);
    if (last !== undefined && last.first === score) {
      last.weight += weight;
      last.positives += weight * labels![row]!;
    } else blocks.push({ first: score, last: score, weight, positives: weight * labels![row]! });
  }
  const pooled: Block[] = [];
  for (const block of blocks) {
    let current = block;
    // Products instead of quotients: equal means of counts are then equal, and pool.
    while (
      pooled.length > 0 &&
      pooled.at(-1)!.positives * current.weight >= current.positives * pooled.at(-1)!.weight
    ) {
      const before = pooled.pop()!;
      current = {
        first: before.first,
        last: current.last,
        weight: before.weight + current.weight,
        positives: before.positives + current.positives,
      };
    }
    pooled.push(current);
  }
  const x: number[] = [];
  const y: number[] = [];
  for (const { first, last, weight, positives: inside } of pooled) {
    x.push(first);
    y.push(inside / weight);
    if (last > first) {
      x.push(last);
      y.push(inside / weight);
    }
  }
  return { x, y };
}
