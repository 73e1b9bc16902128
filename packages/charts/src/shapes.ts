import type { Marker, Place, Stroke, Swatch } from './scene';
import { type Role, roleVariable } from './theme';

/** A shape as ECharts' graphic elements and custom series take it, in px. */
export interface Shape {
  type: 'polygon' | 'polyline' | 'circle' | 'line' | 'rect';
  shape: Record<string, unknown>;
  style: Record<string, unknown>;
  silent: true;
}

/** Width of what stands before a text in the legend, px. */
export const SWATCH_WIDTH = 28;

/** A line through points. */
export function strokeShape(points: readonly Place[], stroke: Stroke): Shape {
  return { type: 'polyline', shape: { points }, style: { ...strokeStyle(stroke), fill: 'none' }, silent: true };
}

/** A filled area with or without outline. */
export function areaShape(points: readonly Place[], fill: Role, opacity: number, stroke?: Stroke): Shape {
  const outline = stroke === undefined ? {} : strokeStyle(stroke);
  const style = { fill: roleVariable(fill), fillOpacity: opacity, ...outline };
  return { type: 'polygon', shape: { points }, style, silent: true };
}

/** How ECharts' styles say a stroke. */
export function strokeStyle({ colour, width = 2, dash }: Stroke): Record<string, unknown> {
  return { stroke: roleVariable(colour), lineWidth: width, ...(dash === undefined ? {} : { lineDash: dash }) };
}

/** A marker of about `size` px around a place. */
export function markerShape(at: Place, marker: Marker, size: number, colour: Role, hollow = false): Shape {
  const [x, y] = at;
  // A ring of the ground's colour keeps markers apart from the lines under them.
  const style = hollow
    ? { fill: roleVariable('background'), stroke: roleVariable(colour), lineWidth: 2 }
    : { fill: roleVariable(colour), stroke: roleVariable('background'), lineWidth: 1 };
  if (marker === 'circle') return { type: 'circle', shape: { cx: x, cy: y, r: size / 2 }, style, silent: true };
  const half = size / 2;
  if (marker === 'tick') {
    return strokeShape(
      [
        [x, y - half],
        [x, y + half],
      ],
      { colour, width: 1.5 },
    );
  }
  const corners = OUTLINES[marker].map(([dx, dy]): Place => [x + dx * half, y + dy * half]);
  return { type: 'polygon', shape: { points: corners }, style, silent: true };
}

/** The shapes of a legend's entry. */
export function swatchShapes({ x, y, stroke, marker, fill }: Swatch): Shape[] {
  const [left, right] = [x, x + SWATCH_WIDTH];
  const box: Place[] = [
    [left, y - 6],
    [right, y - 6],
    [right, y + 6],
    [left, y + 6],
  ];
  const isLine = stroke !== undefined && fill?.opacity !== 1;
  return [
    ...(fill === undefined ? [] : [areaShape(box, fill.colour, fill.opacity)]),
    ...(isLine
      ? [
          strokeShape(
            [
              [left, y],
              [right, y],
            ],
            stroke,
          ),
        ]
      : []),
    ...(marker === undefined
      ? []
      : [markerShape([x + SWATCH_WIDTH / 2, y], marker.marker, marker.size, marker.colour, marker.hollow)]),
  ];
}

/** Corners of the markers in a square of −1 to 1; of about the same area. */
const OUTLINES: Record<Exclude<Marker, 'circle' | 'tick'>, readonly Place[]> = {
  triangle: [
    [0, -1.2],
    [1.1, 0.8],
    [-1.1, 0.8],
  ],
  square: [
    [-0.9, -0.9],
    [0.9, -0.9],
    [0.9, 0.9],
    [-0.9, 0.9],
  ],
  diamond: [
    [0, -1.25],
    [1.25, 0],
    [0, 1.25],
    [-1.25, 0],
  ],
  wedge: [
    [0, 1.2],
    [1.1, -0.8],
    [-1.1, -0.8],
  ],
  plus: [
    [-0.4, -1.2],
    [0.4, -1.2],
    [0.4, -0.4],
    [1.2, -0.4],
    [1.2, 0.4],
    [0.4, 0.4],
    [0.4, 1.2],
    [-0.4, 1.2],
    [-0.4, 0.4],
    [-1.2, 0.4],
    [-1.2, -0.4],
    [-0.4, -0.4],
  ],
};
