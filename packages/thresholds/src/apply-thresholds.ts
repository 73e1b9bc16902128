import { InvalidValueError, ShapeMismatchError } from './errors';
import { checkScores, type Scores } from './scores';

/**
 * Decisions: 1 where a score lies above its label's threshold, else 0.
 *
 * A score equal to its threshold gives 0, as in the K-ium 2023 pipeline and in Keras's `binary_accuracy`; so a label
 * whose scores are all equal has no positive under {@link meanPlusSigma}.
 *
 * @param scores - n × labels, or flat for one label; finite numbers
 * @param thresholds - one number a label, or a single number for all labels; `Infinity` means never positive
 * @returns n rows of 0 or 1, one a label (rows of length 1 for flat scores)
 * @throws {@link EmptyScoresError}, {@link RaggedRowsError}, {@link InvalidValueError} on bad input;
 *   {@link ShapeMismatchError} if there is not one threshold a column
 */
export function applyThresholds(scores: Scores, thresholds: number | ArrayLike<number>): (0 | 1)[][] {
  const table = checkScores(scores);
  const limits = typeof thresholds === 'number' ? Array<number>(table.columns).fill(thresholds) : thresholds;
  if (limits.length !== table.columns) throw new ShapeMismatchError(table.columns, limits.length);
  for (let column = 0; column < table.columns; column++) {
    const limit: unknown = limits[column];
    if (typeof limit !== 'number' || Number.isNaN(limit)) {
      throw new InvalidValueError('thresholds', limit, 'a number', undefined, column);
    }
  }
  return Array.from({ length: table.rows }, (_, row) =>
    Array.from({ length: table.columns }, (_, column) => (table.at(row, column) > limits[column]! ? 1 : 0)),
  );
}
