import type { VolumeFile } from '@kium/angio-io';
import type { InputData, TrainingData } from '@kium/training';

/** The volumes of a file as what `predict` takes. */
export function volumeInputs(file: VolumeFile): InputData {
  const [, ...inputShape] = file.shape;
  return { length: file.length, inputShape, batch: (indices) => ({ x: readVolumes(file, indices) }) };
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
  return {
    ...volumeInputs(file),
    outputShape: [outputs],
    batch: (indices) => ({
      x: readVolumes(file, indices),
      y: Float32Array.from(indices.flatMap((at) => target(labels[at]!))),
    }),
  };
}

function readVolumes(file: VolumeFile, indices: readonly number[]): Float32Array {
  const [, height, width, views] = file.shape;
  const size = height * width * views;
  const x = new Float32Array(indices.length * size);
  indices.forEach((at, row) => {
    x.set(file.readFloat(at), row * size);
  });
  return x;
}
