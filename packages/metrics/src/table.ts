import { EmptyInputError, InvalidValueError, RaggedRowsError, ShapeMismatchError } from './errors';

/** Numbers of one label, one a patient. */
export type Column = ArrayLike<number>;
/** One row a patient, one number a label: n × labels. */
export type Rows = readonly ArrayLike<number>[];
/** Rows, or a flat column for a single label. */
export type Table = Column | Rows;

/** Checked numbers, column by column: what every metric computes on. */
export interface Columns {
  readonly rows: number;
  readonly columns: readonly Float64Array[];
  /** Whether the numbers came as one flat column. */
  readonly flat: boolean;
}

/** Which values an argument accepts: finite ones from `lowest` to `highest`, maybe whole ones only. */
export interface Domain {
  readonly expected: string;
  readonly lowest: number;
  readonly highest: number;
  readonly whole?: boolean;
  /** NaN too, for what nobody knows. */
  readonly missing?: boolean;
}

const { MAX_VALUE } = Number;
export const BINARY: Domain = { expected: '0 or 1', lowest: 0, highest: 1, whole: true };
export const FINITE: Domain = { expected: 'a finite number', lowest: -MAX_VALUE, highest: MAX_VALUE };
export const PROBABILITY: Domain = { expected: 'a number in [0, 1]', lowest: 0, highest: 1 };
/** Weights within 1e±100 of 1, so that neither their sums nor the products of two sums leave the doubles and end as NaN. */
export const WEIGHT: Domain = { expected: 'a number from 0 to 1e100', lowest: 0, highest: 1e100 };
const LEAST_OF_HIGHEST = 1e-100;

/**
 * Reads `yTrue` and what it is compared with, and checks that both have the same shape.
 *
 * @throws {@link EmptyInputError}, {@link RaggedRowsError}, {@link InvalidValueError}, {@link ShapeMismatchError}
 */
export function readPair(yTrue: Table, name: string, other: Table, domain: Domain): { truth: Columns; other: Columns } {
  const truth = readTable('yTrue', yTrue, BINARY);
  const read = readTable(name, other, domain);
  if (truth.rows !== read.rows || truth.columns.length !== read.columns.length) {
    throw new ShapeMismatchError(name, shape(truth), shape(read));
  }
  return { truth, other: read };
}

/**
 * Checks that a table is a non-empty rectangle of numbers in the domain, and copies it column by column.
 *
 * @throws {@link EmptyInputError}, {@link RaggedRowsError}, {@link InvalidValueError}
 */
export function readTable(argument: string, table: Table, domain: Domain): Columns {
  const rows = table.length;
  if (rows === 0) throw new EmptyInputError(argument, 'no rows');
  if (isFlat(table)) return { rows, columns: [readColumn(argument, table, domain)], flat: true };
  const width = table[0]!.length;
  if (width === 0) throw new EmptyInputError(argument, 'no columns');
  const columns = Array.from({ length: width }, () => new Float64Array(rows));
  for (let row = 0; row < rows; row++) {
    const values: unknown = table[row];
    if (!isArrayLike(values)) throw new RaggedRowsError(argument, row, `a row of ${width}`, String(values));
    if (values.length !== width) throw new RaggedRowsError(argument, row, `length ${width}`, `length ${values.length}`);
    for (let column = 0; column < width; column++) {
      const value = values[column];
      if (typeof value !== 'number' || !accepts(domain, value)) {
        throw new InvalidValueError(argument, value, domain.expected, row, column);
      }
      columns[column]![row] = value;
    }
  }
  return { rows, columns, flat: false };
}

/**
 * Reads one weight a row; `undefined` stays undefined and means that all rows weigh the same.
 *
 * @throws {@link ShapeMismatchError}, {@link InvalidValueError}, {@link EmptyInputError} if no weight is positive
 */
export function readWeights(sampleWeight: Column | undefined, rows: number): Float64Array | undefined {
  if (sampleWeight === undefined) return undefined;
  if (sampleWeight.length !== rows) throw new ShapeMismatchError('sampleWeight', [rows], [sampleWeight.length]);
  const weights = readColumn('sampleWeight', sampleWeight, WEIGHT);
  const highest = weights.reduce((most, weight) => Math.max(most, weight), 0);
  if (highest === 0) throw new EmptyInputError('sampleWeight', 'no positive weight');
  if (highest < LEAST_OF_HIGHEST) {
    const expected = `a highest weight of at least ${LEAST_OF_HIGHEST}; multiply all by the same number`;
    throw new InvalidValueError('sampleWeight', highest, expected);
  }
  return weights;
}

/** Several columns end to end, as one; weights are repeated for each. */
export function flatten(columns: readonly Float64Array[]): Float64Array {
  const rows = columns[0]!.length;
  const flat = new Float64Array(rows * columns.length);
  for (const [column, values] of columns.entries()) flat.set(values, column * rows);
  return flat;
}

/** Columns turned into rows, or rows into columns. */
export function transpose(columns: readonly Float64Array[]): Float64Array[] {
  return Array.from({ length: columns[0]!.length }, (_, row) => Float64Array.from(columns, (column) => column[row]!));
}

/** Whether the table is one flat column of numbers. */
export function isFlat(table: Table): table is Column {
  return !isArrayLike(table[0]);
}

function readColumn(argument: string, values: ArrayLike<number>, domain: Domain): Float64Array {
  // A typed array is copied by the engine and can hold numbers only, so that one loop over doubles checks it.
  const column = isNumberArray(values) ? new Float64Array(values) : readNumbers(argument, values, domain);
  for (let row = 0; row < column.length; row++) {
    if (!accepts(domain, column[row]!)) throw new InvalidValueError(argument, column[row], domain.expected, row);
  }
  return column;
}

function readNumbers(argument: string, values: ArrayLike<number>, { expected }: Domain): Float64Array {
  const column = new Float64Array(values.length);
  for (let row = 0; row < column.length; row++) {
    const value: unknown = values[row];
    if (typeof value !== 'number') {
      if (isArrayLike(value)) throw new RaggedRowsError(argument, row, 'a number', `a row of ${value.length}`);
      throw new InvalidValueError(argument, value, expected, row);
    }
    column[row] = value;
  }
  return column;
}

function accepts({ lowest, highest, whole, missing }: Domain, value: number): boolean {
  if (value >= lowest && value <= highest) return !whole || Math.trunc(value) === value;
  return missing === true && Number.isNaN(value);
}

/** Any typed array but those of bigints. */
function isNumberArray(values: ArrayLike<number>): values is Float64Array {
  return ArrayBuffer.isView(values) && typeof (values as Float64Array)[0] === 'number';
}

function shape({ rows, columns, flat }: Columns): number[] {
  return flat ? [rows] : [rows, columns.length];
}

function isArrayLike(value: unknown): value is ArrayLike<unknown> {
  return typeof value === 'object' && value !== null && 'length' in value;
}
