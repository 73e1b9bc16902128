import type { EpochRecord } from '@kium/training';
import Table from 'cli-table3';
import type { Comparison } from './steps/6-compare';

/** Cells of a table, header first; the first column is text, the others are figures. */
export type Cells = string[][];

/** The report's Table 4: loss and accuracy of every epoch. */
export function epochCells(epochs: readonly EpochRecord[]): Cells {
  return [
    ['Epoch', 'Loss', 'Accuracy', 'Val loss', 'Val accuracy', 'Seconds'],
    ...epochs.map(({ epoch, loss, accuracy, valLoss, valAccuracy, seconds }) => [
      String(epoch),
      figure(loss),
      figure(accuracy),
      figure(valLoss),
      figure(valAccuracy),
      seconds.toFixed(1),
    ]),
  ];
}

/** The report's Table 5: accuracy of every location, beside that of answering 0 everywhere. */
export function locationCells({ location }: Comparison): Cells {
  return [
    ['Location', 'Positive', 'Decided', 'Found', 'Accuracy', 'All negative', 'Difference'],
    ...location.perLocation.map(({ label, positives, decided, truePositives, accuracy, baseline }) => [
      label,
      String(positives),
      String(decided),
      String(truePositives),
      figure(accuracy),
      figure(baseline),
      signed(accuracy - baseline),
    ]),
    [
      'all',
      ...sums(location.perLocation),
      figure(location.accuracy),
      figure(location.allNegative),
      signed(location.accuracy - location.allNegative),
    ],
  ];
}

/** For a terminal or a log. */
export function drawTable(cells: Cells): string {
  const [head, ...rows] = cells;
  const table = new Table({
    head: head!,
    colAligns: head!.map((_, column) => (column === 0 ? 'left' : 'right')),
    style: { head: [], border: [], compact: true },
  });
  table.push(...rows);
  return table.toString();
}

/** For a Markdown file. */
export function markdownTable(cells: Cells): string {
  const [head, ...rows] = cells;
  const row = (values: string[]) => `| ${values.join(' | ')} |`;
  return [row(head!), row(head!.map((_, column) => (column === 0 ? '---' : '---:'))), ...rows.map(row)].join('\n');
}

function sums(rows: readonly { positives: number; decided: number; truePositives: number }[]): string[] {
  const sum = (of: (row: (typeof rows)[number]) => number) => String(rows.reduce((total, row) => total + of(row), 0));
  return [sum((row) => row.positives), sum((row) => row.decided), sum((row) => row.truePositives)];
}

const figure = (value: number | undefined) => (value === undefined ? '–' : value.toFixed(4));
const signed = (value: number) => `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(4)}`;
