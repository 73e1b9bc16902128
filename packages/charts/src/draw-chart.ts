import type { ReadOptions } from './chart-options';
import { drawScene } from './draw-scene';
import type { Block } from './layout';
import type { Label, Panel } from './scene';
import { svgDocument } from './svg-document';

/** The parts of a chart. */
export interface ChartParts {
  /** Of the whole picture, px. */
  height: number;
  panels: Panel[];
  /** Title and legends. */
  blocks: Block[];
  labels: Label[];
}

/** Puts the parts of a chart together and makes a document of them. */
export function drawChart(
  { height, panels, blocks, labels }: ChartParts,
  options: ReadOptions,
  spoken: { title: string; description: string },
): string {
  const size = { width: options.width, height: options.height ?? Math.ceil(height) };
  const drawing = drawScene({
    ...size,
    panels,
    labels: [...blocks.flatMap((block) => block.labels), ...labels],
    swatches: blocks.flatMap((block) => block.swatches),
  });
  return svgDocument(drawing, size, options, spoken);
}
