import type { EpochRecord } from '@kium/training';
import type { ReportContents } from '../contents';
import { Chart } from '../elements/chart';
import { DataTable } from '../elements/data-table';
import { Section } from '../elements/section';
import { figure, NONE, percent } from '../format';
import { PAPER_TRAINING_ACCURACY } from '../published';

/** Loss and accuracy by epoch, as a picture and as the paper's table. */
export function Training({ contents }: { contents: ReportContents }) {
  const { results, charts, evaluation } = contents;
  const { presence, location } = results;
  return (
    <Section
      id="training"
      title="Training"
      how="An epoch is one pass over the training patients; the loss says how far scores are from the truth, lower is better. Where the figures of the held-out patients get worse while those of the training patients get better, the model learns its patients by heart."
    >
      <div class="charts">
        <Chart drawn={charts.presenceTraining} />
        <Chart drawn={charts.locationTraining} />
      </div>
      <EpochTable id="presence-epochs" caption="Presence, by epoch" epochs={presence.epochs} paper />
      <EpochTable id="location-epochs" caption="Location, by epoch" epochs={location.epochs} />
      <p class="note">
        {`For comparison: answering “no” everywhere has an accuracy of ${percent(evaluation.presence.decision.allNegative)} for the presence and of ${percent(evaluation.overall.allNegative)} for the locations. The published figures are the first and the last that the report gives, of the K-ium patients: other patients than these, so nothing follows from a difference.`}
      </p>
    </Section>
  );
}

function EpochTable(props: { id: string; caption: string; epochs: readonly EpochRecord[]; paper?: boolean }) {
  const { id, caption, epochs, paper = false } = props;
  const head = ['Epoch', 'Loss', 'Accuracy', 'Held-out loss', 'Held-out accuracy', 'Seconds'];
  const published = Object.keys(PAPER_TRAINING_ACCURACY).map(Number);
  const rows = epochs.map(({ epoch, loss, accuracy, valLoss, valAccuracy, seconds }) => ({
    epoch,
    cells: [figure(loss, 4), figure(accuracy, 4), figure(valLoss, 4), figure(valAccuracy, 4), figure(seconds, 1)],
  }));
  const beyond = paper ? published.filter((epoch) => !rows.some((row) => row.epoch === epoch)) : [];
  const all = [...rows, ...beyond.map((epoch) => ({ epoch, cells: head.slice(1).map(() => NONE) }))];
  return (
    <DataTable
      id={id}
      caption={caption}
      head={paper ? [...head, 'Accuracy, published (training)'] : head}
      rows={all.map(({ epoch, cells }) => [
        String(epoch),
        ...cells,
        ...(paper ? [figure(PAPER_TRAINING_ACCURACY[epoch], 4)] : []),
      ])}
    />
  );
}
