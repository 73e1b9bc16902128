import { MODEL_NAMES } from '../../build-model';
import { duration } from '../../progress';
import type { RunInfo } from '../../run-info';
import type { ReportContents } from '../contents';
import { DataTable } from '../elements/data-table';
import { Facts } from '../elements/facts';
import { Section } from '../elements/section';
import { count } from '../format';

/** What was run: enough to run it again. */
export function Run({ contents }: { contents: ReportContents }) {
  const { results, settings } = contents;
  const { info, presence, location } = results;
  const { circumstances } = info;
  const { machine, backend, versions, commit } = circumstances;
  const { size, variant, model, batchSize } = settings;
  return (
    <Section
      id="run"
      title="What was run"
      how="The same data, settings and seed on the same backend give the same figures again. Everything below is needed for that; times differ."
    >
      <Facts
        facts={[
          ['Data', nameOf(info)],
          ['Input', `eight views a patient as one volume of ${size} × ${size} × 8 grey values`],
          ['Model', `EfficientNet-${variant.toUpperCase()}, ${MODEL_NAMES[model]}; from random weights`],
          [
            'Trainable parameters',
            `${count(presence.parameters)} for the presence, ${count(location.parameters)} for the location`,
          ],
          [
            'Training',
            `${count(presence.trainPatients, 'patient')}, ${presence.heldOutPatients} held out; ${count(presence.epochs.length, 'epoch')} for the presence, ${count(location.epochs.length, 'epoch')} for the location; batches of ${batchSize}; Adam`,
          ],
          ['Preset and seed', `${info.preset}, ${info.seed}`],
          ['Backend', `${backend.name} (${backend.reason})`],
          ['Machine', `${machine.cpu}, ${count(machine.cores, 'core')}, ${machine.memoryGiB} GiB; ${machine.system}`],
          ['Began', <Time iso={circumstances.started} />],
          [
            'Work',
            `${duration(info.seconds)}: ${info.steps.map(({ name, seconds }) => `${name} ${duration(seconds)}`).join(', ')}`,
          ],
          ...(commit === null
            ? []
            : [
                [
                  'Code',
                  <code>{`${commit.hash.slice(0, 12)}${commit.hasChanges ? ', with changes' : ''}`}</code>,
                ] as const,
              ]),
        ]}
      />
      <details>
        <summary>All settings and versions</summary>
        <DataTable
          id="settings"
          caption="Settings"
          head={['Setting', 'Value', 'Preset']}
          text={[1, 2]}
          rows={settingRows(contents)}
        />
        <DataTable
          id="versions"
          caption="Versions"
          head={['Package', 'Version']}
          text={[1]}
          rows={Object.entries(versions)}
        />
      </details>
    </Section>
  );
}

function Time({ iso }: { iso: string }) {
  return <time dateTime={iso}>{`${iso.slice(0, 16).replace('T', ' ')} UTC`}</time>;
}

function nameOf({ data, seed }: RunInfo) {
  if (data.kind === 'folder') return `the folder ${data.name}`;
  const { patients, testPatients, diameter } = data.study;
  const sizes = diameter === null ? 'as in a clinical series' : `of ${diameter.mean} ± ${diameter.sd} mm`;
  return `a generated study of ${patients} + ${testPatients} patients (seed ${seed}); aneurysms ${sizes}`;
}

/** Settings that say where files lie on a disk, or nothing of the figures. */
const NOT_TOLD: ReadonlySet<string> = new Set(['presetName', 'data', 'out', 'restart']);

function settingRows({ results, settings }: ReportContents) {
  const changed = new Map(results.info.changed.map(({ setting, preset }) => [setting, preset]));
  return Object.entries(settings)
    .filter(([setting]) => !NOT_TOLD.has(setting))
    .map(([setting, value]) => [
      <code>{setting}</code>,
      valueText(value),
      changed.has(setting) ? valueText(changed.get(setting)) : 'the same',
    ]);
}

/** "presence: 4, location: 1". */
function valueText(value: unknown): string {
  if (value === null || value === undefined) return 'not given';
  if (typeof value !== 'object') return String(value);
  const entries = Object.entries(value).map(([name, inner]) => {
    return `${name}: ${typeof inner === 'object' && inner !== null ? `(${valueText(inner)})` : valueText(inner)}`;
  });
  return entries.join(', ');
}
