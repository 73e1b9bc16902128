/** `'auto'` follows the reader's `prefers-color-scheme`, and is light in print and where CSS is not understood. */
export type Theme = 'light' | 'dark' | 'auto';

/** Colours, `#rrggbb`, of what a chart is made of: on light and on dark ground. */
const ROLES = {
  background: ['#ffffff', '#14181d'],
  text: ['#1b1f24', '#eceff2'],
  muted: ['#4d545c', '#b4bcc5'],
  axis: ['#6b737c', '#8b949e'],
  grid: ['#e3e6ea', '#2d343c'],
  // Okabe and Ito (2008), https://jfly.uni-koeln.de/color/: the four that are dark enough for white ground and their
  // black, then the orange, darkened; and those that are light enough for dark ground.
  'series-0': ['#0072b2', '#56b4e9'],
  'series-1': ['#d55e00', '#e69f00'],
  'series-2': ['#009e73', '#009e73'],
  'series-3': ['#b5588f', '#cc79a7'],
  'series-4': ['#000000', '#f0e442'],
  'series-5': ['#9c6c00', '#d55e00'],
} as const satisfies Record<string, readonly [string, string]>;

/** How many colours there are for series. */
export const SERIES_COLOURS = 6;
/** Steps of the colour scale of cells. */
export const CELL_STEPS = 20;

/** Name of a colour; `cell-n` and `cell-text-n` with n from 0 to {@link CELL_STEPS}. */
export type Role = keyof typeof ROLES | `cell-${number}` | `cell-text-${number}`;

/** A colour in both themes. */
export interface Colour {
  light: string;
  dark: string;
}

/** The colour of a role, `#rrggbb`. */
export function colourOf(role: Role): Colour {
  const cell = /^cell-(text-)?(\d+)$/.exec(role);
  if (cell === null) {
    const [light, dark] = ROLES[role as keyof typeof ROLES];
    return { light, dark };
  }
  const share = Number(cell[2]) / CELL_STEPS;
  const fill = { light: mix('#ffffff', '#00507d', share), dark: mix('#1e242b', '#8fd0f7', share) };
  return cell[1] === undefined ? fill : { light: readableOn(fill.light), dark: readableOn(fill.dark) };
}

/** Names of all roles. */
export function allRoles(): Role[] {
  const steps = Array.from({ length: CELL_STEPS + 1 }, (_, step) => step);
  const cells = steps.flatMap((step): Role[] => [`cell-${step}`, `cell-text-${step}`]);
  return [...(Object.keys(ROLES) as Role[]), ...cells];
}

/** How a role stands in a drawing until the theme is put in. */
export function roleVariable(role: Role): string {
  return `var(--${role})`;
}

/** The step of the cells' colour scale for a share in [0, 1]. */
export function cellStep(share: number): number {
  return Math.round(share * CELL_STEPS);
}

/** Contrast ratio of two colours, 1 to 21: WCAG 2.2, "contrast ratio" and "relative luminance". */
export function contrastRatio(one: string, other: string): number {
  const [light, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

function luminance(colour: string): number {
  const [red, green, blue] = channels(colour).map((value) => {
    const share = value / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function channels(colour: string): number[] {
  return [1, 3, 5].map((start) => Number.parseInt(colour.slice(start, start + 2), 16));
}

function mix(from: string, to: string, share: number): string {
  const end = channels(to);
  const parts = channels(from).map((value, i) => Math.round(value + (end[i]! - value) * share));
  return `#${parts.map((value) => value.toString(16).padStart(2, '0')).join('')}`;
}

/** Black or white, whichever stands out more; the worse of the best is 4.58, above the 4.5 that text needs. */
function readableOn(colour: string): string {
  return contrastRatio(colour, '#000000') >= contrastRatio(colour, '#ffffff') ? '#000000' : '#ffffff';
}
