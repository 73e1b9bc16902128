import type { JudgedPatient } from '../../worst-patients';
import type { ReportContents } from '../contents';
import { PatientCard } from '../elements/patient-card';
import { Section } from '../elements/section';
import { list, score } from '../format';
import { cardId } from './card-id';

/** The patients whom the models get most wrong, each with the eight views. */
export function WrongPatients({ contents }: { contents: ReportContents }) {
  const { missed, falseAlarms, locations } = contents.evaluation.worst;
  const { pictures } = contents.results.explanations;
  const groups = [
    { title: 'Aneurysms missed with the lowest scores', patients: missed },
    { title: 'False alarms with the highest scores', patients: falseAlarms },
    { title: 'Most wrong locations', patients: locations },
  ];
  // Every patient is shown once; where one comes up again, a link leads there.
  const shown = new Set(contents.shown === 'test' ? pictures.map(({ index }) => index) : []);
  return (
    <Section
      id="wrong"
      title="Patients the model gets most wrong"
      how="These are the worst of each kind of error, not typical patients. Look for what they have in common: faint vessels, aneurysms that overlap with others, artefacts."
    >
      {groups.map(({ title, patients }) => (
        <Group key={title} title={title} patients={patients} contents={contents} shown={shown} />
      ))}
    </Section>
  );
}

function Group(props: {
  title: string;
  patients: readonly JudgedPatient[];
  contents: ReportContents;
  shown: Set<string>;
}) {
  const { title, patients, contents, shown } = props;
  const set = contents.shown === 'test' ? 'test' : 'train';
  return (
    <>
      <h3>{title}</h3>
      {patients.length === 0 && <p>There is none.</p>}
      {patients.map((patient) => {
        const id = cardId(set, patient.index);
        const text = <p>{sentence(patient)}</p>;
        if (shown.has(patient.index)) {
          return (
            <div key={patient.index} class="again">
              <p>
                <a href={`#${id}`}>{`Patient ${patient.index}, shown above`}</a>
              </p>
              {text}
            </div>
          );
        }
        shown.add(patient.index);
        const { views } = contents.results.explanations;
        return (
          <PatientCard
            key={patient.index}
            id={id}
            level={4}
            title={`Patient ${patient.index}`}
            patient={views.find((one) => one.set === set && one.index === patient.index)!}
            images={contents.images}
          >
            {text}
          </PatientCard>
        );
      })}
    </>
  );
}

function sentence({ truth, decision, score: value, locations, missed, falselyDecided }: JudgedPatient): string {
  const presence = truth === 1 ? 'An aneurysm' : 'No aneurysm';
  const where = truth === 0 ? '' : locations.length > 0 ? ` at ${list(locations)}` : ' outside the 21 locations';
  const said = decision === 1 ? 'called positive' : 'called negative';
  return [
    `${presence}${where}; score ${score(value)}, ${said}.`,
    missed.length > 0 ? `Locations missed: ${list(missed)}.` : '',
    falselyDecided.length > 0 ? `Locations falsely decided: ${list(falselyDecided)}.` : '',
    missed.length + falselyDecided.length === 0 ? 'All locations are right.' : '',
  ]
    .filter(Boolean)
    .join(' ');
}
