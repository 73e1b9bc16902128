import { InvalidValueError, LabelsRequiredError, ShapeMismatchError } from './errors';
import { checkWeights } from './sample-weight';
import { type CheckedScores, checkScores, type Scores } from './scores';

/** Labels of the same rows as the scores: rows of 0 or 1 (n × labels), or flat for a single label. */
export type Labels = ArrayLike<number> | readonly ArrayLike<number>[];

/** One label's fitting data; rows of weight 0 are left out. */
export interface FitColumn {
  /** Column, from 0. */
  readonly index: number;
  readonly scores: Float64Array;
  /** 0 or 1 a row; undefined if no labels were given. */
  readonly labels: Uint8Array | undefined;
  /** Above 0; undefined if every row counts once. */
  readonly weights: Float64Array | undefined;
}

/**
 * Copies of the columns of scores, labels and weights, checked.
 *
 * @throws {@link EmptyScoresError}, {@link RaggedRowsError}, {@link InvalidValueError}, {@link ShapeMismatchError}
 */
export function fitColumns(scores: Scores, labels?: Labels, sampleWeight?: ArrayLike<number>): FitColumn[] {
  const table = checkScores(scores);
  const truth = labels === undefined ? undefined : checkLabels(labels, table);
  const weights = checkWeights(sampleWeight, table.rows);
  const used: number[] = [];
  for (let row = 0; row < table.rows; row++) if (weights === undefined || weights[row]! > 0) used.push(row);
  return Array.from({ length: table.columns }, (_, index) => ({
    index,
    scores: gather(new Float64Array(used.length), used, (row) => table.at(row, index)),
    labels: truth && gather(new Uint8Array(used.length), used, (row) => truth.at(row, index)),
    weights: weights && gather(new Float64Array(used.length), used, (row) => weights[row]!),
  }));
}

/** Fills the target with the values of the rows: `TypedArray.from` with a function takes many times as long. */
export function gather<T extends Float64Array | Uint8Array>(
  target: T,
  rows: ArrayLike<number>,
  value: (row: number) => number,
): T {
  for (let place = 0; place < rows.length; place++) target[place] = value(rows[place]!);
  return target;
}

/** {@link fitColumns} for what can't be fitted without labels. @throws {@link LabelsRequiredError} */
export function labelledColumns(
  method: string,
  scores: Scores,
  labels?: Labels,
  sampleWeight?: ArrayLike<number>,
): FitColumn[] {
  if (labels === undefined) throw new LabelsRequiredError(method);
  return fitColumns(scores, labels, sampleWeight);
}

/** All columns below one another, as one label. */
export function pooledColumn(columns: readonly FitColumn[]): FitColumn {
  const rows = columns.reduce((sum, { scores }) => sum + scores.length, 0);
  const join = <T extends Float64Array | Uint8Array>(target: T, read: (column: FitColumn) => T): T => {
    let start = 0;
    for (const column of columns) {
      target.set(read(column), start);
      start += column.scores.length;
    }
    return target;
  };
  return {
    index: 0,
    scores: join(new Float64Array(rows), (column) => column.scores),
    labels: columns[0]!.labels && join(new Uint8Array(rows), (column) => column.labels!),
    weights: columns[0]!.weights && join(new Float64Array(rows), (column) => column.weights!),
  };
}

/** Weight of the positive and of the negative rows. */
export function classWeights(column: FitColumn): { positives: number; negatives: number } {
  const weights = [0, 0];
  const { labels, weights: given } = column;
  for (let row = 0; labels !== undefined && row < labels.length; row++) {
    weights[labels[row]!]! += given === undefined ? 1 : given[row]!;
  }
  return { positives: weights[1]!, negatives: weights[0]! };
}

function checkLabels(labels: Labels, scores: CheckedScores): CheckedScores {
  const table = checkScores(labels, 'labels');
  if (table.rows !== scores.rows) throw new ShapeMismatchError(scores.rows, table.rows, 'labels', 'rows');
  if (table.columns !== scores.columns) throw new ShapeMismatchError(scores.columns, table.columns, 'labels');
  for (let row = 0; row < table.rows; row++) {
    for (let column = 0; column < table.columns; column++) {
      const label = table.at(row, column);
      if (label !== 0 && label !== 1) throw new InvalidValueError('labels', label, '0 or 1', row, column);
    }
  }
  return table;
}
