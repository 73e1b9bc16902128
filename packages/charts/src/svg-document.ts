import type { ReadOptions } from './chart-options';
import { TEXT_MARK } from './draw-scene';
import { FONT_FAMILY } from './text';
import { colourOf, type Role, type Theme } from './theme';

/** Stands for the prefix of ids and classes until the content is known. */
const PREFIX = '\u0001';
/** Of what ECharts writes: what is for the mouse, for its client or for looks that this package gives otherwise. */
const UNUSED = /^(class|pointer-events|ecmeta_.*|xml:space|xmlns:xlink|version|baseProfile)$/;

/**
 * Makes a document of what ECharts draws: colours of the theme, ids of its own, title and description for screen
 * readers, a size that follows the container; no script, no hover rules.
 *
 * @param drawing - what ECharts' `renderToSVGString` gives
 * @param spoken - what screen readers read if the options say nothing
 */
export function svgDocument(
  drawing: string,
  size: { width: number; height: number },
  options: ReadOptions,
  spoken: { title: string; description: string },
): string {
  const used = { fill: new Set<Role>(), stroke: new Set<Role>() };
  const body = drawing
    .replace(/^\s*<svg[^>]*>|<\/svg>\s*$/g, '')
    .replace(/<style\s*>[\s\S]*?<\/style>/g, '')
    .replace(/<([a-zA-Z]+)((?:\s+[\w:-]+="[^"]*")*)\s*>(?:<\/\1>)?/g, (element, tag: string, attributes: string) =>
      rewritten(tag, attributes, element.endsWith(`</${tag}>`), options.theme, used),
    )
    .replaceAll(TEXT_MARK, '')
    .replace(/\n+/g, '\n');
  const title = options.title ?? spoken.title;
  const description = options.description ?? spoken.description;
  const { width, height } = size;
  const document = [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}"`,
    ` style="max-width:100%;height:auto" font-family="${FONT_FAMILY}" role="img"`,
    ` aria-labelledby="${PREFIX}-title ${PREFIX}-desc">\n`,
    `<title id="${PREFIX}-title">${escaped(title)}</title>\n<desc id="${PREFIX}-desc">${escaped(description)}</desc>`,
    options.theme === 'auto' ? `\n<style>${darkRules(used)}</style>` : '',
    body,
    '</svg>\n',
  ].join('');
  return document.replaceAll(PREFIX, options.id ?? `chart-${hash(document)}`);
}

/** One tag with its attributes, without what is unused and with the theme's colours. */
function rewritten(
  tag: string,
  attributes: string,
  isEmpty: boolean,
  theme: Theme,
  used: Record<'fill' | 'stroke', Set<Role>>,
): string {
  const kept: string[] = [];
  const classes: string[] = [];
  for (const [, name, value] of attributes.matchAll(/([\w:-]+)="([^"]*)"/g) as Iterable<[string, string, string]>) {
    const role = /^var\(--([\w-]+)\)$/.exec(value)?.[1] as Role | undefined;
    if (role !== undefined && (name === 'fill' || name === 'stroke')) {
      kept.push(`${name}="${colourOf(role)[theme === 'dark' ? 'dark' : 'light']}"`);
      used[name].add(role);
      if (theme === 'auto') classes.push(`${PREFIX}-${name}-${role}`);
    } else if (name === 'style') {
      kept.push(
        ...Array.from(value.matchAll(/(font-(?:size|weight)):([^;]+)/g), (match) => `${match[1]}="${match[2]}"`),
      );
    } else if (!UNUSED.test(name)) {
      kept.push(`${name}="${value.replace(/\bzr\d+-/, `${PREFIX}-`)}"`);
    }
  }
  if (classes.length > 0) kept.push(`class="${classes.join(' ')}"`);
  return `<${[tag, ...kept].join(' ')}${isEmpty ? '/' : ''}>`;
}

/** Attributes have the light colours; CSS, where it is understood and the reader wants it so, the dark ones. */
function darkRules(used: Record<'fill' | 'stroke', Set<Role>>): string {
  const rules = (['fill', 'stroke'] as const).flatMap((kind) =>
    Array.from(used[kind]).map((role) => `.${PREFIX}-${kind}-${role}{${kind}:${colourOf(role).dark}}`),
  );
  return `@media screen and (prefers-color-scheme:dark){${rules.join('')}}`;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** Two 32-bit FNV-1a sums (http://www.isthe.com/chongo/tech/comp/fnv/) of different starts, in base 36. */
function hash(text: string): string {
  let [one, other] = [0x811c9dc5, 0x01000193];
  for (let i = 0; i < text.length; i++) {
    one = Math.imul(one ^ text.charCodeAt(i), 0x01000193);
    other = Math.imul(other ^ text.charCodeAt(text.length - 1 - i), 0x01000193);
  }
  return (one >>> 0).toString(36) + (other >>> 0).toString(36);
}
