import { readFileSync } from 'node:fs';
import type { ComponentType } from 'preact';
import { render } from 'preact-render-to-string';
import type { ReportContents } from './contents';
import { mainSentence } from './main-result';
import { Attention } from './sections/attention';
import { CalibrationSection } from './sections/calibration';
import { CohortSection } from './sections/cohort';
import { Decisions } from './sections/decisions';
import { Files } from './sections/files';
import { Limits } from './sections/limits';
import { Locations } from './sections/locations';
import { Presence } from './sections/presence';
import { Result } from './sections/result';
import { Run } from './sections/run';
import { Training } from './sections/training';
import { WrongPatients } from './sections/wrong-patients';

/** The sections in their order, with the names that the table of contents gives them. */
const SECTIONS: readonly [id: string, name: string, section: ComponentType<{ contents: ReportContents }>][] = [
  ['result', 'Main result', Result],
  ['run', 'What was run', Run],
  ['cohort', 'Patients and labels', CohortSection],
  ['training', 'Training', Training],
  ['presence', 'Is there an aneurysm?', Presence],
  ['locations', 'Where is it?', Locations],
  ['decisions', 'Thresholds and decisions', Decisions],
  ['calibration', 'Are the scores probabilities?', CalibrationSection],
  ['attention', 'Where the model looks', Attention],
  ['wrong', 'Most wrong patients', WrongPatients],
  ['limits', 'Limits', Limits],
  ['files', 'Files', Files],
];

const TITLE = 'Aneurysm presence and location';

/** The report as one HTML page that needs nothing else: styles, charts and pictures are in it. */
export function renderPage(contents: ReportContents): string {
  return `<!doctype html>\n${render(<Page contents={contents} />)}\n`;
}

function Page({ contents }: { contents: ReportContents }) {
  const styles = readFileSync(new URL('./styles.css', import.meta.url), 'utf8');
  const { data, circumstances } = contents.results.info;
  return (
    <html lang="en-GB">
      <head>
        <meta charset="utf-8" />
        <title>{`${TITLE}: report of a run`}</title>
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="description" content={mainSentence(contents)} />
        <style dangerouslySetInnerHTML={{ __html: styles }} />
      </head>
      <body>
        <a class="skip" href="#main">
          Skip to the result
        </a>
        <div class="page">
          <header>
            <h1>{TITLE}</h1>
            <p class="lead">
              {`Report of a run on ${data.kind === 'generated' ? 'generated patients' : 'the patients of a study folder'}, ${circumstances.started.slice(0, 10)}`}
            </p>
          </header>
          <div class="columns">
            <nav aria-labelledby="contents-title">
              <h2 id="contents-title">Contents</h2>
              <ol>
                {SECTIONS.map(([id, name]) => (
                  <li key={id}>
                    <a href={`#${id}`}>{name}</a>
                  </li>
                ))}
              </ol>
            </nav>
            <main id="main" tabindex={-1}>
              {SECTIONS.map(([id, , Part]) => (
                <Part key={id} contents={contents} />
              ))}
            </main>
          </div>
          <footer>
            <p>Written by the aneurysm example of @kium. Not a medical device.</p>
          </footer>
        </div>
      </body>
    </html>
  );
}
