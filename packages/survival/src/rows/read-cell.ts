import { InvalidValueError, UnknownColumnError } from '../errors';

/** A table as a list of objects: one a patient, or one a stretch of a patient's time. */
export type Row = Readonly<Record<string, unknown>>;

/** How cells are read. */
export interface CellOptions {
  /** Values that stand for "not known", beside null, undefined, NaN and empty text: such as `'NA'` or -9. */
  missingValues?: readonly unknown[];
  /** Whether text such as `'12.5'`, as CSV readers give it, is read as a number. Default false. */
  parseNumbers?: boolean;
}

export function isMissing(value: unknown, { missingValues = [] }: CellOptions): boolean {
  if (value === null || value === undefined || Number.isNaN(value)) return true;
  return (typeof value === 'string' && value.trim() === '') || missingValues.includes(value);
}

/** @throws {@link InvalidValueError} */
export function readNumber(column: string, row: number, value: unknown, { parseNumbers = false }: CellOptions): number {
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  const isText = typeof value === 'string' && NUMBER.test(value.trim());
  if (isText && parseNumbers) return Number(value);
  const expected = isText
    ? 'a number (parseNumbers: true reads numbers that are written as text)'
    : 'a finite number (list columns of text, or of true and false, under categories)';
  throw new InvalidValueError(columnName(column), value, expected, row);
}

/** 1 where the event was seen, 0 where not: of numbers and booleans, or by what value says so. */
export function readEvent(column: string, row: number, value: unknown, seen: unknown, options: CellOptions): number {
  if (seen !== undefined) return Number(value === seen);
  if (typeof value === 'boolean') return Number(value);
  if (value === 0 || value === 1) return value;
  if (options.parseNumbers && (value === '0' || value === '1')) return Number(value);
  const expected = '1 or true (seen), or 0 or false (censored); eventValue names what else says that it was seen';
  throw new InvalidValueError(columnName(column), value, expected, row);
}

/** All columns that any row has, in the order in which they come. @throws {@link InvalidValueError} for what is no row */
export function columnsOf(rows: readonly Row[]): string[] {
  const columns = new Set<string>();
  for (const [place, row] of rows.entries()) {
    if (typeof row !== 'object' || row === null || Array.isArray(row)) {
      throw new InvalidValueError('rows', row, 'an object with the values by column', place);
    }
    for (const column of Object.keys(row)) columns.add(column);
  }
  return [...columns];
}

/** @throws {@link UnknownColumnError} */
export function requireColumns(asked: readonly string[], columns: readonly string[]): void {
  for (const column of asked) if (!columns.includes(column)) throw new UnknownColumnError(column, columns);
}

export const columnName = (column: string) => `column ${JSON.stringify(column)}`;

const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
