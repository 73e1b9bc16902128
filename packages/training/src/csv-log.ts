import { writeFileAtomically } from './atomic-write';
import type { Callback } from './callback';
import type { EpochRecord } from './history';
import { importNode } from './import-node';

/**
 * A callback that keeps a table of the epochs in a CSV file: a header, then a row for each epoch,
 * with nothing in the place of a figure that is not finite. After every epoch the
 * file is replaced whole with one row more; a continued training goes on in it and no epoch is in it twice. A file of that
 * name from another training is replaced after the first epoch.
 *
 * @param path - needs Node's file system; missing folders are made
 */
export function csvLog(path: string): Callback {
  return {
    name: `csvLog ${path}`,
    async onEpochEnd(_, { history }) {
      const { mkdir } = await importNode('node:fs/promises');
      const { dirname, resolve } = await importNode('node:path');
      await mkdir(dirname(resolve(path)), { recursive: true });
      await writeFileAtomically(path, [new TextEncoder().encode(table(history))]);
    },
  };
}

function table(history: readonly EpochRecord[]): string {
  const rows = history.map(({ metrics, ...figures }) => ({ ...figures, ...metrics }) as Record<string, number>);
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const lines = [
    columns,
    ...rows.map((row) => columns.map((column) => (Number.isFinite(row[column]) ? row[column]! : ''))),
  ];
  return `${lines.map((line) => line.map(cell).join(',')).join('\n')}\n`;
}

/** RFC 4180: what holds a comma, a quote or a line break is quoted. */
function cell(value: string | number): string {
  const text = String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
