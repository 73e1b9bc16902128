import { InvalidValueError, LabelsRequiredError } from './errors';
import { classWeights, fitColumns, pooledColumn } from './fit-data';
import { FittedThresholds, type LabelFit } from './fitted-thresholds';
import type { ThresholdMethod } from './threshold-method';

/** Options of {@link shrunkenThreshold}. */
export interface ShrunkenOptions {
  /**
   * k: how many patients of its rarer class a label needs for its own threshold to weigh as much as the global one;
   * at least 0. Default 10. 0 keeps every threshold, but for labels of a single class.
   */
  strength?: number;
  /** The global threshold. Default: the method fitted on the scores of all labels together, as one label. */
  global?: number;
}

/**
 * A method whose thresholds are drawn towards a global one where a label has few positives:
 *
 *     t = z · t_label + (1 − z) · t_global,   z = n / (n + k)
 *
 * n is the weight of the label's rarer class (its positives, for a rare label), k the option `strength`. This is the
 * credibility formula of Bühlmann (Experience rating and credibility, ASTIN Bulletin 1967;4:199–207): if a label's
 * fitted threshold scatters with a variance v / n, and the labels' true thresholds with a variance a around a common
 * one, the linear mixture with the least mean squared error has k = v / a. A label of a single class has n = 0 and gets
 * the global threshold, so nothing is thrown for it. The labels' scores must share a scale for this to make sense.
 *
 * @param method - a separable method, e.g. `maxFbetaThreshold()`
 * @throws {@link InvalidValueError} on bad options; `fit` throws {@link LabelsRequiredError} without labels, and what
 *   `method` throws for all labels together, e.g. {@link SingleClassError} if no label has a positive
 */
export function shrunkenThreshold(method: ThresholdMethod, options: ShrunkenOptions = {}): ThresholdMethod {
  const { strength = 10, global } = options;
  if (!(strength >= 0 && Number.isFinite(strength))) {
    throw new InvalidValueError('strength', strength, 'a finite number of at least 0');
  }
  if (global !== undefined && !Number.isFinite(global))
    throw new InvalidValueError('global', global, 'a finite number');
  if (!method.separable) throw new InvalidValueError('method', method.name, 'a method that fits each label by itself');
  const record = {
    name: 'shrunken',
    options: {
      method: { name: method.name, options: method.options },
      strength,
      ...(global !== undefined && { global }),
    },
  };
  return {
    ...record,
    needsLabels: true,
    separable: false,
    fit(scores, labels, fitOptions = {}) {
      if (labels === undefined) throw new LabelsRequiredError(record.name);
      const columns = fitColumns(scores, labels, fitOptions.sampleWeight);
      const fitOne = (column: (typeof columns)[number]) =>
        method.fit(column.scores, column.labels, { ...fitOptions, sampleWeight: column.weights }).thresholds[0]!;
      const common = global ?? fitOne(pooledColumn(columns));
      const thresholds: number[] = [];
      const fits: LabelFit[] = [];
      for (const column of columns) {
        const counts = classWeights(column);
        const n = Math.min(counts.positives, counts.negatives);
        const share = n === 0 ? 0 : n / (n + strength);
        if (share === 0) {
          thresholds.push(common);
          fits.push({ origin: 'global', ...counts, share });
        } else {
          const own = fitOne(column);
          thresholds.push(common + share * (own - common));
          fits.push({ origin: 'shrunken', ...counts, own, share });
        }
      }
      return new FittedThresholds(record, thresholds, fits);
    },
  };
}
