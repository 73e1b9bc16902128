import type { Section } from './reading';

/** Width of a terminal. */
const WIDTH = 100;

/** The report as plain text: the model's table, then how to read it. */
export function textOf(sections: readonly Section[], summary: string): string {
  const read = sections.map(
    ({ heading, paragraphs }) => `${heading}\n${paragraphs.map((text) => wrapped(text)).join('\n')}`,
  );
  return [summary, 'How to read this', ...read].join('\n\n');
}

/** A paragraph with a dash before it, its lines indented. */
function wrapped(text: string): string {
  const lines = ['-'];
  for (const word of text.split(' ')) {
    const fits = lines.at(-1)!.length + 1 + word.length <= WIDTH;
    if (fits) lines.push(`${lines.pop()} ${word}`);
    else lines.push(`  ${word}`);
  }
  return lines.join('\n');
}
