import { CsvHeaderError, CsvRowError, DuplicateIndexError } from '../errors';
import { asIndex, INDEX_COLUMN, INDEX_PATTERN, LABELS } from '../study/names';

/** How a caller's table differs from the competition's. */
export interface TableOptions {
  /** The column that names the patients. Default: `Index`. */
  readonly indexColumn?: string;
  /**
   * What a patient's Index looks like, from its first letter to its last; `/.+/` for any text. Default: four digits,
   * to which leading zeros that a spreadsheet has removed are added.
   */
  readonly indexPattern?: RegExp;
}

/** A table's columns after the one that names the patients, and its rows. */
export interface Table {
  readonly columns: readonly string[];
  readonly rows: readonly TableRow[];
}

/** One row of a table: its Index, the cells of the columns that were asked for, and its line in the file. */
export interface TableRow {
  readonly index: string;
  /** Trimmed text, in the order of the columns. */
  readonly cells: readonly string[];
  readonly line: number;
}

/**
 * The rows of a table. A byte-order mark, CR LF, blank lines and blanks around a cell are accepted.
 *
 * @param path names the table in errors
 * @param wanted `undefined`: the header must be the competition's, in its order; names: these columns, wherever they
 * stand among others; `all`: every column
 */
export async function parseTable(
  text: string,
  path: string,
  wanted?: readonly string[] | 'all',
  { indexColumn = INDEX_COLUMN, indexPattern = INDEX_PATTERN }: TableOptions = {},
): Promise<Table> {
  const [header, ...lines] = await parseLines(text, path);
  const found = header?.cells ?? [];
  const columns = pickColumns(found, wanted, indexColumn, path);
  const [indexAt, ...at] = [indexColumn, ...columns].map((name) => found.indexOf(name));
  const lineOf = new Map<string, number>();
  const rows = lines.map(({ cells, line }) => {
    if (cells.length !== found.length) {
      const remedy = 'Look for a missing or an extra comma.';
      throw new CsvRowError(path, line, undefined, `${cells.length} columns`, `${found.length}`, remedy);
    }
    const index = parseIndex(cells[indexAt!]!, path, line, indexColumn, indexPattern);
    const firstLine = lineOf.get(index);
    if (firstLine !== undefined) throw new DuplicateIndexError(path, line, firstLine, index);
    lineOf.set(index, line);
    return { index, cells: at.map((column) => cells[column]!), line };
  });
  return { columns, rows };
}

/** The names of the columns to read, in their order. */
function pickColumns(
  found: readonly string[],
  wanted: readonly string[] | 'all' | undefined,
  indexColumn: string,
  path: string,
): readonly string[] {
  if (wanted === undefined) {
    const expected = [indexColumn, ...LABELS];
    const same = found.length === expected.length && expected.every((name, at) => found[at] === name);
    if (!same) throw new CsvHeaderError(path, expected, found, 'Other columns are read with the option labels.');
    return LABELS;
  }
  const others = found.filter((name) => name !== indexColumn && name !== '');
  const columns = wanted !== 'all' ? wanted : others.length > 0 ? others : ['a column of labels'];
  const expected = [indexColumn, ...new Set(columns)];
  // Columns that nobody asked for don't matter, unless there is but one: then the separator is another.
  const relevant = wanted === 'all' || found.length === 1 ? found : found.filter((name) => expected.includes(name));
  if (relevant.length !== expected.length || expected.some((name) => !relevant.includes(name))) {
    throw new CsvHeaderError(path, expected, relevant);
  }
  return columns;
}

/** A line of a CSV file that is not blank. */
export interface Line {
  /** Trimmed text. */
  readonly cells: string[];
  readonly line: number;
}

/** The lines of a CSV file, as {@link parseTable} accepts them. */
export async function parseLines(text: string, path: string): Promise<Line[]> {
  if (text.includes('\0')) {
    throw new CsvRowError(path, 1, undefined, 'binary data or UTF-16', 'UTF-8 text', 'Save it as "CSV UTF-8".');
  }
  const { parseString } = await import('fast-csv');
  const lines: Line[] = [];
  let line = 1;
  await new Promise<void>((resolve, reject) => {
    parseString<string[], string[]>(text, { headers: false })
      .on('data', (row: string[]) => {
        const cells = row.map((cell) => cell.trim());
        if (cells.some((cell) => cell !== '')) lines.push({ cells, line });
        // A quoted cell may hold line breaks of its own.
        line += 1 + row.reduce((sum, cell) => sum + (cell.match(/\r\n|\r|\n/g)?.length ?? 0), 0);
      })
      .on('error', (error: Error) => {
        const found = error.message.replace(/^Parse Error: /, '').slice(0, 120);
        reject(new CsvRowError(path, line, undefined, found, 'comma-separated cells', 'Look for a stray quote mark.'));
      })
      .on('end', () => resolve());
  });
  return lines;
}

function parseIndex(cell: string, path: string, line: number, column: string, pattern: RegExp): string {
  const isDefault = pattern === INDEX_PATTERN;
  const index = isDefault && /^\d{1,4}$/.test(cell) ? cell.padStart(4, '0') : asIndex(cell);
  if (index !== undefined && isIndex(index, pattern)) return index;
  const remedy = isDefault
    ? "Write the four digits that the patient's image names begin with, or say what an Index is (indexPattern)."
    : 'Correct the Index, or indexPattern.';
  throw new CsvRowError(path, line, column, quote(cell), isDefault ? 'four digits' : String(pattern), remedy);
}

/** Whether the whole of a text is an Index. */
export function isIndex(text: string, pattern: RegExp): boolean {
  // Not the pattern itself: one with g or y remembers where it was, and one without ^ and $ is content with a part.
  return new RegExp(`^(?:${pattern.source})$`, pattern.flags.replace(/[gy]/g, '')).test(text);
}

/** A cell's text for an error message. */
export function quote(cell: string): string {
  return cell === '' ? 'an empty cell' : JSON.stringify(cell);
}

/** A cell that must be 0 or 1. */
export function parseBit(cell: string, path: string, line: number, column: string, remedy: string): number {
  // A data frame that once held a blank writes its integers with a decimal point.
  if (/^[01](\.0*)?$/.test(cell)) return Number(cell[0]);
  throw new CsvRowError(path, line, column, quote(cell), '0 or 1', remedy);
}
