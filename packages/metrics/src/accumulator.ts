import { EmptyInputError, RaggedRowsError, ShapeMismatchError, UnlikeAccumulatorsError } from './errors';
import { type Column, type Columns, type Domain, readPair, readTable, type Table, WEIGHT } from './table';

/** An accumulator's state as plain data: for `JSON.stringify`, `structuredClone` or a message to another thread. */
export interface AccumulatorJSON {
  /** Which accumulator it is of. */
  readonly kind: string;
  readonly [field: string]: unknown;
}

/** The rows that an update brings, checked. */
export interface Chunk {
  readonly labels: readonly Float64Array[];
  readonly values: readonly Float64Array[];
  readonly rows: number;
  readonly flat: boolean;
  /** Weight of a row; 1 for all without weights. */
  weight(row: number): number;
}

/**
 * Reads what an update brings as the metrics do, except that weights may all be 0: other rows may follow.
 *
 * @param columns - how many labels the rows before had, if there were any
 * @throws {@link MetricsError}
 */
export function readChunk(
  yTrue: Table,
  name: string,
  other: Table,
  domain: Domain,
  sampleWeight: Column | undefined,
  columns: number | undefined,
): Chunk {
  const { truth, other: read } = readPair(yTrue, name, other, domain);
  if (columns !== undefined && truth.columns.length !== columns) {
    throw new ShapeMismatchError('yTrue', [truth.rows, columns], [truth.rows, truth.columns.length]);
  }
  const weights = sampleWeight && readChunkWeights(sampleWeight, truth);
  return {
    labels: truth.columns,
    values: read.columns,
    rows: truth.rows,
    flat: truth.flat,
    weight: (row) => (weights === undefined ? 1 : weights[row]!),
  };
}

function readChunkWeights(sampleWeight: Column, { rows }: Columns): Float64Array {
  if (sampleWeight.length !== rows) throw new ShapeMismatchError('sampleWeight', [rows], [sampleWeight.length]);
  const { flat, columns } = readTable('sampleWeight', sampleWeight, WEIGHT);
  if (!flat) throw new RaggedRowsError('sampleWeight', 0, 'a number', `a row of ${columns.length}`);
  return columns[0]!;
}

/**
 * How many labels two accumulators have, undefined as long as neither has rows.
 *
 * @throws {@link UnlikeAccumulatorsError}
 */
export function mergedColumns(own: number | undefined, other: number | undefined): number | undefined {
  if (own !== undefined && other !== undefined) requireSame('labels', own, other);
  return own ?? other;
}

/** @throws {@link UnlikeAccumulatorsError} */
export function requireSame(what: string, own: unknown, other: unknown): void {
  const [a, b] = [JSON.stringify(own), JSON.stringify(other)];
  if (a !== b) throw new UnlikeAccumulatorsError(what, a ?? 'none', b ?? 'none');
}

/** @throws {@link EmptyInputError} if nothing was counted yet */
export function requireRows(columns: number | undefined, weight: number): asserts columns is number {
  if (columns === undefined) throw new EmptyInputError('the accumulator', 'no rows');
  if (weight === 0) throw new EmptyInputError('the accumulator', 'no positive weight');
}
