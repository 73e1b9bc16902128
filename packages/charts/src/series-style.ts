import type { Marker, Stroke } from './scene';
import { type Role, SERIES_COLOURS } from './theme';

/** Looks that tell a series apart in colour and without. */
export interface SeriesStyle {
  colour: Role;
  stroke: Stroke;
  marker: Marker;
}

/** Lengths of strokes and gaps in px; the first is solid. */
const DASHES: readonly (readonly number[] | undefined)[] = [
  undefined,
  [8, 4],
  [2, 3],
  [8, 3, 2, 3],
  [14, 4],
  [8, 3, 2, 3, 2, 3],
];
const MARKERS: readonly Marker[] = ['circle', 'triangle', 'square', 'diamond', 'wedge', 'plus'];
/** The named dashes of a line. */
export type Dash = 'solid' | 'dashed' | 'dotted' | 'dash-dotted';
const NAMED: Record<Dash, readonly number[] | undefined> = {
  solid: DASHES[0],
  dashed: DASHES[1],
  dotted: DASHES[2],
  'dash-dotted': DASHES[3],
};
/** Names of the dashes. */
export const DASH_NAMES = Object.keys(NAMED) as Dash[];
/** For lines that are no data: chance, reference, threshold. */
export const REFERENCE_STROKE: Stroke = { colour: 'muted', width: 1.5, dash: [4, 4] };

/** The looks of series `index`: a colour, a dash and a marker each; the first 36 differ. */
export function seriesStyle(index: number, dash?: Dash): SeriesStyle {
  const colour: Role = `series-${index % SERIES_COLOURS}` as Role;
  const round = Math.floor(index / SERIES_COLOURS);
  const pattern = dash === undefined ? DASHES[(index + round) % DASHES.length] : NAMED[dash];
  return {
    colour,
    stroke: { colour, width: 2, ...(pattern === undefined ? {} : { dash: pattern }) },
    marker: MARKERS[(index + round) % MARKERS.length]!,
  };
}
