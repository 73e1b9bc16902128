import { openVolumes } from '@kium/angio-io';
import { loadModel } from '@kium/training';
import { explainPatients, PRESENT } from './explain-patients';
import { writeFolder } from './files';
import { DRAWING, type PatientViews, writePatientViews } from './patient-views';
import { FILES, pathOf, type Run } from './run';
import { fingerprintOfFile } from './state';
import type { Study } from './steps/1-study';
import type { Volumes } from './steps/2-volumes';
import type { Evaluations } from './steps/6-evaluate';
import type { Trained } from './train-model';
import { boxesOf, readTruthBoxes } from './truth-boxes';

/**
 * The views of the patients whom the models get most wrong, of those whose figures the report shows.
 *
 * @param drawn - test patients whose views there are already: they are left out
 */
export async function viewWrongPatients(
  run: Run,
  study: Study,
  volumes: Volumes,
  presence: Trained,
  { test, heldOut }: Evaluations,
  drawn: readonly PatientViews[],
): Promise<PatientViews[]> {
  const set = test ? 'test' : 'train';
  const { missed, falseAlarms, locations } = (test ?? heldOut).evaluation.worst;
  const known = new Set(drawn.filter((patient) => patient.set === set).map(({ index }) => index));
  const all = new Set([...missed, ...falseAlarms, ...locations].map(({ index }) => index));
  const wanted = [...all].filter((index) => !known.has(index));
  const inputs = {
    ...{ drawing: DRAWING, volumes: volumes.fingerprint, presence: presence.fingerprint, set, wanted },
    truth: await fingerprintOfFile(study.truth),
  };
  // A step of its own: other thresholds make other patients wrong, and leave the explanations as they are.
  const { result } = await run.state.step('wrong-patients', inputs, [FILES.wrongPatients], async () => {
    const model = await loadModel(pathOf(run, 'presence'));
    const file = await openVolumes(pathOf(run, set));
    try {
      const boxes = study.truth === null ? null : await readTruthBoxes(study.truth, set);
      const rows = wanted.map((index) => file.index.indexOf(index));
      const views: PatientViews[] = [];
      await writeFolder(pathOf(run, 'wrongPatients'), async (folder) => {
        const shown = explainPatients({ model, file, label: PRESENT, signal: run.signal, rows });
        for await (const { index, volume, cam } of shown) {
          const patient = { set, index, volume, heat: cam.views, boxes: boxesOf(boxes, index) } as const;
          views.push(await writePatientViews(folder, FILES.wrongPatients, patient));
        }
      });
      return views;
    } finally {
      file.close();
      model.dispose();
    }
  });
  return result;
}
