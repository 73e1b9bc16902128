import type { Cohort } from '../../cohort';
import type { ReportContents } from '../contents';
import { DataTable } from '../elements/data-table';
import { Section } from '../elements/section';
import { count, NONE, percent } from '../format';
import { KIUM_TRAINING } from '../published';

/** Pairs of locations that are told. */
const MOST_PAIRS = 5;

/** Who is in the study, and how rare each label is. */
export function CohortSection({ contents }: { contents: ReportContents }) {
  const { cohort } = contents.results;
  const { train, heldOut, test, labels, pairs } = cohort;
  const { known } = test;
  const testWords =
    known === null
      ? 'whose truth is not known'
      : known.patients === test.patients
        ? 'all with known truth'
        : `${known.patients} with known truth`;
  return (
    <Section
      id="cohort"
      title="Patients and labels"
      how="Each row counts the patients with an aneurysm, then those with one at each location; a patient can have several, or one outside these 21. The rarer a label, the less a figure about it tells, and the better “no” for everyone looks."
    >
      <p>
        {`${count(train.patients, 'patient')} to train on, ${heldOut.patients} held out from the training, ${count(test.patients, 'test patient')}, ${testWords}.`}
      </p>
      <LeftOut cohort={cohort} />
      <DataTable
        id="labels"
        caption="Patients with each label, and their share"
        head={[
          'Label',
          `Trained on (${train.patients})`,
          `Held out (${heldOut.patients})`,
          `Test (${known?.patients ?? NONE})`,
          `K-ium training set, published (${count(KIUM_TRAINING.patients)})`,
        ]}
        rows={labels.map((label, at) => [
          label,
          ...[train, heldOut, known].map((group) => share(group?.positives[at], group?.patients)),
          share(KIUM_TRAINING.positives[label], KIUM_TRAINING.patients),
        ])}
      />
      <DataTable
        id="locations-a-patient"
        caption="Patients by how many locations they have"
        head={['Locations', 'Trained on', 'Held out', 'Test']}
        rows={mostLocations(cohort).map((_, locations) => [
          String(locations),
          ...[train, heldOut, known].map((group) =>
            group === null ? NONE : String(group.byLocations[locations] ?? 0),
          ),
        ])}
      />
      {pairs.length > 0 && (
        <p class="note">
          {`Most often together, training patients: ${pairs
            .slice(0, MOST_PAIRS)
            .map(({ locations, patients }) => `${locations.join(' and ')} (${patients})`)
            .join(', ')}.`}
        </p>
      )}
    </Section>
  );
}

function share(positives: number | undefined, patients: number | undefined): string {
  if (positives === undefined || patients === undefined) return NONE;
  return patients === 0 ? String(positives) : `${positives} (${percent(positives / patients)})`;
}

function mostLocations({ train, heldOut, test }: Cohort): number[] {
  const lists = [train, heldOut, test.known].map((group) => group?.byLocations ?? []);
  return lists.reduce((longest, list) => (list.length > longest.length ? list : longest));
}

function LeftOut({ cohort: { leftOut } }: { cohort: Cohort }) {
  const { train, test, problems } = leftOut;
  return (
    <>
      {train.length > 0 && <p>{`Training patients left out as incomplete: ${train.join(', ')}.`}</p>}
      {test.length > 0 && <p>{`Test patients left out as incomplete: ${test.join(', ')}.`}</p>}
      {problems.length > 0 && (
        <p>{`Found in the study folder: ${problems.map(({ kind, count }) => `${kind.replaceAll('-', ' ')} (${count})`).join(', ')}.`}</p>
      )}
    </>
  );
}
