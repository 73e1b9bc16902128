import { InvalidValueError } from './errors';
import { bestCut, reaches } from './score-cuts';
import { columnMethod, type ThresholdMethod } from './threshold-method';

/**
 * The lowest threshold whose specificity TN / (TN + FP) on the fitting rows is at least `target`: the highest
 * sensitivity at the wanted rate of false alarms, 1 − `target`.
 *
 * Not defined for a label without negatives: see {@link FitOptions}. A label without positives has one; it rests on the
 * negatives alone.
 *
 * @param target - between 0 and 1, both allowed
 * @throws {@link InvalidValueError} if it is not
 */
export function specificityThreshold(target: number): ThresholdMethod {
  if (!(target >= 0 && target <= 1)) throw new InvalidValueError('target', target, 'a number from 0 to 1');
  return columnMethod({
    name: 'specificity',
    options: { target },
    needsLabels: true,
    needs: [0],
    threshold: (column) =>
      bestCut(column, ({ truePositives, falsePositives, trueNegatives }) =>
        reaches(trueNegatives / (trueNegatives + falsePositives), target)
          ? truePositives + falsePositives
          : Number.NEGATIVE_INFINITY,
      ),
  });
}
