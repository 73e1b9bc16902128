import { InvalidValueError } from '../errors';
import { type CellOptions, columnName, type Row, readNumber } from './read-cell';

/** A column of text, booleans or numbers that name categories. */
export interface CategoryOptions {
  readonly column: string;
  /** The level that the others are compared with. Default: the first in sorted order. */
  readonly reference?: unknown;
}

/** How a column becomes covariates: itself, or one of 0 and 1 for each level but the reference. */
export interface ColumnCoding {
  readonly column: string;
  /** Of a category: all levels, sorted. */
  readonly levels?: readonly unknown[];
  readonly reference?: unknown;
  /** Names of the covariates, such as `stage=II`. */
  readonly names: readonly string[];
}

/**
 * The coding of a category by the levels that occur.
 *
 * @throws {@link InvalidValueError} if there is one level only, or none equals the reference
 */
export function codeCategory({ column, reference }: CategoryOptions, rows: readonly Row[]): ColumnCoding {
  const levels = [...new Set(rows.map((row) => row[column]))].sort(compareLevels);
  if (levels.length < 2) {
    throw new InvalidValueError(columnName(column), levels[0], 'at least two categories; leave the column out');
  }
  if (reference !== undefined && !levels.includes(reference)) {
    throw new InvalidValueError(`reference of ${columnName(column)}`, reference, `one of ${listed(levels)}`);
  }
  const compared = reference === undefined ? levels[0] : reference;
  const names = levels.filter((level) => level !== compared).map((level) => `${column}=${String(level)}`);
  return { column, levels, reference: compared, names };
}

/** Covariates by name, of rows without missing values. @throws {@link InvalidValueError}, also for an unknown level */
export function applyCoding(
  codings: readonly ColumnCoding[],
  rows: readonly Row[],
  places: readonly number[],
  options: CellOptions,
): Record<string, number[]> {
  const covariates: [string, number[]][] = [];
  for (const { column, levels, reference, names } of codings) {
    if (levels === undefined) {
      covariates.push([column, rows.map((row, i) => readNumber(column, places[i]!, row[column], options))]);
      continue;
    }
    for (const [i, row] of rows.entries()) {
      if (levels.includes(row[column])) continue;
      throw new InvalidValueError(columnName(column), row[column], `one of ${listed(levels)}`, places[i]!);
    }
    const compared = levels.filter((level) => level !== reference);
    for (const [k, name] of names.entries()) {
      covariates.push([name, rows.map((row) => Number(row[column] === compared[k]))]);
    }
  }
  return Object.fromEntries(covariates);
}

/** Numbers by size and before text, text by its code units, so that the order is the same everywhere. */
function compareLevels(a: unknown, b: unknown): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  if (typeof a !== typeof b) return typeof a === 'number' ? -1 : typeof b === 'number' ? 1 : compareText(a, b);
  return compareText(a, b);
}

const compareText = (a: unknown, b: unknown) => (String(a) < String(b) ? -1 : Number(String(a) > String(b)));

const listed = (levels: readonly unknown[]) =>
  levels.map((level) => (typeof level === 'string' ? JSON.stringify(level) : String(level))).join(', ');
