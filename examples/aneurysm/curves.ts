import { type TrainingPanel, trainingCurves } from '@kium/charts';
import type { EpochRecord } from '@kium/training';

/** Loss and accuracy of both models by epoch, as an SVG picture; drawn without a browser. */
export function drawCurves(presence: readonly EpochRecord[], location: readonly EpochRecord[]): string {
  const panels = [...panelsOf('Presence', presence), ...panelsOf('Location', location)];
  return trainingCurves(panels, { title: 'Training curves', names: { heldOut: 'held-out patients' } });
}

function panelsOf(name: string, epochs: readonly EpochRecord[]): TrainingPanel[] {
  // What was not measured, or is not a number since the training ran away, is a gap.
  const values = (of: (epoch: EpochRecord) => number | null | undefined) =>
    epochs.map(of).map((value) => (Number.isFinite(value) ? value : null));
  return [
    {
      title: `${name}: loss`,
      training: values(({ loss }) => loss),
      heldOut: values(({ valLoss }) => valLoss),
      yAxis: { min: 0 },
    },
    {
      title: `${name}: accuracy`,
      training: values(({ accuracy }) => accuracy),
      heldOut: values(({ valAccuracy }) => valAccuracy),
      yAxis: { max: 1 },
    },
  ];
}
