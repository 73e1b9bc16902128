import { readFile } from 'node:fs/promises';
import { asAccessError, CsvHeaderError, CsvRowError, DuplicateIndexError } from '../errors';
import { INDEX_COLUMN, INDEX_PATTERN, LABELS } from '../study/names';

/** The competition's header: `Index`, then the 22 labels. */
export const CSV_COLUMNS: readonly string[] = [INDEX_COLUMN, ...LABELS];

/** One row of the competition's table: its Index, the 22 cells after it, and its line in the file. */
export interface TableRow {
  readonly index: string;
  /** Trimmed text, in {@link LABELS} order. */
  readonly cells: readonly string[];
  readonly line: number;
}

/** Read a CSV file as text. */
export async function readCsv(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    throw asAccessError(path, error, 'Check the name of the CSV file.');
  }
}

/**
 * The rows of a table with the competition's header. A byte-order mark, CR LF, blank lines, blanks around a cell and
 * an Index whose leading zeros a spreadsheet has removed are accepted.
 *
 * @param path names the table in errors
 */
export async function parseTable(text: string, path: string): Promise<TableRow[]> {
  const [header, ...rows] = await parseLines(text, path);
  const found = header?.cells ?? [];
  if (found.length !== CSV_COLUMNS.length || CSV_COLUMNS.some((name, at) => found[at] !== name)) {
    throw new CsvHeaderError(path, CSV_COLUMNS, found);
  }
  const lineOf = new Map<string, number>();
  return rows.map(({ cells, line }) => {
    if (cells.length !== CSV_COLUMNS.length) {
      const remedy = 'Look for a missing or an extra comma.';
      throw new CsvRowError(path, line, undefined, `${cells.length} columns`, `${CSV_COLUMNS.length}`, remedy);
    }
    const index = parseIndex(cells[0]!, path, line);
    const firstLine = lineOf.get(index);
    if (firstLine !== undefined) throw new DuplicateIndexError(path, line, firstLine, index);
    lineOf.set(index, line);
    return { index, cells: cells.slice(1), line };
  });
}

interface Line {
  readonly cells: string[];
  readonly line: number;
}

async function parseLines(text: string, path: string): Promise<Line[]> {
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

function parseIndex(cell: string, path: string, line: number): string {
  const index = /^\d{1,4}$/.test(cell) ? cell.padStart(4, '0') : cell;
  if (!INDEX_PATTERN.test(index)) {
    const remedy = "Write the four digits that the patient's image names begin with.";
    throw new CsvRowError(path, line, INDEX_COLUMN, quote(cell), 'four digits', remedy);
  }
  return index;
}

/** A cell's text for an error message. */
export function quote(cell: string): string {
  return cell === '' ? 'an empty cell' : JSON.stringify(cell);
}
