import { AngioIoError } from './angio-io-error';
import { describe } from './describe';

/** A table's header is not the expected one. */
export class CsvHeaderError extends AngioIoError {
  readonly tag = 'CsvHeaderError';
  readonly line = 1;
  /** Columns that the table lacks. */
  readonly missing: readonly string[];
  /** Columns that the table has and should not have; a column given twice is listed here. */
  readonly unknown: readonly string[];
  /** Columns that are there, but in the wrong place; empty while columns are missing or unknown. */
  readonly misplaced: readonly string[];
  constructor(
    readonly path: string,
    readonly expected: readonly string[],
    /** The columns that were found, or those of them that matter. */
    readonly found: readonly string[],
    remedy?: string,
  ) {
    const missing = expected.filter((name) => !found.includes(name));
    const unknown = found.filter((name, at) => !expected.includes(name) || found.indexOf(name) !== at);
    const misplaced = missing.length + unknown.length > 0 ? [] : expected.filter((name, at) => found[at] !== name);
    const parts = [
      missing.length > 0 && `missing: ${missing.join(', ')}`,
      unknown.length > 0 && `not expected: ${unknown.map((name) => JSON.stringify(name)).join(', ')}`,
      misplaced.length > 0 && `in the wrong order: ${misplaced.join(', ')}`,
    ].filter(Boolean);
    const separator = found.length === 1 ? /[;\t]/.exec(found[0] ?? '')?.[0] : undefined;
    const hint = separator
      ? ` The columns are separated by ${separator === ';' ? 'semicolons' : 'tabs'}: save the table with commas.`
      : '';
    super(
      `${path}, line 1: wrong header (${parts.join('; ')}).${hint} Expected: ${expected.join(',')}${remedy ? `. ${remedy}` : ''}`,
    );
    this.missing = missing;
    this.unknown = unknown;
    this.misplaced = misplaced;
  }
}

/** A cell or a row of a table is wrong. */
export class CsvRowError extends AngioIoError {
  readonly tag = 'CsvRowError';
  constructor(
    readonly path: string,
    /** Line in the file, from 1. */
    readonly line: number,
    /** The column's name, unless the whole row is wrong. */
    readonly column: string | undefined,
    readonly found: string,
    readonly expected: string,
    remedy: string,
  ) {
    super(
      `${path}, line ${line}${column === undefined ? '' : `, column ${column}`}: ` +
        `found ${found}, expected ${expected}. ${remedy}`,
    );
  }
}

/** Two rows of a table have the same Index. */
export class DuplicateIndexError extends AngioIoError {
  readonly tag = 'DuplicateIndexError';
  constructor(
    readonly path: string,
    readonly line: number,
    /** The line where the Index came first. */
    readonly firstLine: number,
    readonly index: string,
  ) {
    super(`${path}, line ${line}: Index ${index} already stands on line ${firstLine}. Remove one of the two rows.`);
  }
}

/** A prediction cannot be written as a row of the competition's table. */
export class PredictionError extends AngioIoError {
  readonly tag = 'PredictionError';
  constructor(
    readonly path: string,
    /** Position in the list of predictions, from 0. */
    readonly row: number,
    readonly patient: string,
    /** The field or column that is wrong. */
    readonly column: string,
    readonly found: unknown,
    readonly expected: string,
  ) {
    super(
      `${path} was not written: prediction ${row} (Index ${patient}) has ${column} = ${describe(found)}; ` +
        `it must be ${expected}.`,
    );
  }
}
