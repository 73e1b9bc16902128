import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { LOCATIONS, openVolumes, readLabels } from '@kium/angio-io';
import { loadModel } from '@kium/training';
import { type BoxHits, scoreBoxHits } from '../box-hits';
import { choosePatients, type Outcome } from '../choose-patients';
import { explainPatients, type Patients, PRESENT, pointAt } from '../explain-patients';
import { writeFolder } from '../files';
import { drawOverlay } from '../overlay';
import { DRAWING, type PatientViews, writePatientViews } from '../patient-views';
import { FILES, pathOf, type Run } from '../run';
import { fingerprintOfFile } from '../state';
import type { Trained } from '../train-model';
import { boxesOf, readTruthBoxes, type ViewBoxes } from '../truth-boxes';
import { viewWrongPatients } from '../wrong-patients';
import type { Study } from './1-study';
import type { Volumes } from './2-volumes';
import type { Predictions } from './5-predict';
import type { Evaluations } from './6-evaluate';

/** Where the presence model looks. */
export interface Explanations {
  /** How often that is at an aneurysm; null where nobody knows where those are. */
  boxHits: BoxHits | null;
  /** The pictures, relative to the output folder. */
  pictures: { index: string; outcome: Outcome; score: number; locations: string[]; file: string }[];
  /** The same patients view by view, then those whom the models get most wrong. */
  views: PatientViews[];
}

/** Patients that the maps are scored on, the first in the file: a quarter of a second each, and enough for ±12 %. */
const MOST_SCORED = 64;
/** Pictures drawn. */
const PICTURES = 8;

/** 7. Where the presence model looks: Grad-CAM of some test patients as pictures, and how often its peak is at an aneurysm. */
export async function explain(
  run: Run,
  study: Study,
  volumes: Volumes,
  predictions: Predictions,
  presence: Trained,
  evaluations: Evaluations,
): Promise<Explanations> {
  const { seed } = run.settings;
  const { scores, decisions } = predictions.test;
  const inputs = {
    ...{ drawing: DRAWING, volumes: volumes.fingerprint, presence: presence.fingerprint, seed },
    ...{ scores: scores.presence, decisions: decisions.presence },
    ...{ truth: await fingerprintOfFile(study.truth), groundtruth: await fingerprintOfFile(study.groundtruth) },
  };
  const { result, wasFinished } = await run.state.step('explain', inputs, [FILES.explanations], async () => {
    const model = await loadModel(pathOf(run, 'presence'));
    const file = await openVolumes(pathOf(run, 'test'));
    try {
      const boxes = study.truth === null ? null : await readTruthBoxes(study.truth);
      const patients = { model, file, label: PRESENT, signal: run.signal };
      const pointed = boxes && (await pointAtAll(run, patients, boxes));

      const truth = study.groundtruth === null ? null : await readLabels(study.groundtruth);
      const labelsOf = (index: string) => (truth?.has(index) ? Array.from(truth.get(index)!) : undefined);
      const aneurysm = file.index.map((index) => labelsOf(index)?.[0]);
      const chosen = choosePatients(scores.presence, decisions.presence, aneurysm, PICTURES);
      const pictures: Explanations['pictures'] = [];
      const views: PatientViews[] = [];
      await writeFolder(pathOf(run, 'explanations'), async (folder) => {
        const shown = explainPatients({ ...patients, rows: chosen.map(({ row }) => row) });
        for await (const { row, index, volume, cam } of shown) {
          const { outcome } = chosen.find((entry) => entry.row === row)!;
          const locations = LOCATIONS.filter((_, i) => labelsOf(index)?.[i + 1] === 1);
          const picture = { index, outcome, score: scores.presence[row]!, locations };
          const found = boxes?.get(index);
          await writeFile(
            join(folder, `${index}.png`),
            await drawOverlay({ ...captions(picture), volume, heat: cam.views, ...(found ? { boxes: found } : {}) }),
          );
          pictures.push({ ...picture, file: `${FILES.explanations}/${index}.png` });
          const patient = { set: 'test', index, volume, heat: cam.views, boxes: boxesOf(boxes, index) } as const;
          views.push(await writePatientViews(folder, FILES.explanations, patient));
        }
      });
      return { boxHits: pointed && scoreBoxHits(pointed, seed), pictures, views };
    } finally {
      file.close();
      model.dispose();
    }
  });
  run.screen.line(
    `Explanation: ${result.pictures.length} pictures ${wasFinished ? 'from an earlier run' : 'drawn'}, in ${pathOf(run, 'explanations')}`,
  );
  const wrong = await viewWrongPatients(run, study, volumes, presence, evaluations, result.views);
  return { ...result, views: [...result.views, ...wrong] };
}

async function pointAtAll(run: Run, patients: Omit<Patients, 'rows'>, boxes: ReadonlyMap<string, ViewBoxes>) {
  const rows = patients.file.index.flatMap((index, row) => (boxes.has(index) ? [row] : [])).slice(0, MOST_SCORED);
  const title = `Explanation: where the presence model looks in ${rows.length} patients`;
  const progress = run.screen.begin(title, rows.length);
  try {
    return await pointAt({ ...patients, rows }, boxes, (done) => progress.update(done));
  } finally {
    progress.end();
  }
}

function captions({ index, outcome, score, locations }: Omit<Explanations['pictures'][number], 'file'>) {
  const truth = {
    found: `aneurysm (${locations.join(', ') || 'outside the 21 locations'}), found`,
    missed: `aneurysm (${locations.join(', ') || 'outside the 21 locations'}), missed`,
    'false alarm': 'no aneurysm: false alarm',
    'rightly negative': 'no aneurysm, rightly negative',
    unknown: 'truth not known',
  }[outcome];
  return {
    title: `Patient ${index}: ${truth}`,
    subtitle: `Score of an aneurysm ${score.toFixed(3)}. Colour: what speaks for an aneurysm (Grad-CAM); same scale in all views.`,
  };
}
