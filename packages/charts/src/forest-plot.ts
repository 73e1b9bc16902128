import { type ChartOptions, type ReadOptions, readOptions } from './chart-options';
import { drawChart } from './draw-chart';
import { IntervalOrderError } from './errors';
import { estimateText } from './figures';
import {
  belowOf,
  LINE_HEIGHT,
  legendBlock,
  PADDING,
  plotHeight,
  ticksFor,
  titleBlock,
  withoutOverlaps,
} from './layout';
import { type AxisOptions, makeScale, requirePositive, type Scale } from './scale';
import type { Label, Layer, Panel } from './scene';
import { REFERENCE_STROKE } from './series-style';
import { FONT_SIZE, readText, textWidth, wrapAtMost, wrapText } from './text';
import type { Role } from './theme';
import { labelOf } from './ticks';
import { readNumber, requireSome } from './values';

/** A row of a forest plot: a label, a subgroup, a covariate. */
export interface ForestRow {
  /** What the row is about. */
  name: string;
  /** The figure; `null` where there is none, which `note` should explain. */
  estimate: number | null;
  /** Lower end of its interval; missing together with `upper`. */
  lower?: number | null;
  /** Upper end of its interval. */
  upper?: number | null;
  /** Stands in place of the figures of a row without estimate (default `no estimate`), else after them. */
  note?: string;
  /** Set apart from the others, e.g. the mean over all labels: a diamond instead of a square. */
  summary?: boolean;
}

/** Options of {@link forestPlot}. */
export interface ForestPlotOptions extends ChartOptions {
  /** Axis of the figures. `scale: 'log'` for ratios such as hazard ratios. */
  axis?: AxisOptions;
  /** A line where there is no effect: 1 for ratios, 0.5 for AUROC. Default: none. */
  reference?: number;
  /** Heading of the rows, e.g. `location`. */
  rowName?: string;
  /** Heading of the figures, e.g. `AUROC (95 % interval)`. */
  figureName?: string;
  /** Digits after the point in the figures. Default 2. */
  digits?: number;
}

interface Row {
  name: string;
  estimate: number | null;
  interval: readonly [number, number] | undefined;
  figures: string;
  isSummary: boolean;
}

/** Room between rows, px. */
const ROW_GAP = 6;
/** Narrower plots show nothing: the figures then stand below the names. */
const LEAST_WIDTH = 170;
const COLOUR = 'series-0';

/**
 * Estimates with their intervals, one below another: metrics by label, hazard ratios by covariate. The figures stand
 * beside them as text; a row without estimate says so.
 *
 * @param rows - from top to bottom
 * @returns an SVG document; 640 px wide by default, as high as the rows need
 * @throws {@link ChartsError} on bad input
 */
export function forestPlot(rows: readonly ForestRow[], options: ForestPlotOptions = {}): string {
  const read = readOptions(options, 640);
  requireSome('rows', rows, 'one row');
  const digits = readNumber('digits', options.digits ?? 2, { min: 0, max: 15 });
  const list = rows.map((row, i) => readRow(row, `rows[${i}]`, options.axis, Math.round(digits)));
  const reference = options.reference === undefined ? undefined : readNumber('reference', options.reference);
  if (reference !== undefined) requirePositive('reference', [reference], options.axis);
  const headings = [options.rowName, options.figureName].map((text, i) =>
    text === undefined ? '' : readText(i === 0 ? 'rowName' : 'figureName', text),
  ) as [string, string];
  const values = list.flatMap(({ estimate, interval }) => (estimate === null ? [] : [estimate, ...(interval ?? [])]));
  if (reference !== undefined) values.push(reference);
  return drawRows(list, values, headings, reference, options.axis ?? {}, read);
}

