import { openVolumes, writePredictions } from '@kium/angio-io';
import { toInputData } from '@kium/angio-io/tfjs';
import { loadModel, predict } from '@kium/training';
import { type Cases, column, type Predicted } from '../cases';
import { type DecisionRules, decide, decideHeldOut, fitDecisionRules } from '../decision-rules';
import { UserError } from '../errors';
import { writeWhole } from '../files';
import { pathOf, type Run } from '../run';
import type { Trained } from '../train-model';
import type { Volumes } from './2-volumes';

/** What is predicted for the test patients, and for the training patients that were held out. */
export interface Predictions {
  test: Predicted;
  /** Each decided by rules that were fitted on the others; see `decideHeldOut`. */
  heldOut: Cases;
  rules: DecisionRules;
}

/** The presence model's output for "there is an aneurysm". */
const PRESENT = 1;

/** 5. Scores of the test patients, decision rules from the held-out ones, and what they decide: output.csv. */
export async function predictTest(
  run: Run,
  volumes: Volumes,
  presence: Trained,
  location: Trained,
): Promise<Predictions> {
  const inputs = { volumes: volumes.fingerprint, presence: presence.fingerprint, location: location.fingerprint };
  const { result, wasFinished } = await run.state.step('scores', inputs, [], async () => ({
    heldOut: await patientsOf(run, 'train', (all) => presence.heldOut.indices.map((at) => all[at]!)),
    index: await patientsOf(run, 'test'),
    scores: {
      presence: column(await scoreTest(run, 'presence'), PRESENT),
      locations: await scoreTest(run, 'location'),
    },
  }));
  const { index, scores } = result;
  const known = {
    labels: presence.heldOut.labels,
    scores: { presence: column(presence.heldOut.scores, PRESENT), locations: location.heldOut.scores },
  };
  const rules = fitDecisionRules(run.settings, known, scores);
  const test = { index, scores, ...decide(rules, scores) };
  await writeWhole(pathOf(run, 'thresholds'), `${JSON.stringify(rules, null, 2)}\n`);
  await writePredictions(
    pathOf(run, 'output'),
    index.map((patient, row) => ({
      index: patient,
      aneurysm: scores.presence[row]!,
      locations: test.decisions.locations[row]!,
    })),
  );
  const how = wasFinished ? 'scored by an earlier run' : 'scored';
  run.screen.line(`Prediction: ${index.length} test patients ${how}, in ${pathOf(run, 'output')}`);
  return { test, heldOut: { index: result.heldOut, ...known, ...decideHeldOut(run.settings, rules, known) }, rules };
}

/** The patients of a volume file. */
async function patientsOf(
  run: Run,
  set: 'train' | 'test',
  choose = (index: readonly string[]): readonly string[] => index,
): Promise<string[]> {
  const file = await openVolumes(pathOf(run, set));
  try {
    return [...choose(file.index)];
  } finally {
    file.close();
  }
}

async function scoreTest(run: Run, name: 'presence' | 'location'): Promise<number[][]> {
  const model = await loadModel(pathOf(run, name));
  const file = await openVolumes(pathOf(run, 'test'));
  const progress = run.screen.begin(`Prediction: ${name} of ${file.length} test patients`, file.length);
  try {
    const scores = await predict(model, toInputData(file), {
      batchSize: run.settings.batchSize,
      signal: run.signal,
      onProgress: ({ done }) => progress.update(done),
    });
    requireFinite(name, scores, file.index);
    return scores;
  } finally {
    progress.end();
    file.close();
    model.dispose();
  }
}

/** A score that is no number would be kept as null, and come up much later. */
function requireFinite(name: string, scores: number[][], index: readonly string[]): void {
  const row = scores.findIndex((patient) => !patient.every(Number.isFinite));
  if (row < 0) return;
  throw new UserError(
    `The ${name} model gives test patient ${index[row]} the scores ${scores[row]!.join(', ')}. Its training has gone astray: ` +
      'run again with --restart and a lower --learning-rate.',
  );
}
