import { writeTextWhole } from '../atomic-file';
import { CsvRowError, PredictionError } from '../errors';
import { INDEX_PATTERN, LABELS, LOCATIONS } from '../study/names';
import { CSV_COLUMNS, parseTable, quote, readCsv } from './csv-table';

/** What is predicted for one patient. */
export interface Prediction {
  /** Four digits. */
  readonly index: string;
  /** Probability of an aneurysm, from 0 to 1. */
  readonly aneurysm: number;
  /** 21 decisions, 0 or 1, in {@link LOCATIONS} order. */
  readonly locations: ArrayLike<number>;
}

/**
 * Write the competition's table: `Index,Aneurysm,L_ICA,…`, one row a prediction in the order given, Aneurysm as a
 * real number in full precision, the locations as the integers 0 and 1. The file appears whole or not at all.
 *
 * Plain ASCII with commas and LF: Excel opens it in locales whose list separator is the comma; elsewhere use its
 * Data › From Text/CSV. (Excel shows Index 0007 as 7; {@link readPredictions} reads both.)
 *
 * @throws PredictionError for an Index that is not four digits or comes twice, a number outside [0, 1] or NaN, a
 * location other than 0 or 1, or a number of locations other than 21
 * @throws NoSpaceError, WriteError
 */
export async function writePredictions(csv: string, predictions: readonly Prediction[]): Promise<void> {
  const seen = new Set<string>();
  const rows = predictions.map((prediction, row) => {
    const cells = formatRow(prediction, row, csv);
    if (seen.has(prediction.index)) {
      throw new PredictionError(csv, row, prediction.index, 'Index', prediction.index, 'different for each patient');
    }
    seen.add(prediction.index);
    return cells.join(',');
  });
  await writeTextWhole(csv, `${[CSV_COLUMNS.join(','), ...rows].join('\n')}\n`);
}

/**
 * Read a table that {@link writePredictions} or another team wrote.
 *
 * @throws FileAccessError, CsvHeaderError, CsvRowError, DuplicateIndexError — with path and line
 */
export async function readPredictions(csv: string): Promise<Prediction[]> {
  const rows = await parseTable(await readCsv(csv), csv);
  return rows.map(({ index, cells, line }) => {
    const aneurysm = Number(cells[0]);
    if (cells[0] === '' || !isProbability(aneurysm)) {
      const remedy = 'Correct the probability.';
      throw new CsvRowError(csv, line, LABELS[0], quote(cells[0]!), 'a number from 0 to 1', remedy);
    }
    const locations = Uint8Array.from(LOCATIONS, (name, at) => {
      const cell = cells[at + 1]!;
      if (!/^[01](\.0*)?$/.test(cell)) {
        throw new CsvRowError(csv, line, name, quote(cell), '0 or 1', 'Correct the decision.');
      }
      return Number(cell[0]);
    });
    return { index, aneurysm, locations };
  });
}

function formatRow({ index, aneurysm, locations }: Prediction, row: number, path: string): string[] {
  const fail = (column: string, found: unknown, expected: string): never => {
    throw new PredictionError(path, row, String(index), column, found, expected);
  };
  if (typeof index !== 'string' || !INDEX_PATTERN.test(index)) fail('Index', index, 'four digits, as text');
  if (!isProbability(aneurysm)) fail('Aneurysm', aneurysm, 'a number from 0 to 1');
  if (locations?.length !== LOCATIONS.length) {
    fail('locations', `${locations?.length} values`, `${LOCATIONS.length} values, one a location`);
  }
  const bits = LOCATIONS.map((name, at) => {
    const value = locations[at];
    if (value !== 0 && value !== 1) fail(name, value, '0 or 1 (apply the thresholds first)');
    return String(value);
  });
  return [index, String(aneurysm), ...bits];
}

function isProbability(value: unknown): boolean {
  return typeof value === 'number' && value >= 0 && value <= 1;
}
