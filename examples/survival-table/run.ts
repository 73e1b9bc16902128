import { relative } from 'node:path';
import { analyse } from './analysis';
import type { Settings } from './arguments';
import { pageOf } from './page';
import { drawPictures } from './pictures';
import { prepare } from './prepare';
import { readTable } from './read-table';
import { readingOf } from './reading';
import { resultsOf } from './results';
import { textOf } from './text';
import { writeFiles } from './write-files';

/** Reads a table, analyses it, writes the report and gives it as text. */
export async function runSurvivalTable(settings: Settings): Promise<string> {
  const patients = await readTable(settings.data);
  const analysis = analyse(prepare(patients, settings));
  const sections = readingOf(analysis, settings);
  const pictures = drawPictures(analysis, settings);
  const summary = analysis.fit.summary();
  const text = textOf(sections, String(summary));
  await writeFiles(settings.out, {
    'summary.txt': `${text}\n`,
    'summary.html': pageOf(`Survival by ${settings.group}`, sections, summary, Object.values(pictures)),
    ...pictures,
    'results.json': `${JSON.stringify(resultsOf(analysis, settings), null, 2)}\n`,
  });
  return `${text}\n\nWritten to ${relative(process.cwd(), settings.out) || '.'}: summary.html has all of it with pictures.`;
}
