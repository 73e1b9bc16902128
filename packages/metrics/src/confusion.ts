import { BINARY, type Column, isFlat, type Rows, readPair, readWeights, type Table } from './table';

/** Options of {@link confusion}. */
export interface ConfusionOptions {
  /** One weight a row, at least 0; the counts become sums of weights. */
  sampleWeight?: Column;
}

/** How labels and decisions agree. */
export interface Confusion {
  /** Label 0, decision 0. */
  trueNegatives: number;
  /** Label 0, decision 1. */
  falsePositives: number;
  /** Label 1, decision 0. */
  falseNegatives: number;
  /** Label 1, decision 1. */
  truePositives: number;
}

/**
 * Counts of right and wrong decisions, as scikit-learn's `multilabel_confusion_matrix`.
 *
 * @param yTrue - labels 0 or 1, n × labels, or flat for one label
 * @param decisions - 0 or 1, same shape
 * @returns the counts of a flat label, or one object a label for rows
 * @throws {@link MetricsError} on bad input
 */
export function confusion(yTrue: Column, decisions: Column, options?: ConfusionOptions): Confusion;
export function confusion(yTrue: Rows, decisions: Rows, options?: ConfusionOptions): Confusion[];
export function confusion(yTrue: Table, decisions: Table, options: ConfusionOptions = {}): Confusion | Confusion[] {
  const perLabel = confusionPerLabel(yTrue, decisions, options.sampleWeight);
  return isFlat(yTrue) ? perLabel[0]! : perLabel;
}

/** {@link confusion} with an array of one for a flat label. */
export function confusionPerLabel(yTrue: Table, decisions: Table, sampleWeight?: Column): Confusion[] {
  const { truth, other } = readPair(yTrue, 'decisions', decisions, BINARY);
  const weights = readWeights(sampleWeight, truth.rows);
  return truth.columns.map((labels, column) => countLabel(labels, other.columns[column]!, weights));
}

/** Counts of one label's rows, which weigh 1 each without weights. */
export function countLabel(labels: Float64Array, decisions: Float64Array, weights?: Float64Array): Confusion {
  const counts = new Float64Array(4);
  for (let row = 0; row < labels.length; row++) {
    counts[2 * labels[row]! + decisions[row]!]! += weights === undefined ? 1 : weights[row]!;
  }
  return {
    trueNegatives: counts[0]!,
    falsePositives: counts[1]!,
    falseNegatives: counts[2]!,
    truePositives: counts[3]!,
  };
}

/** Weight of all that was counted. */
export function totalOf({ trueNegatives, falsePositives, falseNegatives, truePositives }: Confusion): number {
  return trueNegatives + falsePositives + falseNegatives + truePositives;
}

/** Share of what was counted that was decided wrongly. */
export function errorShare(counts: Confusion): number {
  return (counts.falsePositives + counts.falseNegatives) / totalOf(counts);
}
