import type { EpochRecord } from '@kium/training';
import Table from 'cli-table3';
import type { Evaluation } from './evaluation';
import type { LabelEvaluation } from './label-evaluation';

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
export function locationCells({ locations, overall }: Pick<Evaluation, 'locations' | 'overall'>): Cells {
  return [
    ['Location', 'Positive', 'Decided', 'Found', 'Accuracy', 'All negative', 'Difference'],
    ...locations.map(({ label, positives, decision }) => [
      label,
      String(positives),
      String(decision.decided),
      String(decision.confusion.truePositives),
      figure(decision.accuracy),
      figure(decision.allNegative),
      signed(decision.difference),
    ]),
    [
      'all',
      ...sums(locations),
      figure(overall.accuracy),
      figure(overall.allNegative),
      signed(overall.accuracy - overall.allNegative),
    ],
  ];
}

/** What each way to find thresholds would have decided on the locations. */
export function methodCells({ methods }: Pick<Evaluation, 'methods'>): Cells {
  return [
    ['Thresholds', 'Macro F1', 'Micro F1', 'Sensitivity', 'Specificity', 'Decided per 100', 'Accuracy', 'Difference'],
    ...methods.map(({ method, used, f1, sensitivity, specificity, decidedPer100, accuracy, difference }) => [
      used ? `${method} (used)` : method,
      figure(f1.macro),
      figure(f1.micro),
      figure(sensitivity),
      figure(specificity),
      decidedPer100.toFixed(1),
      figure(accuracy),
      signed(difference),
    ]),
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

function sums(rows: readonly LabelEvaluation[]): string[] {
  const sum = (of: (row: LabelEvaluation) => number) => String(rows.reduce((total, row) => total + of(row), 0));
  return [
    sum(({ positives }) => positives),
    sum(({ decision }) => decision.decided),
    sum(({ decision }) => decision.confusion.truePositives),
  ];
}

const figure = (value: number | null | undefined) => (value == null ? '–' : value.toFixed(4));
const signed = (value: number) => `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(4)}`;
