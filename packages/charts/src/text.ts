import { InvalidValueError } from './errors';

/** Every text of a chart is set in the reader's own sans-serif font: nothing is loaded. */
export const FONT_FAMILY = 'system-ui, sans-serif';
/** Sizes in px at a chart's own width. */
export const FONT_SIZE = { title: 15, text: 13, small: 12 } as const;

/**
 * Text that may stand in XML: white space is one space, and characters that XML 1.0 (section 2.2) forbids or that have
 * no glyph become U+FFFD.
 */
export function readText(argument: string, text: unknown): string {
  if (typeof text !== 'string') throw new InvalidValueError(argument, text, 'a string');
  const spaced = text.replace(/\s+/g, ' ').trim();
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters to be replaced
  return spaced.replace(/[\u0000-\u001f\u007f-\u009f\ufffe\uffff]/g, '\ufffd').replace(/\p{Surrogate}/gu, '\ufffd');
}

/**
 * Width of a text in px. The reader's font isn't known here, so the widths are those of a wide one (DejaVu Sans, in em
 * by kind of character), and what is laid out by them fits in Arial or Helvetica too.
 */
export function textWidth(text: string, size: number, bold = false): number {
  let em = 0;
  for (const character of text) em += characterWidth(character);
  return em * size * (bold ? 1.1 : 1);
}

function characterWidth(character: string): number {
  if (/[ijl.,:;'|!I ]/.test(character)) return 0.34;
  if (/[frt()[\]/\-–J"]/.test(character)) return 0.44;
  if (/[mwMWQ@%—+−<>=≤≥]/.test(character)) return 0.9;
  if (/[A-Z&]/.test(character)) return 0.72;
  // Scripts from Hangul Jamo on are about as wide as they are high, emoji a little more.
  return character.codePointAt(0)! >= 0x1100 && !/[\u2000-\u2bff]/.test(character) ? 1.1 : 0.63;
}

/** Breaks a text into lines of at most `width` px, between words if it can; a word too long is broken anywhere. */
export function wrapText(text: string, width: number, size: number, bold = false): string[] {
  const lines: string[] = [];
  let line = '';
  const fits = (candidate: string) => textWidth(candidate, size, bold) <= width;
  for (const word of text.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (fits(longer)) {
      line = longer;
      continue;
    }
    if (line !== '') lines.push(line);
    line = '';
    for (const character of word) {
      if (line !== '' && !fits(line + character)) {
        lines.push(line);
        line = '';
      }
      line += character;
    }
  }
  return [...lines, line];
}

/** As {@link wrapText}, but the last of at most `most` lines ends in an ellipsis if more would be needed. */
export function wrapAtMost(text: string, width: number, size: number, most: number, bold = false): string[] {
  const lines = wrapText(text, width, size, bold);
  if (lines.length <= most) return lines;
  let last = lines[most - 1]!;
  while (last !== '' && textWidth(`${last}…`, size, bold) > width) last = Array.from(last).slice(0, -1).join('');
  return [...lines.slice(0, most - 1), `${last}…`];
}
