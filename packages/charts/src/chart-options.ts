import { InvalidValueError } from './errors';
import { readText } from './text';
import type { Theme } from './theme';
import { readNumber } from './values';

/** Options of every chart. */
export interface ChartOptions {
  /** Heading, drawn above the chart and read out by screen readers. Default: none drawn, and the chart's kind read out. */
  title?: string;
  /** What screen readers tell after the title. Default: a sentence with the chart's figures. */
  description?: string;
  /**
   * Width in px: what text sizes (12 to 15 px) and the layout refer to. The picture scales with its container, so draw
   * it about as wide as it will be shown; 360 for a phone. At least 240.
   */
  width?: number;
  /** Height in px, legend and title included. Default: what the chart needs. */
  height?: number;
  /** Default `'auto'`: the reader's `prefers-color-scheme`, light in print. */
  theme?: Theme;
  /**
   * Prefix of the ids and classes in the SVG: a letter, then letters, digits, `-` and `_`. Default: one made from the
   * content, so that different charts can stand in one page. The same chart twice in a page needs two prefixes.
   */
  id?: string;
}

/** Checked options. */
export interface ReadOptions {
  title: string | undefined;
  description: string | undefined;
  width: number;
  height: number | undefined;
  theme: Theme;
  id: string | undefined;
}

const THEMES: readonly Theme[] = ['light', 'dark', 'auto'];
/** Widths and heights for which the layout holds, px. */
const SIZE = { min: 240, max: 8192 };

/**
 * Checked options.
 *
 * @throws {@link InvalidValueError}
 */
export function readOptions(options: ChartOptions, defaultWidth: number): ReadOptions {
  if (typeof options !== 'object' || options === null) {
    throw new InvalidValueError('options', options, 'an object with the options, or nothing');
  }
  const { title, description, width = defaultWidth, height, theme = 'auto', id } = options;
  if (!THEMES.includes(theme)) throw new InvalidValueError('theme', theme, "'light', 'dark' or 'auto'");
  if (id !== undefined && !(typeof id === 'string' && /^[A-Za-z][\w-]*$/.test(id))) {
    throw new InvalidValueError('id', id, 'a letter, then letters, digits, - or _');
  }
  return {
    title: title === undefined ? undefined : readText('title', title) || undefined,
    description: description === undefined ? undefined : readText('description', description) || undefined,
    width: readNumber('width', width, SIZE),
    height: height === undefined ? undefined : readNumber('height', height, SIZE),
    theme,
    id,
  };
}
