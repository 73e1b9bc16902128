import { writeTextWhole } from '../atomic-file';
import { CsvRowError, PredictionError } from '../errors';
import { namesOption } from '../options';
import { asIndex, INDEX_COLUMN, INDEX_PATTERN, LABELS } from '../study/names';
import { readCsv } from './csv-file';
import { isIndex, parseBit, parseTable, quote, type TableOptions } from './csv-table';

/** What is predicted for one patient. */
export interface Prediction {
  /** Four digits, unless `indexPattern` says otherwise. */
  readonly index: string;
  /** Probability of an aneurysm, from 0 to 1. */
  readonly aneurysm: number;
  /** 21 decisions, 0 or 1, in {@link LOCATIONS} order; or one for each of the caller's `columns` but the first. */
  readonly locations: ArrayLike<number>;
}

/** Options of {@link writePredictions} and {@link readPredictions}. */
export interface PredictionOptions extends TableOptions {
  /**
   * The columns after the Index: first that of the probability, then those of the decisions. Default: the 22
   * {@link LABELS}.
   */
  readonly columns?: readonly string[];
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
 * @throws NoSpaceError, WriteError; OptionError
 */
export async function writePredictions(
  csv: string,
  predictions: readonly Prediction[],
  options: PredictionOptions = {},
): Promise<void> {
  const columns = namesOption('columns', options.columns, LABELS as readonly string[]);
  const { indexColumn = INDEX_COLUMN, indexPattern = INDEX_PATTERN } = options;
  const seen = new Set<string>();
  const rows = predictions.map((prediction, row) => {
    const cells = formatRow(prediction, row, csv, columns, indexPattern);
    if (seen.has(prediction.index)) {
      throw new PredictionError(csv, row, prediction.index, 'Index', prediction.index, 'different for each patient');
    }
    seen.add(prediction.index);
    return cells;
  });
  const lines = [[indexColumn, ...columns], ...rows].map((cells) => cells.map(asCell).join(','));
  await writeTextWhole(csv, `${lines.join('\n')}\n`);
}

/**
 * Read a table that {@link writePredictions} or another team wrote.
 *
 * @throws FileAccessError, CsvHeaderError, CsvRowError, DuplicateIndexError — with path and line; OptionError
 */
export async function readPredictions(csv: string, options: PredictionOptions = {}): Promise<Prediction[]> {
  const wanted = options.columns && namesOption('columns', options.columns);
  const { columns, rows } = await parseTable(await readCsv(csv), csv, wanted, options);
  const [presence, ...locations] = columns;
  return rows.map(({ index, cells: [probability, ...decisions], line }) => {
    const aneurysm = Number(probability);
    if (probability === '' || !isProbability(aneurysm)) {
      const remedy = 'Correct the probability.';
      throw new CsvRowError(csv, line, presence, quote(probability!), 'a number from 0 to 1', remedy);
    }
    const bits = locations.map((name, at) => parseBit(decisions[at]!, csv, line, name, 'Correct the decision.'));
    return { index, aneurysm, locations: Uint8Array.from(bits) };
  });
}

function formatRow(
  { index, aneurysm, locations }: Prediction,
  row: number,
  path: string,
  [presence, ...names]: readonly string[],
  pattern: RegExp,
): string[] {
  const fail = (column: string, found: unknown, expected: string): never => {
    throw new PredictionError(path, row, String(index), column, found, expected);
  };
  // Blanks at its ends would be lost on reading, and a line break would be two lines to most programs.
  const isText = typeof index === 'string' && asIndex(index) === index.normalize('NFC');
  if (!isText || !isIndex(index, pattern)) {
    fail('Index', index, pattern === INDEX_PATTERN ? 'four digits, as text' : `text like ${pattern}`);
  }
  if (!isProbability(aneurysm)) fail(presence!, aneurysm, 'a number from 0 to 1');
  if (locations?.length !== names.length) {
    fail('locations', `${locations?.length} values`, `${names.length} values, one a location`);
  }
  const bits = names.map((name, at) => {
    const value = locations[at];
    if (value !== 0 && value !== 1) fail(name, value, '0 or 1 (apply the thresholds first)');
    return String(value);
  });
  return [index, String(aneurysm), ...bits];
}

/** Text as a cell: in quotes where it has a comma or a quote (RFC 4180, section 2). */
function asCell(text: string): string {
  return /[",]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function isProbability(value: unknown): boolean {
  return typeof value === 'number' && value >= 0 && value <= 1;
}
