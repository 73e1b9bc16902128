/** Rows of text as columns, two blanks apart; a column of numbers is aligned to the right. */
export function textTable(rows: readonly (readonly string[])[], indent = ''): string {
  const columns = Math.max(0, ...rows.map((row) => row.length));
  const widths = Array.from({ length: columns }, (_, at) => Math.max(...rows.map((row) => textWidth(row[at] ?? ''))));
  const right = widths.map((_, at) => rows.every((row) => /^[\d,.]*$/.test(row[at] ?? '')));
  return rows
    .map((row) => {
      const cells = row.map((cell, at) => {
        const blanks = ' '.repeat(widths[at]! - textWidth(cell));
        return right[at] ? blanks + cell : cell + blanks;
      });
      return `${indent}${cells.join('  ')}`.trimEnd();
    })
    .join('\n');
}

/** Names and what is said of each; long lists, whose items are two blanks apart, go on in the next line. */
export function factTable(rows: readonly (readonly string[])[], indent = '  '): string {
  const width = Math.max(...rows.map(([name]) => textWidth(name!)));
  return rows
    .flatMap(([name, text]) =>
      wrapText(text!, LINE - width - indent.length - 2, '  ').map(
        (line, at) => `${indent}${(at === 0 ? name! : '').padEnd(width)}  ${line}`,
      ),
    )
    .join('\n');
}

/** The letters of a line, as a terminal or a page has room for. */
export const LINE = 100;

/** How many columns of a terminal a text takes: two for the letters that are wide (Unicode Annex 11), none for marks. */
export function textWidth(text: string): number {
  let width = 0;
  for (const letter of text.normalize('NFC')) {
    if (/\p{Mark}|\u200d/u.test(letter)) continue;
    width += WIDE.test(letter) ? 2 : 1;
  }
  return width;
}

const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}|[\u{20000}-\u{3fffd}]/u;

/** A text in lines of at most so many columns, broken at blanks. */
export function wrapText(text: string, width: number, blank = ' '): string[] {
  const lines = [''];
  for (const word of text.split(blank)) {
    const line = lines.at(-1)!;
    const longer = line === '' ? word : line + blank + word;
    if (line !== '' && textWidth(longer) > width) lines.push(word);
    else lines[lines.length - 1] = longer;
  }
  return lines;
}

/** A text without what would steer the terminal: file names may hold anything. */
export function printable(text: string): string {
  return text.replace(CONTROLS, (letter) => `\\x${letter.charCodeAt(0).toString(16).padStart(2, '0')}`);
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const CONTROLS = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/g;

/** A number of bytes in the unit that suits it. */
export function byteText(bytes: number): string {
  const units = ['bytes', 'KiB', 'MiB', 'GiB', 'TiB'];
  let [value, unit] = [bytes, 0];
  while (value >= 1024 && unit < units.length - 1) [value, unit] = [value / 1024, unit + 1];
  return `${unit === 0 ? value : value.toPrecision(3)} ${units[unit]}`;
}

/** `1 patient`, `2 patients`. */
export function countText(count: number, noun: string): string {
  return `${count.toLocaleString('en-GB')} ${noun}${count === 1 ? '' : 's'}`;
}