function drawRows(
  rows: readonly Row[],
  values: readonly number[],
  [rowName, figureName]: [string, string],
  reference: number | undefined,
  axis: AxisOptions,
  options: ReadOptions,
): string {
  const { width } = options;
  const columns = columnsOf(rows, rowName, figureName, width);
  const title = titleBlock(options);
  const hasHeading = rowName !== '' || figureName !== '';
  const top = title.height + (hasHeading ? 22 : 4);
  const plotWidth = columns.right - columns.left;
  const x = withoutOverlaps(makeScale('axis', axis, values, ticksFor(plotWidth, 'x')), plotWidth);
  const legend = (at: number) =>
    legendBlock(
      reference === undefined ? [] : [{ text: `reference: ${labelOf(reference)}`, stroke: REFERENCE_STROKE }],
      at,
      width,
    );
  const others = top + belowOf(x.name) + legend(0).height + PADDING;
  const shares = rows.map((row) => rowHeight(row, columns));
  const suited = shares.reduce((sum, share) => sum + share, 0);
  const height = plotHeight(options, others, suited);
  const middles = middlesOf(shares);
  const middle = (i: number) => 1 - middles[i]!;
  const layers: Layer[] = [
    ...(reference === undefined ? [] : [referenceLine(x.place(reference))]),
    ...rows.flatMap((row, i) => rowLayers(row, x, middle(i))),
  ];
  const panel: Panel = { left: columns.left, top, width: plotWidth, height, x, grid: 'x', layers };
  const blocks = [title, legend(top + height + belowOf(x.name))];
  const labels = rows.flatMap((row, i) => rowLabels(row, columns, top + (1 - middle(i)) * height));
  const head = { y: title.height + 8, size: FONT_SIZE.small, colour: 'muted', bold: true } as const;
  if (hasHeading && columns.isStacked) {
    labels.push({ ...head, x: PADDING, text: [rowName, figureName].filter(Boolean).join(' · '), align: 'left' });
  } else if (hasHeading) {
    labels.push({ ...head, x: PADDING, text: rowName, align: 'left' });
    labels.push({ ...head, x: columns.right + 14, text: figureName, align: 'left' });
  }
  if (x.name !== undefined) {
    const at = { x: columns.left + plotWidth / 2, y: top + height + 36 };
    labels.push({ ...at, text: x.name, size: FONT_SIZE.text, colour: 'text', align: 'center' });
  }
  const figures = rows.map(({ name, figures }) => `${name}: ${figures}`).join('; ');
  return drawChart({ height: others + height, panels: [panel], blocks, labels }, options, {
    title: 'Forest plot',
    description: `${figureName === '' ? '' : `${figureName}. `}${figures}.`,
  });
}

/** A row's texts in lines: names of four lines at most, the figures whole. */
function linesOf(row: Row, { nameWidth, figureWidth }: Columns): { name: string[]; figures: string[] } {
  return {
    name: wrapAtMost(row.name, nameWidth, FONT_SIZE.text, 4, row.isSummary),
    figures: wrapText(row.figures, figureWidth, FONT_SIZE.text, row.isSummary),
  };
}

function rowHeight(row: Row, columns: Columns): number {
  const { name, figures } = linesOf(row, columns);
  const lines = columns.isStacked ? name.length + figures.length : Math.max(name.length, figures.length);
  return lines * LINE_HEIGHT + ROW_GAP;
}

/** The middle of each row as a share of all rows' height, from the top. */
function middlesOf(heights: readonly number[]): number[] {
  const total = heights.reduce((sum, height) => sum + height, 0);
  let above = 0;
  return heights.map((height) => {
    const middle = (above + height / 2) / total;
    above += height;
    return middle;
  });
}

interface Columns {
  /** Ends of the plot, px. */
  left: number;
  right: number;
  nameWidth: number;
  figureWidth: number;
  /** Whether the figures stand below the names, for want of room. */
  isStacked: boolean;
}

