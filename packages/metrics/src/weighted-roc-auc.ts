import { EmptyInputError, InvalidValueError, ShapeMismatchError } from './errors';
import { areaUnderRoc, groupByScore } from './score-groups';
import { requireBothClasses } from './single-class';
import { type Column, FINITE, type Rows, readPair, readWeights } from './table';

/** Options of {@link weightedRocAuc}. */
export interface WeightedRocAucOptions {
  /** One weight a label, finite, at least 0, not all 0: how much its AUROC counts. See {@link presenceWeights}. */
  labelWeights: Column;
  /** One weight a row, at least 0. */
  sampleWeight?: Column;
}

/**
 * Mean of the labels' AUROCs, each with its own weight: with {@link presenceWeights}, the score of the RSNA 2025
 * intracranial aneurysm detection challenge. Every label with a weight above 0 needs both classes; others are not looked
 * at.
 *
 * @param yTrue - labels 0 or 1, n × labels
 * @param scores - finite numbers, same shape
 * @returns a number in [0, 1]
 * @throws {@link SingleClassError} for a label of one class; {@link MetricsError} on other bad input
 */
export function weightedRocAuc(yTrue: Rows, scores: Rows, options: WeightedRocAucOptions): number {
  const { labelWeights } = options;
  const { truth, other } = readPair(yTrue, 'scores', scores, FINITE);
  const weights = readWeights(options.sampleWeight, truth.rows);
  checkLabelWeights(labelWeights, truth.columns.length);
  let [sum, total] = [0, 0];
  for (const [column, labels] of truth.columns.entries()) {
    const labelWeight = labelWeights[column]!;
    if (labelWeight === 0) continue;
    requireBothClasses(labels, weights, truth.flat ? undefined : column);
    const { positives, negatives } = groupByScore(labels, other.columns[column]!, weights);
    sum += labelWeight * areaUnderRoc(positives, negatives);
    total += labelWeight;
  }
  return sum / total;
}

/**
 * Weights by which the label that tells of any finding counts as much as all the others together: the number of the others
 * for it, 1 for each of them. RSNA 2025: 13 locations and, last, `Aneurysm Present`, so 13 ones and 13:
 * `presenceWeights(14, 13)`.
 *
 * @param labels - how many labels there are, at least 2
 * @param presence - column of the label that tells of any, from 0
 * @throws {@link InvalidValueError}
 */
export function presenceWeights(labels: number, presence: number): number[] {
  if (!(Number.isSafeInteger(labels) && labels >= 2)) {
    throw new InvalidValueError('labels', labels, 'a whole number of at least 2');
  }
  if (!(Number.isSafeInteger(presence) && presence >= 0 && presence < labels)) {
    throw new InvalidValueError('presence', presence, `a whole number from 0 to ${labels - 1}`);
  }
  return Array.from({ length: labels }, (_, column) => (column === presence ? labels - 1 : 1));
}

function checkLabelWeights(labelWeights: Column, labels: number): void {
  if (labelWeights.length !== labels) throw new ShapeMismatchError('labelWeights', [labels], [labelWeights.length]);
  let counted = false;
  for (let column = 0; column < labels; column++) {
    const weight: unknown = labelWeights[column];
    if (!(typeof weight === 'number' && weight >= 0 && weight < Infinity)) {
      throw new InvalidValueError('labelWeights', weight, 'a finite number of at least 0', undefined, column);
    }
    counted ||= weight > 0;
  }
  if (!counted) throw new EmptyInputError('labelWeights', 'no positive weight');
}
