import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';

const START = '<!-- results -->';
const END = '<!-- end of results -->';

/** Writes results to a Markdown file: between its marks, if it has them, as bench/README.md does, or as all of it. */
export async function writeResults(file: string, results: string): Promise<void> {
  const found = existsSync(file) ? await readFile(file, 'utf8') : '';
  const start = found.indexOf(START);
  const end = found.indexOf(END);
  const isMarked = start >= 0 && end > start;
  const before = isMarked ? `${found.slice(0, start + START.length)}\n\n` : '';
  const after = isMarked ? `\n${found.slice(end)}` : '';
  await writeFile(file, `${before}${results}\n${after}`);
}
