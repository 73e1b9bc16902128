import { type ChartOptions, type ReadOptions, readOptions } from './chart-options';
import { drawChart } from './draw-chart';
import { InvalidValueError } from './errors';
import { numberText } from './figures';
import { LINE_HEIGHT, PADDING, plotHeight, titleBlock } from './layout';
import type { Label, Layer, Panel, Place } from './scene';
import { FONT_SIZE, readText, textWidth, wrapAtMost } from './text';
import { cellStep } from './theme';
import { readNumber, readValues, requireSameLength, requireSome, type Values } from './values';

/** Counts of one label's decisions, as `confusion` of `@kium/metrics` gives them. */
export interface ConfusionCounts {
  trueNegatives: number;
  falsePositives: number;
  falseNegatives: number;
  truePositives: number;
}

/** Options of {@link confusionChart}. */
export interface ConfusionChartOptions extends ChartOptions {
  /** Names of the classes, in the order of rows and columns. Default `negative`, `positive`, or 0, 1, 2 … */
  labels?: readonly string[];
  /** What the rows are. Default `truth`. */
  rowName?: string;
  /** What the columns are. Default `prediction`. */
  columnName?: string;
}

/** Sides of a cell, px: the width by default, and the most. */
const CELL = { suited: 52, most: 130 };

/**
 * Confusion matrix: in each cell the count and its share of the row, by which it is coloured. Cells too small for both
 * have the count only. A row without counts has no shares.
 *
 * @param counts - rows are the truth, columns the prediction, as scikit-learn's `confusion_matrix`; or the four counts of
 *   one label. At least 0; sums of weights need not be whole
 * @returns an SVG document; by default as wide as the classes need, at least 420 px
 * @throws {@link ChartsError} on bad input
 */
export function confusionChart(
  counts: ConfusionCounts | readonly Values[],
  options: ConfusionChartOptions = {},
): string {
  const matrix = readMatrix(counts);
  const size = matrix.length;
  const labels = readLabels(options.labels, size);
  const names = {
    row: readText('rowName', options.rowName ?? 'truth'),
    column: readText('columnName', options.columnName ?? 'prediction'),
  };
  const widest = Math.max(...labels.map((label) => textWidth(label, FONT_SIZE.small)));
  const read = readOptions(
    options,
    Math.max(420, Math.ceil(size * CELL.suited + Math.min(widest, 140) + 2 * PADDING + 10)),
  );
  const shares = matrix.map((row) => {
    const total = row.reduce((sum, count) => sum + count, 0);
    return row.map((count) => (total > 0 ? count / total : null));
  });
  const told = matrix.map((row, i) => {
    const cells = row.map((count, j) => `${labels[j]} ${countText(count)}${shareText(shares[i]![j]!, ' (', ')')}`);
    return `${names.row} ${labels[i]}: ${names.column} ${cells.join(', ')}`;
  });
  return drawMatrix(matrix, shares, labels, names, read, {
    title: 'Confusion matrix',
    description: `${told.join('; ')}.`,
  });
}

function drawMatrix(
  matrix: readonly number[][],
  shares: readonly (number | null)[][],
  labels: readonly string[],
  names: { row: string; column: string },
  options: ReadOptions,
  spoken: { title: string; description: string },
): string {
  const { width } = options;
  const size = matrix.length;
  const small = FONT_SIZE.small;
  const widest = Math.max(...[...labels, names.row].map((text) => textWidth(text, small, true)));
  const left = PADDING + Math.min(widest, width * 0.3) + 8;
  const cellWidth = Math.min((width - left - PADDING) / size, CELL.most);
  const columnFont = fontForWords(labels, cellWidth - 2);
  const columnLines = labels.map((label) => wrapAtMost(label, cellWidth - 2, columnFont, 3));
  const lines = Math.max(...columnLines.map(({ length }) => length));
  const title = titleBlock(options);
  const top = title.height + (1 + lines) * LINE_HEIGHT + 6;
  const side = plotHeight(options, top + PADDING, size * Math.min(cellWidth, Math.max(cellWidth * 0.7, 36)));
  const cellHeight = side / size;
  const [text, layers]: [Label[], Layer[]] = [[], []];
  const fitted = fontOf(matrix, cellWidth, cellHeight);
  for (const [i, row] of matrix.entries()) {
    const y = top + (i + 0.5) * cellHeight;
    const rowLines = wrapAtMost(labels[i]!, left - PADDING - 8, small, Math.max(1, Math.floor(cellHeight / 16)));
    text.push(...centred(rowLines, left - 8, y, 'right', small));
    for (const [j, count] of row.entries()) {
      const share = shares[i]![j]!;
      const step = cellStep(share ?? 0);
      layers.push({ kind: 'area', polygon: cell(i, j, size), fill: `cell-${step}`, opacity: 1, stroke: EDGE });
      const colour = `cell-text-${step}` as const;
      const at = { x: left + (j + 0.5) * cellWidth, colour, align: 'center' as const };
      const shift = fitted.hasShares ? fitted.size * 0.6 : 0;
      text.push({ ...at, y: y - shift, text: countText(count), size: fitted.size, bold: true });
      if (fitted.hasShares) {
        text.push({ ...at, y: y + shift, text: shareText(share) || '–', size: Math.min(fitted.size, small) });
      }
    }
  }
  for (const [j, label] of columnLines.entries()) {
    const last = top - 6 - LINE_HEIGHT / 2;
    text.push(
      ...centred(
        label,
        left + (j + 0.5) * cellWidth,
        last - ((label.length - 1) / 2) * LINE_HEIGHT,
        'center',
        columnFont,
      ),
    );
  }
  const head = { size: small, colour: 'muted', bold: true } as const;
  const middle = left + (cellWidth * size) / 2;
  text.push({ ...head, x: middle, y: title.height + LINE_HEIGHT / 2 - 2, text: names.column, align: 'center' });
  text.push({ ...head, x: PADDING, y: top - 6 - LINE_HEIGHT / 2, text: names.row, align: 'left' });
  const panel: Panel = { left, top, width: cellWidth * size, height: side, layers };
  return drawChart({ height: top + side + PADDING, panels: [panel], blocks: [title], labels: text }, options, spoken);
}

