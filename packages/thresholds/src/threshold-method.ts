import { InvalidValueError, LabelsRequiredError, SingleClassError } from './errors';
import { classWeights, type FitColumn, fitColumns, type Labels } from './fit-data';
import { FittedThresholds, type LabelFit } from './fitted-thresholds';
import type { Scores } from './scores';

/** Options of {@link ThresholdMethod.fit}. */
export interface FitOptions {
  /** One weight a row, finite and at least 0, as if the row were there that many times. Default 1 each. */
  sampleWeight?: ArrayLike<number>;
  /**
   * What to do with a label that lacks the class a method needs: `'error'` (default) throws
   * {@link SingleClassError}; a number is used as that label's threshold, `Infinity` for "never positive".
   */
  singleClass?: 'error' | number;
}

/**
 * A rule that turns scores, and for most rules labels, into one threshold a label. Only what is passed to `fit` can
 * shape a threshold: pass rows that are not used for testing.
 */
export interface ThresholdMethod {
  readonly name: string;
  /** The rule's settings, defaults filled in, as plain data. */
  readonly options: Readonly<Record<string, unknown>>;
  readonly needsLabels: boolean;
  /** Whether a label's threshold depends on its own column alone, so that a column can be fitted by itself. */
  readonly separable: boolean;
  /**
   * @param scores - n × labels, or flat for one label; finite numbers
   * @param labels - 0 or 1, same shape; only if `needsLabels`, else optional
   * @throws {@link LabelsRequiredError}, {@link SingleClassError}; {@link ThresholdsError} on other bad input
   */
  fit(scores: Scores, labels?: Labels, options?: FitOptions): FittedThresholds;
}

/** What a method of this package is made of. */
export interface ColumnRule {
  name: string;
  options: Record<string, unknown>;
  needsLabels: boolean;
  /** Default true. */
  separable?: boolean;
  /** A label's classes without which the rule is not defined. */
  needs?: readonly (0 | 1)[];
  /** Looks at the number of columns before any rule runs. */
  check?(columns: number): void;
  threshold(column: FitColumn): number;
}

/** A method that fits each column by one rule. */
export function columnMethod(rule: ColumnRule): ThresholdMethod {
  const { name, needsLabels, needs = [] } = rule;
  const record = { name, options: rule.options };
  return {
    ...record,
    needsLabels,
    separable: rule.separable ?? true,
    fit(scores, labels, options = {}) {
      const fallback = readSingleClass(options.singleClass);
      if (needsLabels && labels === undefined) throw new LabelsRequiredError(name);
      const columns = fitColumns(scores, labels, options.sampleWeight);
      rule.check?.(columns.length);
      const thresholds: number[] = [];
      const fits: LabelFit[] = [];
      for (const column of columns) {
        const counts = labels === undefined ? undefined : classWeights(column);
        const lacking = counts && needs.find((label) => (label === 1 ? counts.positives : counts.negatives) === 0);
        if (lacking !== undefined && fallback === undefined) {
          throw new SingleClassError(name, column.index, lacking === 1 ? 0 : 1);
        }
        thresholds.push(lacking === undefined ? rule.threshold(column) : fallback!);
        fits.push({ origin: lacking === undefined ? 'fitted' : 'fallback', ...counts });
      }
      return new FittedThresholds(record, thresholds, fits);
    },
  };
}

function readSingleClass(option: FitOptions['singleClass'] = 'error'): number | undefined {
  if (option === 'error') return undefined;
  if (typeof option !== 'number' || Number.isNaN(option)) {
    throw new InvalidValueError('singleClass', option, "'error' or a number");
  }
  return option;
}
