import type { ReportContents } from '../contents';
import { Section } from '../elements/section';
import { count } from '../format';

/** What this report does not tell. */
export function Limits({ contents: { results, evaluation } }: { contents: ReportContents }) {
  return (
    <Section id="limits" title="Limits">
      <ul>
        {results.info.data.kind === 'generated' && (
          <li>
            The angiograms are generated. They lack most of what makes real ones hard: anatomy in all its variants,
            treated aneurysms, other diseases, devices.
          </li>
        )}
        <li>
          {`One training with one seed. Another seed gives another model; how much figures move with it is not in the intervals, which tell only of the choice of ${count(evaluation.patients, 'patient')}.`}
        </li>
        <li>
          Intervals of the bootstrap are too narrow where a label has a handful of patients. There are 22 labels: about
          one interval in twenty misses the truth by chance alone.
        </li>
        <li>
          The patients come from one source. How the model does on images of another hospital or device is not known,
          and is usually worse.
        </li>
        <li>
          Predictive values hold for the share of aneurysms in these patients. Where aneurysms are rarer, a “yes” is
          right less often.
        </li>
        <li>{`On another backend than ${results.info.circumstances.backend.name} sums are rounded otherwise, and a training goes another way.`}</li>
        <li>This is not a medical device, and nothing here was validated for clinical use.</li>
      </ul>
    </Section>
  );
}
