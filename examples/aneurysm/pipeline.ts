import { mkdir, rm } from 'node:fs/promises';
import { selectBackend } from '@kium/training';
import type { Settings } from './arguments';
import { describeCohort } from './cohort';
import { duration, type Screen } from './progress';
import { pathOf, type Run } from './run';
import { describeRun, noteCircumstances } from './run-info';
import { State } from './state';
import { findStudy } from './steps/1-study';
import { stackVolumes } from './steps/2-volumes';
import { trainPresence } from './steps/3-presence';
import { trainLocation } from './steps/4-location';
import { predictTest } from './steps/5-predict';
import { evaluateAll } from './steps/6-evaluate';
import { explain } from './steps/7-explain';
import { report } from './steps/8-report';

/** The competition pipeline, from images to output.csv and the report. */
export async function runPipeline(settings: Settings, screen: Screen, signal: AbortSignal): Promise<void> {
  const started = new Date();
  await mkdir(settings.out, { recursive: true });
  const state = await State.open(settings.out, { restart: settings.restart });
  const run: Run = { settings, state, screen, signal };
  if (settings.restart) await rm(pathOf(run, 'checkpoints'), { recursive: true, force: true });

  const study = await findStudy(run);
  const volumes = await stackVolumes(run, study);

  const backend = await selectBackend(settings.backend === null ? {} : { prefer: settings.backend });
  screen.line(`Backend: ${backend.reason}`);
  const circumstances = await noteCircumstances(run, volumes, backend, started);
  const presence = await trainPresence(run, volumes, backend.name);
  const location = await trainLocation(run, volumes, backend.name);

  const predictions = await predictTest(run, volumes, presence, location);
  const evaluations = await evaluateAll(run, study, predictions);
  const explanations = await explain(run, study, volumes, predictions, presence, evaluations);

  const cohort = await describeCohort(run, volumes, presence, evaluations);
  const info = describeRun(run, circumstances);
  await report(run, { info, cohort, presence, location, predictions, evaluations, explanations });
  screen.line(`Finished in ${duration((Date.now() - started.getTime()) / 1000)} on ${backend.name}.`);
}
