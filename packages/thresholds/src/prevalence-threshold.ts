import { InvalidValueError, LabelsRequiredError, ShapeMismatchError } from './errors';
import { classWeights } from './fit-data';
import { bestCut } from './score-cuts';
import { columnMethod, type ThresholdMethod } from './threshold-method';

/** Options of {@link prevalenceThreshold}. */
export interface PrevalenceOptions {
  /** Share of positives to match, from 0 to 1, for all labels or one a label. Default: the share among the labels. */
  prevalence?: number | ArrayLike<number>;
}

/**
 * The threshold above which lies the share of the fitting scores that comes nearest to the prevalence; the rate of
 * positive decisions then agrees with the rate of positive labels, though not row by row. Of two equally near cuts the
 * higher. With `prevalence` given no labels are needed, so it can be fitted on unlabelled rows of a new hospital.
 *
 * A label without positives gets its highest score: none of the fitting rows is called positive.
 *
 * @throws {@link InvalidValueError} if a prevalence is not from 0 to 1; `fit` throws {@link ShapeMismatchError} if
 *   there is not one a column
 */
export function prevalenceThreshold(options: PrevalenceOptions = {}): ThresholdMethod {
  const given = readPrevalence(options.prevalence);
  return columnMethod({
    name: 'prevalence',
    options: given === undefined ? {} : { prevalence: given },
    needsLabels: given === undefined,
    separable: !Array.isArray(given),
    check(columns) {
      if (Array.isArray(given) && given.length !== columns) {
        throw new ShapeMismatchError(columns, given.length, 'prevalence');
      }
    },
    threshold(column) {
      const share = Array.isArray(given) ? given[column.index] : given;
      if (share === undefined && column.labels === undefined) throw new LabelsRequiredError('prevalence');
      const { positives } = classWeights(column);
      return bestCut(column, ({ truePositives, falsePositives, trueNegatives, falseNegatives }) => {
        const called = truePositives + falsePositives;
        return -Math.abs(
          called - (share === undefined ? positives : share * (called + trueNegatives + falseNegatives)),
        );
      });
    },
  });
}

function readPrevalence(prevalence: PrevalenceOptions['prevalence']): number | number[] | undefined {
  if (prevalence === undefined) return undefined;
  const values = typeof prevalence === 'number' ? prevalence : Array.from(prevalence);
  for (const [column, value] of [values].flat().entries()) {
    if (!(value >= 0 && value <= 1)) {
      throw new InvalidValueError('prevalence', value, 'a number from 0 to 1', undefined, column);
    }
  }
  return values;
}
