import { CsvHeaderError, CsvRowError, OptionError } from '../errors';
import { asIndex } from '../study/names';
import { readCsv } from './csv-file';
import { parseLines, quote } from './csv-table';

/** One image of a manifest. */
export interface ManifestRow {
  /** As it is written, without blanks around it. */
  readonly path: string;
  readonly patient: string;
  readonly view: string;
  /** The row's line in the file, from 1. */
  readonly line: number;
}

/** A table that says of every image whose it is and what it shows. */
export interface Manifest {
  readonly rows: readonly ManifestRow[];
  /** The columns beside the three, which are passed over. */
  readonly ignored: readonly string[];
}

/** Options of {@link readManifest}. */
export interface ManifestOptions {
  /** What the three columns are called. Default: `path`, `patient`, `view`. */
  readonly columns?: { readonly path?: string; readonly patient?: string; readonly view?: string };
}

/**
 * Read a manifest: a CSV table with the columns `path`, `patient` and `view`, in any order, in capital or small
 * letters, among any others. A byte-order mark, CR LF and blank lines are accepted; quotes let a path have commas.
 * Whether the files are there is for {@link scanManifest} to say.
 *
 * @throws FileAccessError; CsvHeaderError if a column is missing or comes twice; CsvRowError for a row with more or
 * fewer cells than the header, or with an empty one among the three
 */
export async function readManifest(csv: string, options: ManifestOptions = {}): Promise<Manifest> {
  const { path = 'path', patient = 'patient', view = 'view' } = options.columns ?? {};
  const wanted = [path, patient, view].map((name) => name.toLowerCase());
  if (new Set(wanted).size < 3) throw new OptionError('columns', [path, patient, view], 'three different names');
  const [header, ...lines] = await parseLines(await readCsv(csv), csv);
  const found = header?.cells ?? [];
  const columns = found.map((name) => name.toLowerCase());
  if (wanted.some((name) => columns.indexOf(name) < 0 || columns.indexOf(name) !== columns.lastIndexOf(name))) {
    const relevant = found.length === 1 ? found : found.filter((name) => wanted.includes(name.toLowerCase()));
    throw new CsvHeaderError(csv, [path, patient, view], relevant);
  }
  const rows = lines.map(({ cells, line }): ManifestRow => {
    if (cells.length !== columns.length) {
      const remedy = 'Look for a missing or an extra comma, or for a path with a comma and no quotes.';
      throw new CsvRowError(csv, line, undefined, `${cells.length} columns`, `${columns.length}`, remedy);
    }
    const [pathCell, patientCell, viewCell] = wanted.map((name) => cells[columns.indexOf(name)]!);
    const index = asIndex(patientCell!);
    if (index === undefined) throw emptyCell(csv, line, patient, patientCell!);
    if (pathCell === '') throw emptyCell(csv, line, path, pathCell);
    if (viewCell === '') throw emptyCell(csv, line, view, viewCell);
    return { path: pathCell!, patient: index, view: viewCell!, line };
  });
  return { rows, ignored: found.filter((_, at) => !wanted.includes(columns[at]!)) };
}

function emptyCell(csv: string, line: number, column: string, cell: string): CsvRowError {
  return new CsvRowError(csv, line, column, quote(cell), 'text of one line', 'Fill the cell, or remove the row.');
}
