import type { Scale } from './scale';
import type { Role } from './theme';

/** A place in a panel: 0 to 1 from left to right, and from bottom to top. */
export type Place = readonly [x: number, y: number];

/** How a line is drawn. */
export interface Stroke {
  colour: Role;
  /** In px. Default 2. */
  width?: number;
  /** Lengths of strokes and gaps in px. Default: solid. */
  dash?: readonly number[];
}

/** Shapes of points. */
export type Marker = 'circle' | 'triangle' | 'square' | 'diamond' | 'wedge' | 'plus' | 'tick';

/** Where a step curve jumps: at the end of its value's reign, at the start, or halfway. */
export type Step = 'after' | 'before' | 'middle';

/** What is drawn in a panel, later ones above earlier ones of the same kind. */
export type Layer =
  | { kind: 'line'; points: readonly (Place | null)[]; stroke: Stroke }
  | { kind: 'area'; polygon: readonly Place[]; fill: Role; opacity: number; stroke?: Stroke }
  | { kind: 'segment'; from: Place; to: Place; stroke: Stroke; caps?: number; overhangs?: boolean }
  | { kind: 'marker'; at: Place; marker: Marker; size: number; colour: Role; hollow?: boolean }
  | { kind: 'text'; at: Place; text: string; colour: Role; size: number; align: Align; shift?: Place };

export type Align = 'left' | 'center' | 'right';

/** A pair of axes with what is drawn between them; px from the top left. */
export interface Panel {
  left: number;
  top: number;
  width: number;
  height: number;
  /** Without scale: no axis is drawn. */
  x?: Scale;
  y?: Scale;
  /** Lines at the ticks. Default `'both'`. */
  grid?: 'both' | 'x' | 'y' | 'none';
  /** Whether the ticks of the x axis have labels. Default true. */
  xLabels?: boolean;
  layers: Layer[];
}

/** Text at a place of the picture, px from the top left; `y` is its middle. */
export interface Label {
  x: number;
  y: number;
  text: string;
  size: number;
  colour: Role;
  align: Align;
  bold?: boolean;
}

/** What stands before a text in the legend, within a box of px. */
export interface Swatch {
  x: number;
  y: number;
  stroke?: Stroke;
  marker?: { marker: Marker; size: number; colour: Role; hollow?: boolean };
  fill?: { colour: Role; opacity: number };
}

/** A whole picture. */
export interface Scene {
  width: number;
  height: number;
  panels: Panel[];
  labels: Label[];
  swatches: Swatch[];
}