function columnsOf(rows: readonly Row[], rowName: string, figureName: string, width: number): Columns {
  const widest = (texts: readonly string[], most: number) =>
    Math.min(Math.max(...texts.map((text) => textWidth(text, FONT_SIZE.text, true))) + 1, most);
  const nameWidth = widest([...rows.map(({ name }) => name), rowName], width * 0.35);
  const figureWidth = widest([...rows.map(({ figures }) => figures), figureName], width * 0.45);
  const left = PADDING + nameWidth + 14;
  const right = width - PADDING - figureWidth - 14;
  if (right - left >= LEAST_WIDTH) return { left, right, nameWidth, figureWidth, isStacked: false };
  const both = Math.min(Math.max(nameWidth, figureWidth), width * 0.5);
  return { left: PADDING + both + 14, right: width - PADDING - 8, nameWidth: both, figureWidth: both, isStacked: true };
}

function rowLabels(row: Row, columns: Columns, middle: number): Label[] {
  const { name, figures } = linesOf(row, columns);
  const { isStacked, right } = columns;
  const colour = row.estimate === null || isStacked ? 'muted' : 'text';
  const column = (lines: string[], x: number, y: number, colour: Role) =>
    lines.map((text, i): Label => {
      const at = y + (i - (lines.length - 1) / 2) * LINE_HEIGHT;
      return { x, y: at, text, size: FONT_SIZE.text, bold: row.isSummary, align: 'left', colour };
    });
  const up = isStacked ? (figures.length / 2) * LINE_HEIGHT : 0;
  const down = isStacked ? (name.length / 2) * LINE_HEIGHT : 0;
  return [
    ...column(name, PADDING, middle - up, 'text'),
    ...column(figures, isStacked ? PADDING : right + 14, middle + down, colour),
  ];
}

function rowLayers({ estimate, interval, isSummary }: Row, x: Scale, y: number): Layer[] {
  if (estimate === null) return [];
  const layers: Layer[] = [];
  const stroke = { colour: COLOUR, width: 2 } as const;
  if (interval !== undefined) {
    layers.push({ kind: 'segment', from: [x.place(interval[0]), y], to: [x.place(interval[1]), y], stroke, caps: 4 });
  }
  const at = x.place(estimate);
  if (at >= 0 && at <= 1) {
    const marker = isSummary ? 'diamond' : 'square';
    layers.push({ kind: 'marker', at: [at, y], marker, size: isSummary ? 12 : 9, colour: COLOUR });
  }
  return layers;
}

function referenceLine(place: number): Layer {
  return { kind: 'segment', from: [place, 0], to: [place, 1], stroke: REFERENCE_STROKE };
}

function readRow(row: ForestRow, argument: string, axis: AxisOptions | undefined, digits: number): Row {
  const name = readText(`${argument}.name`, row.name);
  const note = row.note === undefined ? undefined : readText(`${argument}.note`, row.note) || undefined;
  const { lower = null, upper = null } = row;
  const isSummary = row.summary ?? false;
  const ends = { lower, upper, estimate: row.estimate };
  for (const [key, value] of Object.entries(ends)) {
    if (value === null) continue;
    readNumber(`${argument}.${key}`, value, {}, undefined, true);
    requirePositive(`${argument}.${key}`, [value], axis);
  }
  if (row.estimate === null)
    return { name, estimate: null, interval: undefined, figures: note ?? 'no estimate', isSummary };
  if ((lower === null) !== (upper === null)) throw new IntervalOrderError(argument, lower, upper);
  if (lower !== null && upper !== null && lower > upper) throw new IntervalOrderError(argument, lower, upper);
  const interval = lower === null || upper === null ? undefined : ([lower, upper] as const);
  const value =
    interval === undefined ? row.estimate : { estimate: row.estimate, lower: interval[0], upper: interval[1] };
  const figures = `${estimateText(value, digits)}${note === undefined ? '' : `, ${note}`}`;
  return { name, estimate: row.estimate, interval, figures, isSummary };
}
