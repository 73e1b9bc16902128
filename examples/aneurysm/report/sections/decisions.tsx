import type { MethodEvaluation } from '../../method-evaluation';
import { nameOfMethod } from '../../threshold-choice';
import type { ReportContents } from '../contents';
import { Chart } from '../elements/chart';
import { DataTable } from '../elements/data-table';
import { Section } from '../elements/section';
import { count, figure, NONE, percent, percentWithInterval, score, scoreWithInterval, signed } from '../format';
import { whose } from '../main-result';
import { ruleInWords } from '../rule-words';

/** From scores to yes and no: thresholds, what they decide, and what other rules would. */
export function Decisions({ contents }: { contents: ReportContents }) {
  const { charts, evaluation, results, settings } = contents;
  const { presenceThreshold, locationThreshold, thresholdShrinkage } = settings;
  const { patients, count: fitted } = results.rules.fittedOn;
  const { presence, locations, methods } = evaluation;
  const intervals = results.thresholdIntervals;
  const ranges = [intervals.presence, ...intervals.locations];
  return (
    <Section
      id="decisions"
      title="Thresholds and decisions"
      how="A score above the threshold of its label is a “yes”. Sensitivity is the share found of those who have it, specificity the share left alone of those who don’t, and the predictive values say how often a yes and a no are right."
    >
      <p>
        {`Threshold of the presence: ${ruleInWords(presenceThreshold)}. Thresholds of the locations: ${ruleInWords(nameOfMethod(locationThreshold, thresholdShrinkage))}. They were fitted on the scores of ${count(fitted, patients === 'validation' ? 'held-out training patient' : 'test patient')}; no label of a test patient was used.`}
      </p>
      <DataTable
        id="decision-table"
        caption={`Thresholds and decisions, ${whose(contents)}, with 95 % intervals`}
        head={['Label', 'Threshold', 'Decided', 'Sensitivity', 'Specificity', 'A yes is right', 'A no is right']}
        rows={[presence, ...locations].map(({ label, decision }) => [
          label,
          decision.threshold === null ? 'never' : score(decision.threshold),
          String(decision.decided),
          percentWithInterval(decision.sensitivity),
          percentWithInterval(decision.specificity),
          percentWithInterval(decision.positivePredictiveValue),
          percentWithInterval(decision.negativePredictiveValue),
        ])}
      />
      <p class="note">
        {`${NONE}: there is nobody to take a share of. “Never”: no patient that the thresholds were fitted on has the label, so it is never decided.`}
      </p>
      <h3>Decisions and truth</h3>
      <div class="charts">
        <Chart drawn={charts.presenceConfusion} />
        <Chart drawn={charts.locationConfusion} />
      </div>
      <details>
        <summary>Counts of each label, and how far its threshold might move</summary>
        <p class="how">
          The interval of a threshold says where it would lie with other patients to fit it on, as far as these can
          tell.
        </p>
        <DataTable
          id="counts"
          caption={`Decisions and truth of each label, ${whose(contents)}`}
          head={['Label', 'Threshold, 95 % interval', 'Found', 'Missed', 'False alarms', 'Rightly negative']}
          rows={[presence, ...locations].map(({ label, decision: { threshold, confusion } }, at) => [
            label,
            threshold === null ? 'never' : scoreWithInterval(threshold, ranges[at]),
            String(confusion.truePositives),
            String(confusion.falseNegatives),
            String(confusion.falsePositives),
            String(confusion.trueNegatives),
          ])}
        />
      </details>
      <h3>Scores and thresholds</h3>
      <p class="how">
        Where the scores of patients with and without the label overlap, no threshold can part them. For the locations
        heights are on a logarithmic scale, so that the few with one are seen beside the many without.
      </p>
      <Chart drawn={charts.presenceScores} />
      {charts.locationScores.length > 0 && (
        <details>
          <summary>Scores of each location</summary>
          <div class="charts">
            {charts.locationScores.map(({ label, drawn }) => (
              <Chart key={label} drawn={drawn} />
            ))}
          </div>
        </details>
      )}
      {methods.length > 0 && <Methods methods={methods} />}
    </Section>
  );
}

function Methods({ methods }: { methods: readonly MethodEvaluation[] }) {
  return (
    <>
      <h3>Other rules for the locations’ thresholds</h3>
      <p class="how">
        {`Each row decides the same scores by another rule, fitted on held-out training patients. F1 weighs missed and false locations against each other and is 1 at best; 100 of these patients truly have ${figure(methods[0]!.positivesPer100, 1)} locations.`}
      </p>
      <p class="note">
        To take the rule that does best in this table would be to fit it to the patients that are meant to judge it.
        Choose by cost and purpose, or on other patients.
      </p>
      <DataTable
        id="methods"
        caption="Rules compared, over all locations"
        head={[
          'Rule',
          'F1, mean',
          'F1, pooled',
          'Sensitivity',
          'Specificity',
          'Decided per 100 patients',
          'Accuracy less “no” for all',
          'Threshold',
        ]}
        text={[7]}
        rows={methods.map((one) => [
          one.used ? <strong>{`${one.method} (used)`}</strong> : one.method,
          figure(one.f1.macro),
          figure(one.f1.micro),
          percent(one.sensitivity),
          percent(one.specificity),
          figure(one.decidedPer100, 1),
          signed(one.difference, 4),
          <span class="words">{ruleInWords(one.method)}</span>,
        ])}
      />
    </>
  );
}
