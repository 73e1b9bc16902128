import { OptionError } from '../errors/option-error';
import type { VolumeFile } from '../hdf5/volume-file';

/** What data sets are made from: an open file, in Node or in a browser. */
export type LabelledVolumes = Pick<VolumeFile, 'length' | 'shape' | 'labelNames' | 'batches'>;

/** What a model is to learn of the labels. */
export interface TargetOptions {
  /** The labels to learn, e.g. `['Aneurysm']` or `LOCATIONS`. Default: all that the file has. */
  readonly labels?: readonly string[];
  /**
   * Makes a volume's target of its labels, in the order of `labels`, e.g. two classes of one label: `([a]) => [1 - a, a]`.
   * Always as many numbers. Default: the labels themselves.
   */
  readonly target?: (labels: Float32Array) => ArrayLike<number>;
}

/** Makes the targets of a batch of its labels. */
export interface Targets {
  /** Numbers a target. */
  readonly width: number;
  /** @throws OptionError if a target has another number of values */
  of(labels: Float32Array): Float32Array;
}

/**
 * The targets that the options ask for.
 *
 * @throws OptionError if there are no labels, or an unknown one or one twice is asked for
 */
export function targetsOf(
  { labelNames }: Pick<LabelledVolumes, 'labelNames'>,
  { labels: wanted = labelNames, target = (row) => row }: TargetOptions,
): Targets {
  const columns = labelColumns(labelNames, wanted);
  const width = target(new Float32Array(columns.length)).length;
  return {
    width,
    of(labels) {
      const rows = labels.length / labelNames.length;
      const targets = new Float32Array(rows * width);
      for (let row = 0; row < rows; row++) {
        const made = target(Float32Array.from(columns, (column) => labels[row * labelNames.length + column]!));
        if (made.length !== width)
          throw new OptionError('target', `${made.length} numbers`, `${width}, as of all zeros`);
        targets.set(made, row * width);
      }
      return targets;
    },
  };
}

function labelColumns(names: readonly string[], wanted: readonly string[]): number[] {
  if (names.length === 0) throw new OptionError('volumes', 'without labels', 'volumes written with labels');
  const wrong = wanted.find((name, at) => !names.includes(name) || wanted.indexOf(name) !== at);
  if (wanted.length === 0 || wrong !== undefined) {
    const found = wrong === undefined ? 'an empty list' : `a list with ${wrong}`;
    throw new OptionError('labels', found, `different ones of ${names.join(', ')}`);
  }
  return wanted.map((name) => names.indexOf(name));
}

/** Each epoch's own seed; beyond 32 bits it begins anew. */
export function seedOfEpoch(seed: number, epoch: number): number {
  return (seed + epoch) | 0;
}
