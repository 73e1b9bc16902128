import type { VolumeFile } from '@kium/angio-io';
import { type GradCam, gradCam } from '@kium/efficientnet';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { Pointed } from './box-hits';
import { fieldShares, peaksOf } from './peaks';
import type { ViewBoxes } from './truth-boxes';

/** The presence model's output for "there is an aneurysm". */
export const PRESENT = 1;

/** Some patients of a volume file, and what of a model is to be explained on them. */
export interface Patients {
  model: LayersModel;
  file: VolumeFile;
  /** Positions in the file, from 0. */
  rows: readonly number[];
  /** The model's output. */
  label: number;
  signal: AbortSignal;
}

/** Grad-CAM of one patient after the other. */
export async function* explainPatients({ model, file, rows, label, signal }: Patients) {
  for (const row of rows) {
    signal.throwIfAborted();
    const volume = file.readFloat(row);
    const cam: GradCam = await gradCam(model, volume, { label });
    yield { row, index: file.index[row]!, volume, cam };
    // Ctrl-C is heard between patients.
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/** Where the model looks in patients whose aneurysms are known, as `scoreBoxHits` takes it. */
export async function pointAt(
  patients: Patients,
  boxes: ReadonlyMap<string, ViewBoxes>,
  onProgress: (done: number) => void,
): Promise<Pointed[]> {
  const pointed: Pointed[] = [];
  for await (const { index, volume, cam } of explainPatients(patients)) {
    const shape = cam.views.shape as [number, number, number];
    pointed.push({ index, boxes: boxes.get(index)!, peaks: peaksOf(cam.views), fields: fieldShares(volume, shape) });
    onProgress(pointed.length);
  }
  return pointed;
}
