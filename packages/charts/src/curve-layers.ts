import type { LegendEntry } from './layout';
import type { Scale } from './scale';
import type { Layer, Place, Step } from './scene';
import type { SeriesStyle } from './series-style';
import { stepPieces } from './step-pieces';
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

/** Band, line, marks and markers of a curve. The band of a step curve has steps too, at the same places. */
export function curveLayers(curve: Curve, x: Scale, y: Scale): Layer[] {
  const { style, step, band } = curve;
  const heights = (values: readonly (number | null)[]) =>
    values.map((value) => (value === null ? null : y.place(value)));
  const across = curve.x.map(x.place);
  const upwards = heights(curve.y);
  const pieces = stepPieces(across, upwards, step);
  const alone = pieces.filter(({ length }) => length === 1).flat();
  const all = across.flatMap((at, i): Place[] => (upwards[i] === null ? [] : [[at, upwards[i]!]]));
  return [
    ...(band === undefined ? [] : bandLayers(band.x.map(x.place), heights(band.lower), heights(band.upper), curve)),
    { kind: 'line', points: pieces.flatMap((piece) => [...piece, null]), stroke: style.stroke },
    ...(curve.marks ?? [])
      .map(([at, value]): Place => [x.place(at), y.place(value)])
      .filter(isWithin)
      .map((at): Layer => ({ kind: 'marker', at, marker: 'tick', size: 10, colour: style.colour })),
    ...(curve.markers ? all : alone).filter(isWithin).map((at): Layer => {
      return { kind: 'marker', at, marker: style.marker, size: MARKER_SIZE, colour: style.colour };
    }),
  ];
}

function bandLayers(
  x: readonly number[],
  lower: readonly (number | null)[],
  upper: readonly (number | null)[],
  { style: { colour }, step }: Curve,
): Layer[] {
  const above = stepPieces(x, upper, step);
  return stepPieces(x, lower, step).map((below, i): Layer => {
    // With an edge: in print the area is pale, and a piece of one point has none.
    const stroke = { colour, width: 0.75 };
    return { kind: 'area', polygon: [...above[i]!, ...below.reverse()], fill: colour, opacity: BAND_OPACITY, stroke };
  });
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
