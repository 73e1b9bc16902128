import { InvalidValueError, ShapeMismatchError } from './errors';
import { columnMethod, type ThresholdMethod } from './threshold-method';

/**
 * The same threshold whatever the scores are: 0.5 for calibrated probabilities and equal costs, or published values.
 *
 * @param threshold - for all labels, or one a label; `Infinity` means never positive
 * @throws {@link InvalidValueError} if one is not a number; `fit` throws {@link ShapeMismatchError} if there is not one
 *   a column
 */
export function fixedThreshold(threshold: number | ArrayLike<number> = 0.5): ThresholdMethod {
  const values = typeof threshold === 'number' ? threshold : Array.from(threshold);
  for (const [column, value] of [values].flat().entries()) {
    if (typeof value !== 'number' || Number.isNaN(value)) {
      throw new InvalidValueError('threshold', value, 'a number', undefined, column);
    }
  }
  return columnMethod({
    name: 'fixed',
    options: { threshold: values },
    needsLabels: false,
    separable: typeof values === 'number',
    check(columns) {
      if (typeof values !== 'number' && values.length !== columns) {
        throw new ShapeMismatchError(columns, values.length, 'threshold');
      }
    },
    threshold: ({ index }) => (typeof values === 'number' ? values : values[index]!),
  });
}
