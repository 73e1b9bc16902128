import { crc32 } from '../crc32';
import { CorruptVolumeError } from '../errors';
import { Labels } from '../tables/labels';
import { checkDuplicates } from './check-duplicates';
import { type DatasetInfo, prepareFilters } from './dataset-info';
import { readForeignHeader } from './foreign-header';
import { type Hdf5, Hdf5Failure, type Hdf5File, hasCrashed } from './hdf5';
import type { OpenVolumesOptions } from './open-options';
import { readOwnHeader } from './own-header';
import { reading } from './read-error';
import { rowReader } from './row-reader';
import { type ReadOptions, type StoredVolumes, storedVolumes } from './stored-volumes';
import type { VolumeHeader } from './volume-header';

/** What the surroundings of the reader add to the caller's options. */
export interface ReadSettings extends OpenVolumesOptions, ReadOptions {
  /** Do not stop at patients whose name or labels are damaged; they are listed in `damaged`. */
  readonly keepDamaged?: boolean;
  /** Makes an empty folder in the file system that HDF5 sees. Default: one in memory, as browsers have it. */
  readonly pluginFolder?: () => string;
}

/**
 * The volumes of an HDF5 file that is open already: what `openVolumes` gives once it has found the file. The file is
 * theirs then: closing them closes it, and so does any error here.
 *
 * @param path names the file in errors
 * @throws NotVolumesError, CorruptVolumeError, DatasetValueError, RepeatedPatientError, UnsupportedFilterError,
 *   OptionError
 */
export function openStoredVolumes(
  hdf5: Hdf5,
  file: Hdf5File,
  path: string,
  settings: ReadSettings = {},
): StoredVolumes {
  try {
    const header = readHeader(hdf5, file, path, settings);
    const { damaged, index } = header;
    if (damaged.length > 0 && !settings.keepDamaged) {
      const part = `the name or the labels of patient ${index[damaged[0]!]} (position ${damaged[0]})`;
      throw new CorruptVolumeError(path, part, 'they do not agree with their checksum');
    }
    if (settings.duplicates !== 'keep') checkDuplicates(index, (at) => ({ path, at }));
    return storedVolumes(hdf5, file, header, settings);
  } catch (error) {
    if (!hasCrashed(hdf5)) file.close();
    throw error;
  }
}

function readHeader(hdf5: Hdf5, file: Hdf5File, path: string, settings: ReadSettings): VolumeHeader {
  const { volumes, pluginFolder = () => '/kium-hdf5' } = settings;
  const prepare = (info: DatasetInfo) =>
    reading(path, info.name, () => prepareFilters(hdf5, file, path, info, pluginFolder));
  if (volumes !== undefined) return readForeignHeader(hdf5, file, path, { ...settings, volumes }, prepare);
  const header = readOwnHeader(hdf5, file, path, prepare);
  if (!header.unfinished || !header.checksums) return header;
  return reading(path, 'the last volume', () => withoutTorn(hdf5, file, header));
}

/** Leave out a last patient of whom a killed process has not written everything. */
function withoutTorn(hdf5: Hdf5, file: Hdf5File, header: VolumeHeader): VolumeHeader {
  const last = header.shape[0] - 1;
  if (last < 0) return header;
  if (!header.damaged.includes(last) && isWhole(hdf5, file, header, last)) return header;
  const { shape, index, labels, checksums, damaged } = header;
  return {
    ...header,
    shape: [last, shape[1], shape[2], shape[3]],
    index: index.slice(0, last),
    labels:
      labels && new Labels({ ...labels, index: labels.index.slice(0, last), values: labels.values.slice(0, last) }),
    checksums: checksums!.slice(0, last),
    damaged: damaged.filter((at) => at < last),
  };
}

function isWhole(hdf5: Hdf5, file: Hdf5File, header: VolumeHeader, at: number): boolean {
  const rows = rowReader(hdf5, file, header.volumes);
  try {
    return crc32(rows.read(at)) === header.checksums![at];
  } catch (error) {
    if (!(error instanceof Hdf5Failure) || error.crashed) throw error;
    return false;
  } finally {
    rows.free();
  }
}
