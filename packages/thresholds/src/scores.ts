import { EmptyScoresError, InvalidValueError, RaggedRowsError } from './errors';

/**
 * Scores of n patients: rows of one score a label (n × labels), or a flat array for a single label.
 * Any finite number is a score, so probabilities and logits both serve.
 */
export type Scores = ArrayLike<number> | readonly ArrayLike<number>[];

/** Shape of checked scores, and a reader that does not care whether they came as rows or flat. */
export interface CheckedScores {
  readonly rows: number;
  readonly columns: number;
  at(row: number, column: number): number;
}

/**
 * Checks that scores are a non-empty rectangle of finite numbers.
 *
 * @throws {@link EmptyScoresError}, {@link RaggedRowsError}, {@link InvalidValueError}
 */
export function checkScores(scores: Scores, argument = 'scores'): CheckedScores {
  if (!isArrayLike(scores)) throw new InvalidValueError(argument, scores, 'rows of numbers or one flat array');
  const rows = scores.length;
  if (rows === 0) throw new EmptyScoresError('no rows', argument);
  if (isFlat(scores)) {
    for (let row = 0; row < rows; row++) checkScore(argument, scores[row], row);
    return { rows, columns: 1, at: (row) => scores[row]! };
  }
  const columns = scores[0]!.length;
  if (columns === 0) throw new EmptyScoresError('no columns', argument);
  for (let row = 0; row < rows; row++) {
    const values: unknown = scores[row];
    if (!isArrayLike(values)) throw new RaggedRowsError(row, `a row of ${columns}`, String(values), argument);
    if (values.length !== columns) {
      throw new RaggedRowsError(row, `length ${columns}`, `length ${values.length}`, argument);
    }
    for (let column = 0; column < columns; column++) checkScore(argument, values[column], row, column);
  }
  return { rows, columns, at: (row, column) => scores[row]![column]! };
}

function isFlat(scores: Scores): scores is ArrayLike<number> {
  return !isArrayLike(scores[0]);
}

function isArrayLike(value: unknown): value is ArrayLike<unknown> {
  return typeof value === 'object' && value !== null && 'length' in value;
}

function checkScore(argument: string, value: unknown, row: number, column?: number): void {
  if (isArrayLike(value)) throw new RaggedRowsError(row, 'a number', `a row of ${value.length}`, argument);
  if (typeof value !== 'number' || !Number.isFinite(value)) {
    throw new InvalidValueError(argument, value, 'a finite number', row, column);
  }
}
