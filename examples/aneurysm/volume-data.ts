import type { VolumeFile } from '@kium/angio-io';
import { type InputData, sampleData, type TrainingData } from '@kium/training';

/** The volumes of a file as what `predict` takes. */
export function volumeInputs(file: VolumeFile): InputData {
  return sampleData(inputs(file));
}

/**
 * The volumes and labels of a file as what `fit` takes.
 *
 * @param target - makes a target of a patient's 22 labels (Aneurysm, then the 21 locations)
 */
export function volumeData(
  file: VolumeFile,
  outputs: number,
  target: (labels: ArrayLike<number>) => number[],
): TrainingData {
  const labels = file.labels!.values;
  return sampleData({ ...inputs(file), outputShape: [outputs], y: (index) => target(labels[index]!) });
}

function inputs(file: VolumeFile) {
  const [, ...inputShape] = file.shape;
  return { length: file.length, inputShape, x: (index: number) => file.readFloat(index) };
}
