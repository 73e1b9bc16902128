import { LOCATIONS } from '@kium/angio-io';
import type { Run } from '../run';
import { type Trained, trainModel } from '../train-model';
import type { Volumes } from './2-volumes';

/** 4. Location: 21 sigmoids, one an artery; a patient may have several or none. */
export function trainLocation(run: Run, volumes: Volumes, backend: string): Promise<Trained> {
  return trainModel(run, volumes, backend, {
    name: 'location',
    classes: LOCATIONS.length,
    target: (labels) => Array.from(labels).slice(1),
    seed: run.settings.seed + 1,
    epochs: run.settings.epochs.location,
    learningRate: run.settings.learningRate.location,
  });
}
