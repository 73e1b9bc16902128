import type { ReportContents } from '../contents';
import { DataTable } from '../elements/data-table';
import { Section } from '../elements/section';
import { count, figure, percent, percentWithInterval, withInterval } from '../format';
import { mainSentence } from '../main-result';
import { Warnings } from './warnings';

/** The result in a sentence, what speaks against it, and the figures behind it. */
export function Result({ contents }: { contents: ReportContents }) {
  const { evaluation } = contents;
  const { presence, overall, patients } = evaluation;
  const { decision, positives } = presence;
  const { truePositives, falsePositives } = decision.confusion;
  return (
    <Section id="result" title="Main result">
      <div class="result">
        <p class="sentence">{mainSentence(contents)}</p>
        <p>
          {`The model calls ${truePositives} of the ${count(positives, 'patient')} with an aneurysm positive, and ${falsePositives} of the ${count(patients - positives, 'patient')} without one. That is right for ${percent(decision.accuracy)} of the patients; calling everyone negative is right for ${percent(decision.allNegative)}.`}
        </p>
        <p>
          {`Of the decisions on the 21 locations ${percent(overall.accuracy)} are right; answering “no” everywhere is right in ${percent(overall.allNegative)}${overall.accuracy < overall.allNegative ? ': by this measure the locations are worse than no answer' : ''}.`}
        </p>
      </div>
      <Warnings contents={contents} />
      <KeyFigures contents={contents} />
    </Section>
  );
}

function KeyFigures({ contents: { evaluation, results, shown } }: { contents: ReportContents }) {
  const { presence, overall, patients } = evaluation;
  const { decision, positives, delong, averagePrecision } = presence;
  const { macro, locations } = overall.auroc;
  return (
    <DataTable
      id="key-figures"
      caption="Figures behind it, with 95 % intervals"
      head={['Figure', 'This run', 'Without a model', 'What it is']}
      text={[3]}
      rows={[
        [
          'AUROC, presence',
          withInterval(presence.auroc),
          '0.500',
          <Words>chance that the right one of two patients gets the higher score</Words>,
        ],
        [
          'the same, DeLong’s interval',
          withInterval(delong),
          '0.500',
          <Words>a second way to the interval; the two should agree</Words>,
        ],
        ...(shown === 'test'
          ? [
              [
                'AUROC, held-out training patients',
                withInterval(results.evaluations.heldOut.presence.auroc),
                '0.500',
                <Words>the same on patients held out of the training</Words>,
              ],
            ]
          : []),
        [
          'Average precision, presence',
          withInterval(averagePrecision),
          figure(positives / patients),
          <Words>share of right alarms, averaged over all thresholds</Words>,
        ],
        [
          'Sensitivity',
          percentWithInterval(decision.sensitivity),
          '0\u00a0%',
          <Words>of patients with an aneurysm, those called positive</Words>,
        ],
        [
          'Specificity',
          percentWithInterval(decision.specificity),
          '100\u00a0%',
          <Words>of patients without one, those called negative</Words>,
        ],
        [
          'Accuracy, presence',
          percent(decision.accuracy),
          percent(decision.allNegative),
          <Words>right answers; without a model: “no” for everyone</Words>,
        ],
        [
          'Mean AUROC of the locations',
          withInterval(macro),
          '0.500',
          <Words>{`over the ${locations} of 21 locations that some patients have`}</Words>,
        ],
        [
          'Accuracy, locations',
          percent(overall.accuracy, 2),
          percent(overall.allNegative, 2),
          <Words>right answers over patients and locations</Words>,
        ],
        [
          'All 21 locations right',
          percent(overall.exactMatch),
          percent(overall.allNegativeExactMatch),
          <Words>share of patients</Words>,
        ],
      ]}
    />
  );
}

function Words({ children }: { children: string }) {
  return <span class="words">{children}</span>;
}
