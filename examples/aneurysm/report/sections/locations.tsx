import type { LabelEvaluation } from '../../label-evaluation';
import type { ReportContents } from '../contents';
import { Chart } from '../elements/chart';
import { DataTable } from '../elements/data-table';
import { Section } from '../elements/section';
import { figure, NONE, signed, withInterval } from '../format';
import { whose } from '../main-result';
import { KIUM_TRAINING } from '../published';

/** Where the aneurysm is: ranking and accuracy of every location. */
export function Locations({ contents }: { contents: ReportContents }) {
  const { charts, evaluation } = contents;
  const { locations, overall } = evaluation;
  const absent = locations.filter(({ singleClass }) => singleClass !== null).map(({ label }) => label);
  return (
    <Section
      id="locations"
      title="Where is it?"
      how="Points are the estimates for each location and bars their 95 % intervals: where a bar crosses the line of chance, the model was not shown to know that location. Locations that nobody or few patients have tell little, however good they look."
    >
      {charts.auroc !== null && charts.averagePrecision !== null && (
        <div class="charts">
          <Chart drawn={charts.auroc} />
          <Chart drawn={charts.averagePrecision} />
        </div>
      )}
      {absent.length > 0 && (
        <p class="note">
          {`Neither AUROC nor average precision, for want of patients with or without it: ${absent.join(', ')}.`}
        </p>
      )}
      <DataTable
        id="location-ranking"
        caption={`How well locations are ranked, ${whose(contents)}`}
        head={[
          'Location',
          'Patients with it',
          'AUROC (95 % interval)',
          'Average precision (95 % interval)',
          'without skill',
        ]}
        rows={locations.map((one) => [
          nameOf(one),
          String(one.positives),
          withInterval(one.auroc),
          withInterval(one.averagePrecision),
          one.averagePrecision ? figure(one.positives / one.patients) : NONE,
        ])}
      />
      <p class="note">
        * Fewer than ten patients with or without it. Average precision without skill is the share of patients with it.
      </p>
      <DataTable
        id="location-accuracy"
        caption={`Accuracy of every location beside answering “no” for everyone, ${whose(contents)}`}
        head={[
          'Location',
          'Patients with it',
          'Decided',
          'of these right',
          'Accuracy',
          '“No” for all',
          'Difference',
          '“No” for all, K-ium training set',
        ]}
        rows={[...locations.map(accuracyRow), totalRow(contents)]}
        total
      />
      <p class="note">
        {`A difference below 0 means that no answer would have been better. Over all locations it is ${signed(overall.accuracy - overall.allNegative, 4)}. The last column follows from the published counts of the K-ium training set: other patients, for orientation only.`}
      </p>
    </Section>
  );
}

function nameOf({ label, fewCases }: LabelEvaluation): string {
  return fewCases ? `${label}\u00a0*` : label;
}

function accuracyRow({ label, positives, decision }: LabelEvaluation) {
  const published = KIUM_TRAINING.positives[label];
  return [
    label,
    String(positives),
    String(decision.decided),
    String(decision.confusion.truePositives),
    figure(decision.accuracy, 4),
    figure(decision.allNegative, 4),
    <Difference value={decision.difference} />,
    published === undefined ? NONE : figure(1 - published / KIUM_TRAINING.patients, 4),
  ];
}

function totalRow({ evaluation: { locations, overall } }: ReportContents) {
  const sum = (of: (one: LabelEvaluation) => number) => String(locations.reduce((total, one) => total + of(one), 0));
  const positives = locations.reduce((total, { label }) => total + (KIUM_TRAINING.positives[label] ?? 0), 0);
  return [
    'all',
    sum((one) => one.positives),
    sum(({ decision }) => decision.decided),
    sum(({ decision }) => decision.confusion.truePositives),
    figure(overall.accuracy, 4),
    figure(overall.allNegative, 4),
    <Difference value={overall.accuracy - overall.allNegative} />,
    figure(1 - positives / (KIUM_TRAINING.patients * locations.length), 4),
  ];
}

/** The sign tells it too, so that nobody depends on the colour. */
function Difference({ value }: { value: number }) {
  return <span class={value < 0 ? 'worse' : value > 0 ? 'better' : undefined}>{signed(value, 4)}</span>;
}
