import { rm } from 'node:fs/promises';
import { publish, realTarget } from '../atomic-file';
import { asWriteError, DatasetValueError, NoPatientsError, OptionError } from '../errors';
import { withFileLock } from '../file-lock';
import { choiceOption, integerOption, isName, namesOption } from '../options';
import type { Progress } from '../study/study';
import { MAX_GREY } from './grey-to-unit';
import { partialFor } from './start-writing';
import type { VolumeFile } from './volume-file';
import { stringWidth, type VolumeDtype } from './volume-format';
import { createVolumes } from './volume-writer';

/** Options of {@link convertVolumes}. */
export interface ConvertVolumesOptions {
  /** `uint8` or `float32`. Default: that of the source, and `float32` if it has another. */
  readonly dtype?: VolumeDtype;
  /** gzip level, 0 to 9. Default: 4. */
  readonly compression?: number;
  /** Called after each patient. */
  readonly onProgress?: (progress: Progress) => void;
  readonly signal?: AbortSignal;
}

/** What {@link convertVolumes} wrote. */
export interface ConvertReport {
  readonly path: string;
  /** [patients, height, width, views] */
  readonly shape: readonly [number, number, number, number];
  /** The patients in the file, in its order. */
  readonly index: readonly string[];
}

/**
 * Write the volumes of an open file, ours or someone else's, or of several, to a new file of this package's format:
 * values, names and labels stay, chunks, compression and checksums are ours. Every value must lie in [0, 1] once it is
 * divided by the source's scale. Memory stays flat, and the file appears whole or not at all.
 *
 * @throws DatasetValueError if a value is outside [0, 1]
 * @throws NoPatientsError, OptionError, FileLockedError, NoSpaceError, WriteError; what reading throws; or the signal's
 * reason
 */
export async function convertVolumes(
  source: VolumeFile,
  file: string,
  options: ConvertVolumesOptions = {},
): Promise<ConvertReport> {
  const { onProgress, signal } = options;
  const { index, labels, shape, views } = source;
  const [length, height, width] = shape;
  const fallback = source.dtype === 'uint8' ? 'uint8' : 'float32';
  const dtype = choiceOption<VolumeDtype>('dtype', options.dtype ?? fallback, ['uint8', 'float32']);
  const compression = integerOption('compression', options.compression, 4, 0, 9);
  const unnamed = index.find((name) => !isName(name));
  if (unnamed !== undefined) {
    throw new OptionError('index', unnamed, 'the data set of names that are not empty and have no blanks around them');
  }
  if (length === 0) throw new NoPatientsError(file, 0);
  signal?.throwIfAborted();
  const layout = {
    ...{ size: height, width, dtype, compression, views: namesOption('views', views), labelNames: labels?.names },
    indexWidth: stringWidth(index),
    // No image is behind them that could be added to.
    recipe: { dtype, source: 'volumes' },
  };
  const toStored = storedValues(source, dtype);
  try {
    const target = await realTarget(file);
    await withFileLock(target, async () => {
      const partial = partialFor(target);
      const writer = await createVolumes(partial, layout);
      try {
        for await (const { x, indices } of source.batches({ batchSize: 1, signal })) {
          const at = indices[0]!;
          const volume = await writer.prepare(toStored(x as Float32Array, at));
          writer.append({ index: index[at]!, volume, labels: labels?.values[at] });
          onProgress?.({ done: at + 1, total: length, patient: index[at]! });
        }
        signal?.throwIfAborted();
        writer.finish();
        await publish(partial, target);
      } catch (error) {
        writer.close();
        await rm(partial, { force: true }).catch(() => {});
        throw error;
      }
    });
  } catch (error) {
    throw asWriteError(file, error);
  }
  return { path: file, shape, index };
}

function storedValues({ path, index }: VolumeFile, dtype: VolumeDtype) {
  return (volume: Float32Array, at: number): Uint8Array | Float32Array => {
    const wrong = volume.find((value) => !(value >= 0 && value <= 1));
    if (wrong !== undefined) {
      const found = `${wrong}, divided by its scale`;
      throw new DatasetValueError(path, 'volumes', [at], index[at], found, 'from 0 to 1: open it with another scale');
    }
    // A grey value divided by 255 and rounded to float32 comes back as itself.
    return dtype === 'float32' ? volume : Uint8Array.from(volume, (value) => Math.round(value * MAX_GREY));
  };
}
