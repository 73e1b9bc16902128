import type { Run } from '../run';
import { type Trained, trainModel } from '../train-model';
import type { Volumes } from './2-volumes';

/** 3. Presence: two sigmoids, [absent, present]. */
export function trainPresence(run: Run, volumes: Volumes, backend: string): Promise<Trained> {
  return trainModel(run, volumes, backend, {
    name: 'presence',
    classes: 2,
    target: (labels) => (labels[0] === 1 ? [0, 1] : [1, 0]),
    seed: run.settings.seed,
    epochs: run.settings.epochs.presence,
    learningRate: run.settings.learningRate.presence,
  });
}
