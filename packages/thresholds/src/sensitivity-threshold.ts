import { InvalidValueError } from './errors';
import { bestCut, reaches } from './score-cuts';
import { columnMethod, type ThresholdMethod } from './threshold-method';

/**
 * The highest threshold whose sensitivity TP / (TP + FN) on the fitting rows is at least `target`: the fewest false
 * positives at the wanted sensitivity, for screening.
 *
 * Not defined for a label without positives: see {@link FitOptions}.
 *
 * @param target - between 0 and 1, both allowed
 * @throws {@link InvalidValueError} if it is not
 */
export function sensitivityThreshold(target: number): ThresholdMethod {
  if (!(target >= 0 && target <= 1)) throw new InvalidValueError('target', target, 'a number from 0 to 1');
  return columnMethod({
    name: 'sensitivity',
    options: { target },
    needsLabels: true,
    needs: [1],
    threshold: (column) =>
      // All cuts that reach the target are equal, and of equal cuts the highest wins.
      bestCut(column, ({ truePositives, falseNegatives }) =>
        reaches(truePositives / (truePositives + falseNegatives), target) ? 0 : Number.NEGATIVE_INFINITY,
      ),
  });
}
