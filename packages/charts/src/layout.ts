import type { ReadOptions } from './chart-options';
import { InvalidValueError } from './errors';
import type { Scale, Tick } from './scale';
import type { Label, Panel, Swatch } from './scene';
import { SWATCH_WIDTH } from './shapes';
import { FONT_SIZE, textWidth, wrapText } from './text';

/** Room around everything, px. */
export const PADDING = 14;
/** From an axis to the middle of its tick labels' line, and to that of its name, px. */
const TICK_LABELS = 14;
const AXIS_NAME = 36;
/** Height of a line of text, px. */
export const LINE_HEIGHT = 18;
/** The least that a plot may be high and wide, px. */
const LEAST_PLOT = 60;

/** An entry of a legend. */
export interface LegendEntry extends Omit<Swatch, 'x' | 'y'> {
  text: string;
}

/** Labels and swatches with the height they take. */
export interface Block {
  height: number;
  labels: Label[];
  swatches: Swatch[];
}

/** The title's lines at the top; no height without title. */
export function titleBlock({ title, width }: ReadOptions): Block {
  if (title === undefined) return { height: PADDING, labels: [], swatches: [] };
  const lines = wrapText(title, width - 2 * PADDING, FONT_SIZE.title, true);
  const labels = lines.map((text, i): Label => {
    const y = PADDING + 8 + i * 20;
    return { x: PADDING, y, text, size: FONT_SIZE.title, colour: 'text', align: 'left', bold: true };
  });
  return { height: PADDING + lines.length * 20 + 8, labels, swatches: [] };
}

/** Entries side by side as long as there is room, then on the next line; long ones are broken. */
export function legendBlock(entries: readonly LegendEntry[], top: number, width: number): Block {
  const block: Block = { height: 0, labels: [], swatches: [] };
  const indent = SWATCH_WIDTH + 8;
  const [left, right] = [PADDING, width - PADDING];
  let [x, y] = [left, top];
  let used = 1;
  for (const { text, ...swatch } of entries) {
    const size = FONT_SIZE.text;
    const whole = indent + textWidth(text, size);
    if (x > left && x + whole > right) [x, y, used] = [left, y + used * LINE_HEIGHT, 1];
    const lines = wrapText(text, right - left - indent, size);
    block.swatches.push({ ...swatch, x, y: y + LINE_HEIGHT / 2 });
    for (const [i, line] of lines.entries()) {
      const place = { x: x + indent, y: y + (i + 0.5) * LINE_HEIGHT };
      block.labels.push({ ...place, text: line, size, colour: 'text', align: 'left' });
    }
    used = Math.max(used, lines.length);
    x += whole + 20;
  }
  block.height = entries.length === 0 ? 0 : y + used * LINE_HEIGHT - top;
  return block;
}

/** Room to the left of a plot for the labels of its y axis. */
export function leftOf(scale: Scale): number {
  return PADDING + Math.max(0, ...scale.ticks.map(({ label }) => textWidth(label, FONT_SIZE.small))) + 10;
}

/** Room above a plot for the name of its y axis. */
export function aboveOf(name: string | undefined): number {
  return name === undefined ? 8 : LINE_HEIGHT + 8;
}

/** Room below a plot for the labels and the name of its x axis. */
export function belowOf(name: string | undefined): number {
  return name === undefined ? TICK_LABELS + 12 : AXIS_NAME + 14;
}

/** Names of a plot's axes: of y above it, so that no one has to turn the head, and of x below it. */
export function axisNames(panel: Panel): Label[] {
  const { left, top, width, height, x, y } = panel;
  const common = { size: FONT_SIZE.text, colour: 'text' } as const;
  const names: Label[] = [];
  if (y?.name !== undefined) names.push({ ...common, x: PADDING, y: top - 16, text: y.name, align: 'left' });
  if (x?.name !== undefined) {
    names.push({ ...common, x: left + width / 2, y: top + height + AXIS_NAME, text: x.name, align: 'center' });
  }
  return names;
}

/** A scale whose labels don't run into one another on an axis of this length; ticks stay. */
export function withoutOverlaps(scale: Scale, length: number): Scale {
  let end = Number.NEGATIVE_INFINITY;
  const ticks = scale.ticks.map((tick): Tick => {
    const half = textWidth(tick.label, FONT_SIZE.small) / 2;
    const middle = tick.place * length;
    if (middle - half < end + 6) return { ...tick, label: '' };
    end = middle + half;
    return tick;
  });
  return { ...scale, ticks };
}

/** About how many ticks there is room for. */
export function ticksFor(length: number, axis: 'x' | 'y'): number {
  return Math.max(2, Math.floor(length / (axis === 'x' ? 70 : 45)));
}

/** The height of a plot: what the chart's height leaves, or what suits it. */
export function plotHeight(options: ReadOptions, others: number, suited: number): number {
  if (options.height === undefined) return Math.max(suited, LEAST_PLOT);
  const height = options.height - others;
  if (height < LEAST_PLOT) {
    const least = Math.ceil(others + LEAST_PLOT);
    throw new InvalidValueError(
      'height',
      options.height,
      `at least ${least}, as title, legend and axes take ${Math.ceil(others)}`,
    );
  }
  return height;
}
