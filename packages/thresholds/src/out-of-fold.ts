import { InvalidValueError, ShapeMismatchError } from './errors';
import type { Labels } from './fit-data';
import type { Scores } from './scores';

/** What {@link outOfFold} can fit: a {@link ThresholdMethod}, a {@link CalibrationMethod}, or your own. */
export interface Fitter<F, O> {
  fit(scores: Scores, labels: Labels | undefined, options?: O): F;
}

/** What a {@link Fitter} fits: anything that turns scores into as many rows. */
export interface Fitted {
  apply(scores: Scores): unknown[];
}

/** Result of {@link outOfFold}. */
export interface OutOfFold<F extends Fitted> {
  /** One a fold, in ascending order of the folds' numbers: fitted on the rows of all other folds. */
  folds: { fold: number; fitted: F }[];
  /** Each row through what was fitted without its fold: decisions, or calibrated probabilities, n × labels. */
  applied: ReturnType<F['apply']>;
  /** Fitted on all rows: for new patients, not for judging on these rows. */
  final: F;
}

/**
 * Fits on every fold's complement, so that each row is judged by thresholds (or a calibration) that have not seen it,
 * and once on all rows for later use. The scores should themselves be out of fold, that is, each from a model that was
 * not trained on its row; a model's scores on its own training rows are too good, and thresholds fitted on them too high.
 *
 * @param method - a threshold method or a calibration method
 * @param scores - n × labels, or flat for one label
 * @param labels - 0 or 1, same shape; undefined for a method that needs none
 * @param folds - one number a row: rows with the same number belong together. Put all rows of a patient in one fold.
 * @param options - for `fit`; its `sampleWeight` has one weight a row
 * @throws {@link ShapeMismatchError} if lengths differ; {@link InvalidValueError} if folds are not numbers or are all
 *   the same; what `fit` throws, e.g. {@link SingleClassError} if all positives of a label lie in one fold
 */
export function outOfFold<F extends Fitted, O extends { sampleWeight?: ArrayLike<number> }>(
  method: Fitter<F, O>,
  scores: Scores,
  labels: Labels | undefined,
  folds: ArrayLike<number>,
  options?: O,
): OutOfFold<F> {
  const rows = scores.length;
  if (folds.length !== rows) throw new ShapeMismatchError(rows, folds.length, 'folds', 'rows');
  const numbers = readFolds(folds);
  const weights = options?.sampleWeight;
  if (labels !== undefined && labels.length !== rows) {
    throw new ShapeMismatchError(rows, labels.length, 'labels', 'rows');
  }
  if (weights !== undefined && weights.length !== rows) {
    throw new ShapeMismatchError(rows, weights.length, 'sampleWeight', 'rows');
  }
  const final = method.fit(scores, labels, options);
  const applied = new Array<unknown>(rows);
  const fits = numbers.map((fold) => {
    const inside: number[] = [];
    const outside: number[] = [];
    for (let row = 0; row < rows; row++) (folds[row] === fold ? inside : outside).push(row);
    const fitted = method.fit(
      takeRows(scores, outside),
      labels && takeRows(labels, outside),
      options && { ...options, ...(weights && { sampleWeight: outside.map((row) => weights[row]!) }) },
    );
    for (const [place, result] of fitted.apply(takeRows(scores, inside)).entries()) applied[inside[place]!] = result;
    return { fold, fitted };
  });
  return { folds: fits, applied: applied as ReturnType<F['apply']>, final };
}

/** Rows of a table, or values of a flat array, in the order given. */
export function takeRows(table: Scores, rows: ArrayLike<number>): Scores {
  return Array.from(rows, (row) => table[row]!) as Scores;
}

function readFolds(folds: ArrayLike<number>): number[] {
  for (let row = 0; row < folds.length; row++) {
    const fold: unknown = folds[row];
    if (typeof fold !== 'number' || !Number.isFinite(fold)) {
      throw new InvalidValueError('folds', fold, 'a finite number', row);
    }
  }
  const numbers = [...new Set(Array.from(folds))].sort((a, b) => a - b);
  if (numbers.length < 2) {
    throw new InvalidValueError('folds', `${numbers.length} fold(s)`, 'at least two different numbers');
  }
  return numbers;
}
