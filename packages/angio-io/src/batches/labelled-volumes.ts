import { OptionError } from '../errors/option-error';
import type { VolumeFile } from '../hdf5/volume-file';

/** What data sets are made from: an open file, in Node or in a browser. */
export type LabelledVolumes = Pick<VolumeFile, 'length' | 'shape' | 'labelNames' | 'batches'>;

/**
 * The places of the labels to learn among those that the volumes have.
 *
 * @throws OptionError if there is none, an unknown one or one twice
 */
export function labelColumns({ labelNames }: Pick<LabelledVolumes, 'labelNames'>, wanted = labelNames): number[] {
  if (labelNames.length === 0) throw new OptionError('volumes', 'without labels', 'volumes written with labels');
  const wrong = wanted.find((name, at) => !labelNames.includes(name) || wanted.indexOf(name) !== at);
  if (wanted.length === 0 || wrong !== undefined) {
    const found = wrong === undefined ? 'an empty list' : `a list with ${wrong}`;
    throw new OptionError('labels', found, `different ones of ${labelNames.join(', ')}`);
  }
  return wanted.map((name) => labelNames.indexOf(name));
}

/** Some columns of rows that have `width` of them. */
export function pickColumns(rows: Float32Array, columns: readonly number[], width: number): Float32Array {
  const picked = new Float32Array((rows.length / width) * columns.length);
  for (let at = 0; at < picked.length; at++) {
    const row = Math.floor(at / columns.length);
    picked[at] = rows[row * width + columns[at % columns.length]!]!;
  }
  return picked;
}

/** Each epoch's own seed; beyond 32 bits it begins anew. */
export function seedOfEpoch(seed: number, epoch: number): number {
  return (seed + epoch) | 0;
}
