import type { LegendEntry } from './layout';
import type { Scale } from './scale';
import type { Layer, Place } from './scene';
import type { SeriesStyle } from './series-style';

const OPACITY = 0.22;

/**
 * A histogram as one outline, filled palely: several over one another stay readable, by dash in print.
 *
 * @param heights - one a bin; what is not above the axis' start has no height
 */
export function histogramLayers(
  edges: readonly number[],
  heights: readonly number[],
  style: SeriesStyle,
  x: Scale,
  y: Scale,
): Layer[] {
  const top = (height: number) => (height > 0 ? Math.max(y.place(height), 0) : 0);
  const outline = heights.flatMap((height, bin): Place[] => [
    [x.place(edges[bin]!), top(height)],
    [x.place(edges[bin + 1]!), top(height)],
  ]);
  const [first, last] = [x.place(edges[0]!), x.place(edges.at(-1)!)];
  const closed: Place[] = [[first, 0], ...outline, [last, 0]];
  return [
    { kind: 'area', polygon: closed, fill: style.colour, opacity: OPACITY },
    { kind: 'line', points: closed, stroke: { ...style.stroke, width: 1.5 } },
  ];
}

/** The legend's entry of a histogram. */
export function histogramEntry(text: string, { colour, stroke }: SeriesStyle): LegendEntry {
  return { text, stroke: { ...stroke, width: 1.5 }, fill: { colour, opacity: OPACITY } };
}