const EDGE = { colour: 'axis', width: 1 } as const;

function cell(row: number, column: number, size: number): Place[] {
  const [x, y] = [column / size, 1 - row / size];
  const [right, bottom] = [(column + 1) / size, 1 - (row + 1) / size];
  return [
    [x, y],
    [right, y],
    [right, bottom],
    [x, bottom],
  ];
}

/** The largest font with which every count fits its cell, and whether the shares fit below. */
function fontOf(matrix: readonly number[][], width: number, height: number): { size: number; hasShares: boolean } {
  const texts = matrix.flat().map(countText);
  const widest = Math.max(...texts.map((text) => textWidth(text, 1, true)));
  const size = Math.min(15, (width - 4) / widest, height - 2);
  return {
    size: Math.round(size * 10) / 10,
    hasShares: height >= 34 && width >= textWidth('100.0 %', FONT_SIZE.small) + 2,
  };
}

/** The largest font of 9 px at least in which no word has to be broken. */
function fontForWords(labels: readonly string[], width: number): number {
  const words = labels.flatMap((label) => label.split(' '));
  const fitting = width / Math.max(...words.map((word) => textWidth(word, 1)));
  return Math.max(9, Math.min(FONT_SIZE.small, Math.floor(fitting)));
}

function centred(
  lines: readonly string[],
  x: number,
  middle: number,
  align: 'right' | 'center',
  size: number,
): Label[] {
  return lines.map((text, i): Label => {
    const y = middle + (i - (lines.length - 1) / 2) * 15;
    return { x, y, text, size, colour: 'text', align };
  });
}

function countText(count: number): string {
  return Number.isInteger(count) && count < 1e15 ? String(count) : numberText(count, 1);
}

function shareText(share: number | null, before = '', after = ''): string {
  return share === null ? '' : `${before}${(100 * share).toFixed(1)} %${after}`;
}

function readMatrix(counts: ConfusionCounts | readonly Values[]): number[][] {
  const least = { min: 0 };
  if (typeof counts === 'object' && counts !== null && 'truePositives' in counts) {
    const read = (key: keyof ConfusionCounts) => readNumber(`counts.${key}`, counts[key], least);
    return [
      [read('trueNegatives'), read('falsePositives')],
      [read('falseNegatives'), read('truePositives')],
    ];
  }
  requireSome('counts', counts, 'one row');
  return Array.from(counts, (row, i) => {
    const read = readValues(`counts[${i}]`, row, 'none', least);
    requireSameLength(`counts[${i}]`, read, 'counts', counts);
    // A sum beyond the largest double has no shares.
    if (Number.isFinite(read.reduce((sum, count) => sum + count, 0))) return read;
    throw new InvalidValueError(`counts[${i}]`, 'a row whose sum is infinite', 'smaller counts');
  });
}

function readLabels(labels: readonly string[] | undefined, size: number): string[] {
  const standard = size === 2 ? ['negative', 'positive'] : Array.from({ length: size }, (_, i) => String(i));
  if (labels === undefined) return standard;
  requireSome('labels', labels, 'one name');
  requireSameLength('labels', labels, 'counts', standard);
  return labels.map((label, i) => readText(`labels[${i}]`, label));
}
