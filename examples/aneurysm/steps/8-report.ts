import { writeWhole } from '../files';
import { gatherContents } from '../report/gather-contents';
import { embedImages } from '../report/images';
import { renderPage } from '../report/page';
import { type Findings, resultsOf } from '../results';
import { FILES, pathOf, type Run } from '../run';
import { screenReport } from '../screen-report';

/** 8. The report: on the screen, as a page to read, and as JSON for programs. */
export async function report(run: Run, findings: Findings): Promise<void> {
  const results = resultsOf(findings);
  const contents = gatherContents(results, findings.evaluations, {
    settings: run.settings,
    images: await embedImages(run.settings.out, results.explanations.views),
    files: FILE_LIST.filter(([file]) => file !== 'report').map(([file, what]) => ({ path: FILES[file], what })),
  });
  await writeWhole(pathOf(run, 'results'), `${JSON.stringify(results, null, 2)}\n`);
  await writeWhole(pathOf(run, 'report'), renderPage(contents));

  const { line } = run.screen;
  for (const text of screenReport(results)) line(text);
  line();
  for (const [file, what] of FILE_LIST) line(`${pathOf(run, file)}  ${what}`);
}

const FILE_LIST = [
  ['report', 'the report: open it in a browser'],
  ['output', 'what is predicted for the test patients, in the competition’s columns'],
  ['thresholds', 'the thresholds, to use with the models'],
  ['results', 'all figures, for programs'],
  ['explanations', 'where the presence model looks in some patients'],
  ['wrongPatients', 'views of the patients whom the models get most wrong'],
  ['presence', 'the presence model'],
  ['location', 'the location model'],
  ['train', 'volumes of the training patients'],
  ['test', 'volumes of the test patients'],
] as const satisfies readonly (readonly [keyof typeof FILES, string])[];
