import { bestCut } from './score-cuts';
import { columnMethod, type ThresholdMethod } from './threshold-method';

/**
 * The threshold with the largest Youden's J = sensitivity + specificity − 1 on the fitting rows (Youden, Index for
 * rating diagnostic tests, Cancer 1950;3:32–35). Of equal cuts the highest. It weighs both classes alike whatever the
 * prevalence, so for a rare label it accepts many false positives.
 *
 * Not defined for a label of a single class: see {@link FitOptions}.
 */
export function youdenThreshold(): ThresholdMethod {
  return columnMethod({
    name: 'youden',
    options: {},
    needsLabels: true,
    needs: [1, 0],
    // J × positives × negatives: products of counts are exact, quotients are not, and equal cuts must stay equal.
    threshold: (column) =>
      bestCut(
        column,
        ({ truePositives, falsePositives, trueNegatives, falseNegatives }) =>
          truePositives * trueNegatives - falsePositives * falseNegatives,
      ),
  });
}
