import { EmptyScoresError, InvalidValueError, ShapeMismatchError } from './errors';

/**
 * A copy of the weights, checked: one a row, finite, at least 0, not all 0. Undefined stays undefined (all 1).
 *
 * @throws {@link ShapeMismatchError}, {@link InvalidValueError}, {@link EmptyScoresError}
 */
export function checkWeights(weights: ArrayLike<number> | undefined, rows: number): Float64Array | undefined {
  if (weights === undefined) return undefined;
  if (weights.length !== rows) throw new ShapeMismatchError(rows, weights.length, 'sampleWeight', 'rows');
  let any = false;
  for (let row = 0; row < rows; row++) {
    const weight: unknown = weights[row];
    if (typeof weight !== 'number' || !Number.isFinite(weight) || weight < 0) {
      throw new InvalidValueError('sampleWeight', weight, 'a finite number of at least 0', row);
    }
    any ||= weight > 0;
  }
  if (!any) throw new EmptyScoresError('no positive weight', 'sampleWeight');
  return Float64Array.from(weights);
}
