import { bandPolygons } from './band-polygons';
import type { LegendEntry } from './layout';
import type { Scale } from './scale';
import type { Layer, Place, Step } from './scene';
import type { SeriesStyle } from './series-style';
import type { Band } from './values';

/** How strongly bands are filled: two that overlap can still be told apart, and lines stand out. */
const BAND_OPACITY = 0.2;
const MARKER_SIZE = 7;

/** A checked curve. */
export interface Curve {
  /** What the legend says. */
  text: string;
  x: readonly number[];
  y: readonly (number | null)[];
  style: SeriesStyle;
  step?: Step | undefined;
  band?: Band | undefined;
  /** Where ticks stand on the curve. */
  marks?: readonly (readonly [x: number, y: number])[];
  /** Whether every point has a marker; else only those without neighbours, which no line would show. */
  markers?: boolean;
}

/** Band, line, marks and markers of a curve. */
export function curveLayers(curve: Curve, x: Scale, y: Scale): Layer[] {
  const { style, step, band } = curve;
  const place = (at: number, value: number): Place => [x.place(at), y.place(value)];
  const points = curve.x.map((at, i) => (curve.y[i] === null ? null : place(at, curve.y[i]!)));
  const alone = (i: number) => !points[i - 1] && !points[i + 1];
  const marked = points.filter((point, i) => point !== null && (curve.markers || alone(i))) as Place[];
  const polygons = band === undefined ? [] : bandPolygons(band, step, place);
  // A band with an edge: in print it is pale, and a piece of one point has no area.
  const edge = { colour: style.colour, width: 0.75 };
  return [
    ...polygons.map((polygon): Layer => {
      return { kind: 'area', polygon, fill: style.colour, opacity: BAND_OPACITY, stroke: edge };
    }),
    { kind: 'line', points, stroke: style.stroke, step },
    ...(curve.marks ?? []).map(([at, value]): Layer => {
      return { kind: 'marker', at: place(at, value), marker: 'tick', size: 10, colour: style.colour };
    }),
    ...marked.filter(isWithin).map((at): Layer => {
      return { kind: 'marker', at, marker: style.marker, size: MARKER_SIZE, colour: style.colour };
    }),
  ];
}

/** The legend's entry of a curve. */
export function curveEntry({ text, style, band, markers }: Curve): LegendEntry {
  return {
    text,
    stroke: style.stroke,
    ...(band === undefined ? {} : { fill: { colour: style.colour, opacity: BAND_OPACITY } }),
    ...(markers ? { marker: { marker: style.marker, size: MARKER_SIZE, colour: style.colour } } : {}),
  };
}

/** Whether a place lies between the axes. */
export function isWithin([x, y]: Place): boolean {
  return x >= 0 && x <= 1 && y >= 0 && y <= 1;
}
