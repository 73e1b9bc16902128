import type { ReadOptions } from './chart-options';
import { type Curve, curveEntry, curveLayers } from './curve-layers';
import { drawChart } from './draw-chart';
import {
  aboveOf,
  axisNames,
  belowOf,
  type LegendEntry,
  leftOf,
  legendBlock,
  PADDING,
  plotHeight,
  titleBlock,
} from './layout';
import { makeScale } from './scale';
import type { Layer, Marker, Panel, Place } from './scene';
import { REFERENCE_STROKE, type SeriesStyle } from './series-style';

/** A named point on a curve. */
export interface NamedPoint {
  x: number;
  y: number;
  text: string;
  style: SeriesStyle;
}

/** What stands between two axes from 0 to 1. */
export interface SquarePlot {
  xName: string;
  yName: string;
  curves: Curve[];
  points: NamedPoint[];
  /** A line for comparison and what the legend calls it. */
  reference?: { from: Place; to: Place; text: string };
  /** Entries at the legend's end. */
  notes: LegendEntry[];
}

/** Markers of named points: none that a curve's own points have by default, and each different. */
const POINT_MARKERS: readonly Marker[] = ['circle', 'square', 'triangle', 'diamond', 'wedge', 'plus'];
const POINT_SIZE = 10;

/** How the legend shows what all bands are. */
export const BAND_ENTRY = { fill: { colour: 'muted', opacity: 0.25 } } as const;

/** Curves over the unit square, equally long axes, the legend below: ROC and precision–recall. */
export function drawSquarePlot(
  plot: SquarePlot,
  options: ReadOptions,
  spoken: { title: string; description: string },
): string {
  const title = titleBlock(options);
  const unit = { min: 0, max: 1, ticks: [0, 0.2, 0.4, 0.6, 0.8, 1] };
  const [x, y] = [
    makeScale('x', { ...unit, name: plot.xName }, [], 5),
    makeScale('y', { ...unit, name: plot.yName }, [], 5),
  ];
  const stroke = REFERENCE_STROKE;
  const entries = [
    ...plot.curves.map(curveEntry),
    ...plot.points.map(
      ({ text, style }, i): LegendEntry => ({ text, marker: { ...pointMarker(i), colour: style.colour } }),
    ),
    ...(plot.reference === undefined ? [] : [{ text: plot.reference.text, stroke }]),
    ...plot.notes,
  ];
  const top = title.height + aboveOf(plot.yName);
  const legendHeight = legendBlock(entries, 0, options.width).height;
  const others = top + belowOf(plot.xName) + legendHeight + PADDING;
  const available = options.width - leftOf(y) - PADDING - 4;
  const side = Math.min(plotHeight(options, others, available), available);
  const layers: Layer[] = [
    ...(plot.reference === undefined ? [] : [{ kind: 'segment' as const, ...plot.reference, stroke }]),
    ...plot.curves.flatMap((curve) => curveLayers(curve, x, y)),
    ...plot.points.map(({ x: at, y: value, style }, i): Layer => {
      return { kind: 'marker', at: [x.place(at), y.place(value)], ...pointMarker(i), colour: style.colour };
    }),
  ];
  const panel: Panel = { left: leftOf(y), top, width: side, height: side, x, y, layers };
  const legend = legendBlock(entries, top + side + belowOf(plot.xName), options.width);
  const parts = { height: others + side, panels: [panel], blocks: [title, legend], labels: axisNames(panel) };
  return drawChart(parts, options, spoken);
}

function pointMarker(index: number) {
  return { marker: POINT_MARKERS[index % POINT_MARKERS.length]!, size: POINT_SIZE, hollow: true };
}
