import type { ReadOptions } from './chart-options';
import type { ChartParts } from './draw-chart';
import { belowOf, type LegendEntry, leftOf, legendBlock, PADDING, plotHeight, titleBlock } from './layout';
import type { Scale } from './scale';
import type { Label, Layer, Panel } from './scene';
import { FONT_SIZE, wrapAtMost } from './text';

/** A panel among others; the scales depend on the room that it gets. */
export interface GridPanel {
  title: string;
  xName: string;
  x(width: number): Scale;
  y(height: number): Scale;
  layers(x: Scale, y: Scale): Layer[];
}

/** From here on panels stand side by side, px. */
const TWO_COLUMNS = 560;
const HEAD = 30;

/** Panels below one legend, two side by side if there is room. */
export function panelGrid(
  panels: readonly GridPanel[],
  entries: readonly LegendEntry[],
  read: ReadOptions,
): ChartParts {
  const columns = panels.length > 1 && read.width >= TWO_COLUMNS ? 2 : 1;
  const rows = Math.ceil(panels.length / columns);
  const title = titleBlock(read);
  const legend = legendBlock(entries, title.height, read.width);
  const above = title.height + legend.height + 6;
  const frame = HEAD + belowOf(panels[0]!.xName);
  const columnWidth = read.width / columns;
  const suited = rows * Math.max(150, Math.min(columnWidth * 0.5, 220));
  const height = plotHeight(read, above + rows * frame + 4, suited) / rows;
  const drawn = panels.map((panel, i) => {
    const place = { left: (i % columns) * columnWidth, top: above + Math.floor(i / columns) * (height + frame) };
    return drawPanel(panel, place, columnWidth, height);
  });
  return {
    height: above + rows * (height + frame) + 4,
    panels: drawn.map(({ panel }) => panel),
    blocks: [title, legend],
    labels: drawn.flatMap(({ labels }) => labels),
  };
}

function drawPanel(
  { title, xName, ...panel }: GridPanel,
  place: { left: number; top: number },
  columnWidth: number,
  height: number,
): { panel: Panel; labels: Label[] } {
  const y = panel.y(height);
  const left = place.left + leftOf(y);
  const top = place.top + HEAD;
  const width = place.left + columnWidth - PADDING - left;
  const x = panel.x(width);
  const [text] = wrapAtMost(title, columnWidth - 2 * PADDING, FONT_SIZE.text, 1, true) as [string];
  const heading = { x: place.left + PADDING, y: top - 16, text, size: FONT_SIZE.text, bold: true } as const;
  const name = { x: left + width / 2, y: top + height + 36, text: xName, size: FONT_SIZE.text } as const;
  return {
    panel: { left, top, width, height, x, y, layers: panel.layers(x, y) },
    labels: [
      { ...heading, colour: 'text', align: 'left' },
      { ...name, colour: 'text', align: 'center' },
    ],
  };
}
