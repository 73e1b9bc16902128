import type { CoxData, CoxOptions } from '../cox/cox-ph';
import { EmptyInputError, InvalidValueError } from '../errors';
import { applyCoding, type CategoryOptions, type ColumnCoding, codeCategory } from './coding';
import {
  type CellOptions,
  columnName,
  columnsOf,
  isMissing,
  type Row,
  readEvent,
  readNumber,
  requireColumns,
} from './read-cell';

/** Which columns of the rows are what. */
export interface FromRowsOptions extends CellOptions {
  /** Column of the follow-up times. */
  time: string;
  /** Column that says whether the event was seen: 1 or true, 0 or false. */
  event: string;
  /** What the event column has where the event was seen, such as `'dead'` or 2; anything else is censored. */
  eventValue?: unknown;
  /** Columns that become covariates. Default: all that are not named here as something else. */
  covariates?: readonly string[];
  /** Columns of categories, each coded as covariates of 0 and 1 against a reference; listed as covariates or not. */
  categories?: readonly (string | CategoryOptions)[];
  entry?: string;
  /** One column, or several whose combinations are the strata. */
  strata?: string | readonly string[];
  weights?: string;
  cluster?: string;
  /** Whether a row that lacks a value in a column that is used is an error (default), or is dropped and listed. */
  missing?: 'error' | 'drop';
}

/** A row that was left out, and the columns in which it lacks a value. */
export interface DroppedRow {
  /** From 0. */
  readonly row: number;
  readonly columns: readonly string[];
}

/** What {@link coxPH} takes, made of rows: `coxPH(data, options)`. */
export interface RowsData {
  readonly data: CoxData & { readonly covariates: Readonly<Record<string, number[]>> };
  /** Entry, strata, weights and cluster, where columns are named for them. */
  readonly options: Pick<CoxOptions, 'entry' | 'strata' | 'weights' | 'cluster'>;
  /** Place among the rows given of each row of the data. */
  readonly rows: readonly number[];
  readonly dropped: readonly DroppedRow[];
  /** How many rows lack a value, by column. */
  readonly droppedByColumn: Readonly<Record<string, number>>;
  /** How the columns became covariates. */
  readonly coding: readonly ColumnCoding[];
  /**
   * Covariates of other rows in the same coding, for predictions.
   *
   * @throws {@link InvalidValueError} for a missing value or an unknown category; {@link UnknownColumnError}
   */
  covariatesOf(rows: readonly object[]): Record<string, number[]>;
}

/**
 * A table of objects, one a row, as data for {@link coxPH}.
 *
 * @param table - objects with the same columns, such as a CSV reader gives
 * @throws {@link UnknownColumnError} for a column that no row has; {@link InvalidValueError} for text in a column of
 *   numbers or a missing value, with column and row; {@link EmptyInputError} if no row is left
 */
export function fromRows(table: readonly object[], options: FromRowsOptions): RowsData {
  const { time, event, entry, weights, cluster, missing = 'error' } = options;
  if (missing !== 'error' && missing !== 'drop') throw new InvalidValueError('missing', missing, "'error' or 'drop'");
  if (!Array.isArray(table)) throw new InvalidValueError('rows', table, 'an array of objects');
  const rows: readonly Row[] = table;
  if (rows.length === 0) throw new EmptyInputError('rows', 'no rows');
  const columns = columnsOf(rows);
  const strata = options.strata === undefined ? [] : [options.strata].flat();
  const roles = [time, event, ...[entry, weights, cluster].filter((name) => name !== undefined), ...strata];
  const categories = (options.categories ?? []).map((one) => (typeof one === 'string' ? { column: one } : one));
  const covariates = covariateColumns(options.covariates, categories, columns, roles);
  requireColumns([...roles, ...covariates], columns);

  const { kept, dropped } = splitByMissing(rows, [...new Set([...roles, ...covariates])], missing, options);
  if (kept.length === 0) throw new EmptyInputError('rows', 'no row without a missing value');
  const used = kept.map((row) => rows[row]!);
  const numbers = (column: string) => used.map((row, i) => readNumber(column, kept[i]!, row[column], options));
  const coding = covariates.map((column): ColumnCoding => {
    const category = categories.find((one) => one.column === column);
    return category === undefined ? { column, names: [column] } : codeCategory(category, used);
  });
  requireDistinct(coding);
  const droppedByColumn: Record<string, number> = {};
  for (const { columns } of dropped) {
    for (const column of columns) droppedByColumn[column] = (droppedByColumn[column] ?? 0) + 1;
  }
  return {
    data: {
      time: numbers(time),
      event: used.map((row, i) => readEvent(event, kept[i]!, row[event], options.eventValue, options)),
      covariates: applyCoding(coding, used, kept, options),
    },
    options: {
      ...(entry !== undefined && { entry: numbers(entry) }),
      ...(weights !== undefined && { weights: numbers(weights) }),
      ...(cluster !== undefined && { cluster: used.map((row) => row[cluster]) }),
      ...(strata.length > 0 && { strata: used.map((row) => stratumOf(row, strata)) }),
    },
    ...{ rows: kept, dropped, droppedByColumn, coding },
    covariatesOf(otherTable) {
      const others = otherTable as readonly Row[];
      requireColumns(covariates, columnsOf(others));
      const { kept: places } = splitByMissing(others, covariates, 'error', options);
      return applyCoding(coding, others, places, options);
    },
  };
}

function covariateColumns(
  asked: readonly string[] | undefined,
  categories: readonly CategoryOptions[],
  columns: readonly string[],
  roles: readonly string[],
): string[] {
  const covariates = asked ?? columns.filter((column) => !roles.includes(column));
  const named = [...new Set([...covariates, ...categories.map(({ column }) => column)])];
  if (named.length === 0) throw new EmptyInputError('covariates', 'no columns');
  const doubled = named.find((column) => roles.includes(column));
  if (doubled !== undefined) {
    const expected = 'columns that are not time, event, entry, strata, weights or cluster';
    throw new InvalidValueError('covariates', doubled, expected);
  }
  return named;
}

function splitByMissing(
  rows: readonly Row[],
  used: readonly string[],
  missing: 'error' | 'drop',
  options: CellOptions,
): { kept: number[]; dropped: DroppedRow[] } {
  const kept: number[] = [];
  const dropped: DroppedRow[] = [];
  for (const [row, values] of rows.entries()) {
    const columns = used.filter((column) => isMissing(values[column], options));
    if (columns.length === 0) kept.push(row);
    else dropped.push({ row, columns });
  }
  const first = dropped[0];
  if (first === undefined || missing === 'drop') return { kept, dropped };
  const column = first.columns[0]!;
  const expected = `a value (${dropped.length} of ${rows.length} rows lack one; missing: 'drop' leaves them out)`;
  throw new InvalidValueError(columnName(column), rows[first.row]![column], expected, first.row);
}

/** Two columns can give covariates of the same name: `a` with the level `b=c`, and `a=b` with the level `c`. */
function requireDistinct(coding: readonly ColumnCoding[]): void {
  const seen = new Set<string>();
  for (const name of coding.flatMap(({ names }) => names)) {
    if (seen.has(name)) throw new InvalidValueError('covariates', name, 'names that differ once categories are coded');
    seen.add(name);
  }
}

/** One column's value as it is; of several the combination, as R names it. */
function stratumOf(row: Row, strata: readonly string[]): unknown {
  if (strata.length === 1) return row[strata[0]!];
  return strata.map((column) => `${column}=${String(row[column])}`).join(', ');
}
