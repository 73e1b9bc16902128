import type { ReportContents } from '../contents';
import { Chart } from '../elements/chart';
import { DataTable } from '../elements/data-table';
import { Section } from '../elements/section';
import { figure, NONE, percent, withInterval } from '../format';
import { whose } from '../main-result';
import { PUBLIC_SCORES } from '../published';

/** Whether there is an aneurysm: curves, and what others published. */
export function Presence({ contents }: { contents: ReportContents }) {
  const { charts, evaluation } = contents;
  const { presence, overall, patients } = evaluation;
  return (
    <Section
      id="presence"
      title="Is there an aneurysm?"
      how="Each point of a curve is one threshold on the score: a lower one finds more aneurysms and raises more false alarms. A model without skill follows the dashed line; the shaded band is the 95 % interval of the height at each place, not of the curve as a whole."
    >
      {charts.roc === null || charts.precisionRecall === null ? (
        <p>{`No curves: ${presence.singleClass} among ${whose(contents)}.`}</p>
      ) : (
        <div class="charts">
          <Chart drawn={charts.roc}>
            {`Aneurysms found against false alarms. The area under the curve, the AUROC, is ${withInterval(presence.auroc)}.`}
          </Chart>
          <Chart drawn={charts.precisionRecall}>
            {`Share of right alarms against aneurysms found. The average precision is ${withInterval(presence.averagePrecision)}; without skill it is the share of patients with an aneurysm, ${figure(presence.positives / patients)}.`}
          </Chart>
        </div>
      )}
      <DataTable
        id="published"
        caption="Published figures of the K-ium competition, beside this run"
        head={['Team', 'AUROC, presence', 'Accuracy, locations', 'Method']}
        text={[3]}
        rows={[
          ...PUBLIC_SCORES.map(({ team, method, auroc, locationAccuracy }) => [
            team,
            auroc,
            locationAccuracy ?? NONE,
            <span class="words">{method}</span>,
          ]),
          [
            'this run',
            figure(presence.auroc?.estimate),
            figure(overall.accuracy, 4),
            <span class="words">{`of ${whose(contents)}`}</span>,
          ],
          [
            '“no” for everyone',
            '0.500',
            figure(overall.allNegative, 4),
            <span class="words">the same patients as this run</span>,
          ],
        ]}
      />
      <p class="note">
        {`The teams’ figures are public scores on about 50 other patients, where an AUROC of 0.9 has a standard error near 0.045. They can’t be compared with this run directly; “no” everywhere had a location accuracy of about ${percent(0.97, 0)} there.`}
      </p>
    </Section>
  );
}
