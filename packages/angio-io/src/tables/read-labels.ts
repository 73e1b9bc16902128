import { namesOption } from '../options';
import { readCsv } from './csv-file';
import { parseBit, parseTable, type TableOptions } from './csv-table';
import { Labels } from './labels';

/** Options of {@link readLabels}. */
export interface ReadLabelsOptions extends TableOptions {
  /**
   * The label columns, in the order that they are wanted in, wherever they stand among others; `all` takes every
   * column but the Index. Default: the header must be `Index` and the 22 {@link LABELS}, in order, and nothing else.
   */
  readonly labels?: readonly string[] | 'all';
}

/**
 * Read a label table (`train.csv`, `test.csv`, `groundtruth.csv`): the header `Index`, then {@link LABELS} in order;
 * every label 0 or 1. A byte-order mark, CR LF, blank lines and `0.0`/`1.0` are accepted. Tables with other columns or
 * other Indexes are read with the options.
 *
 * @throws FileAccessError, CsvHeaderError, CsvRowError, DuplicateIndexError — with path and line; OptionError
 */
export async function readLabels(csv: string, options: ReadLabelsOptions = {}): Promise<Labels> {
  return parseLabels(await readCsv(csv), csv, options);
}

/**
 * As {@link readLabels}, from text that is already in memory.
 *
 * @param path names the table in errors
 */
export async function parseLabels(
  text: string,
  path = 'label table',
  options: ReadLabelsOptions = {},
): Promise<Labels> {
  const wanted =
    options.labels === undefined || options.labels === 'all' ? options.labels : namesOption('labels', options.labels);
  const { columns, rows } = await parseTable(text, path, wanted, options);
  return new Labels({
    index: rows.map(({ index }) => index),
    values: rows.map(({ cells, line }) =>
      Uint8Array.from(cells, (cell, at) => parseBit(cell, path, line, columns[at]!, 'Correct the label.')),
    ),
    names: columns,
    path,
  });
}
