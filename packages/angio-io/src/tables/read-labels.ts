import { readCsv } from './csv-file';
import { type Labels, parseLabels, type ReadLabelsOptions } from './labels';

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
