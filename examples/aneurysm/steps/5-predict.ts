import { openVolumes, type Prediction, writePredictions } from '@kium/angio-io';
import { applyThresholds, meanPlusSigma } from '@kium/thresholds';
import { loadModel, predict } from '@kium/training';
import { FILES, pathOf, type Run } from '../run';
import type { Trained } from '../train-model';
import { volumeInputs } from '../volume-data';
import type { Volumes } from './2-volumes';

/** What is predicted for the test patients. */
export interface Predictions {
  index: string[];
  /** Score of an aneurysm, one a patient. */
  presence: number[];
  /** Rows of 21 scores. */
  locationScores: number[][];
  /** One threshold a location. */
  thresholds: number[];
  /** Rows of 21 decisions. */
  locations: number[][];
}

/** 5. The test patients: scores of both models, mean + σ thresholds for the locations, output.csv. */
export async function predictTest(
  run: Run,
  volumes: Volumes,
  presence: Trained,
  location: Trained,
): Promise<Predictions> {
  const { sigmas, thresholdsFrom } = run.settings;
  const inputs = {
    ...{ volumes: volumes.fingerprint, presence: presence.fingerprint, location: location.fingerprint },
    ...{ sigmas, thresholdsFrom },
  };
  const { result, wasFinished } = await run.state.step('predict', inputs, [FILES.output], async () => {
    const { index, scores: presenceScores } = await scoreTest(run, 'presence');
    const { scores: locationScores } = await scoreTest(run, 'location');
    const source = thresholdsFrom === 'validation' ? location.heldOut.scores : locationScores;
    const thresholds = meanPlusSigma(source, { sigmas });
    const locations = applyThresholds(locationScores, thresholds);
    const aneurysm = presenceScores.map(([, present]) => present!);
    await writePredictions(
      pathOf(run, 'output'),
      index.map(
        (patient, row): Prediction => ({ index: patient, aneurysm: aneurysm[row]!, locations: locations[row]! }),
      ),
    );
    return { index, presence: aneurysm, locationScores, thresholds, locations };
  });
  const how = wasFinished ? 'predicted by an earlier run' : 'predicted';
  run.screen.line(`Prediction: ${result.index.length} test patients ${how}, in ${pathOf(run, 'output')}`);
  return result;
}

async function scoreTest(run: Run, name: 'presence' | 'location'): Promise<{ index: string[]; scores: number[][] }> {
  const model = await loadModel(pathOf(run, name));
  const file = await openVolumes(pathOf(run, 'test'));
  const progress = run.screen.begin(`Prediction: ${name} of ${file.length} test patients`, file.length);
  try {
    const scores = await predict(model, volumeInputs(file), {
      batchSize: run.settings.batchSize,
      signal: run.signal,
      onProgress: ({ done }) => progress.update(done),
    });
    return { index: [...file.index], scores };
  } finally {
    progress.end();
    file.close();
    model.dispose();
  }
}
