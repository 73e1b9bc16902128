import type { HitRate } from '../../box-hits';
import type { Outcome } from '../../choose-patients';
import type { ReportContents } from '../contents';
import { DataTable } from '../elements/data-table';
import { HeatLegend } from '../elements/heat-legend';
import { PatientCard } from '../elements/patient-card';
import { Section } from '../elements/section';
import { list, NONE, percent, percentWithInterval, score } from '../format';
import { cardId } from './card-id';

/** Where the presence model looks. */
export function Attention({ contents }: { contents: ReportContents }) {
  const { results, images } = contents;
  const { boxHits, pictures, views } = results.explanations;
  return (
    <Section
      id="attention"
      title="Where the model looks"
      how="The colour (Grad-CAM) shows which parts of the views raise the score of an aneurysm. It says where the model looks, not why, and it is as coarse as the model’s last layer."
    >
      <HeatLegend boxes={views.some((patient) => patient.views.some(({ boxes }) => boxes !== null))} />
      {boxHits ? (
        <DataTable
          id="box-hits"
          caption="How often the highest point lies in the frame of a true aneurysm"
          head={[
            'Of',
            'Hits',
            'Share (95 % interval)',
            'By chance, by area',
            'By chance, other patients’ maps',
            'Empty maps',
          ]}
          rows={[
            hitRow('patients with an aneurysm, highest point of all views', boxHits.patients),
            hitRow('views that show one, highest point of the view', boxHits.views),
          ]}
        />
      ) : (
        <p class="note">Where the aneurysms are is not known here, so that hits can’t be counted.</p>
      )}
      {pictures.map(({ index, outcome, score: value, locations }) => (
        <PatientCard
          key={index}
          id={cardId('test', index)}
          title={`Patient ${index}: ${outcome === 'unknown' ? 'truth not known' : outcome}`}
          patient={views.find((one) => one.set === 'test' && one.index === index)!}
          images={images}
        >
          <p>{`Score ${score(value)}.${truthOf(outcome, locations)}`}</p>
        </PatientCard>
      ))}
    </Section>
  );
}

function truthOf(outcome: Outcome, locations: readonly string[]): string {
  if (outcome === 'unknown') return '';
  if (outcome === 'false alarm' || outcome === 'rightly negative') return ' There is no aneurysm.';
  return locations.length > 0 ? ` True locations: ${list(locations)}.` : ' The aneurysm is outside the 21 locations.';
}

function hitRow(what: string, { hits, trials, empty, rate, chance }: HitRate) {
  return [
    <span class="words">{what}</span>,
    `${hits} of ${trials}`,
    percentWithInterval(rate),
    percent(chance.area),
    chance.otherPatients === null ? NONE : percent(chance.otherPatients),
    String(empty),
  ];
}
