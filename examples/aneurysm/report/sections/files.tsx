import type { ReportContents } from '../contents';
import { Section } from '../elements/section';

/** What lies beside the page. */
export function Files({ contents: { files } }: { contents: ReportContents }) {
  return (
    <Section id="files" title="Files of this run">
      <p>The links work where this page lies in the run’s output folder; the page itself needs none of the files.</p>
      <ul class="files">
        {files.map(({ path, what }) => (
          <li key={path}>
            <a href={path}>{path}</a>: {what}
          </li>
        ))}
      </ul>
    </Section>
  );
}
