import { CorruptVolumeError } from '../errors';
import { type DatasetInfo, listDatasets, readAttribute } from './dataset-info';
import { type Hdf5, type Hdf5File, hasCrashed, runHdf5 } from './hdf5';
import { LZF } from './lzf-filter';
import { openHdf5 } from './open-hdf5';
import { FORMAT_NAME } from './volume-format';

/** One data set of an HDF5 file. */
export interface DatasetDescription {
  readonly name: string;
  readonly shape: readonly number[];
  /** The type in words, such as `uint8` or `big-endian int16`. */
  readonly type: string;
  /** The chunks' shape, unless the values lie in one piece. */
  readonly chunks?: readonly number[];
  /** What the chunks go through when they are written, such as `shuffle` and `gzip 4`. */
  readonly filters: readonly string[];
}

/** What an HDF5 file holds, of whatever kind. */
export interface Hdf5Description {
  readonly bytes: number;
  /** Whether it says that it is a volume file of this package. */
  readonly own: boolean;
  /** The root's attributes, those that are text or numbers. */
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly datasets: readonly DatasetDescription[];
  /** As the reader sees them. */
  readonly infos: readonly DatasetInfo[];
}

/**
 * List what an HDF5 file holds; no values are read.
 *
 * @throws FileAccessError, NotHdf5Error, TruncatedFileError, CorruptVolumeError
 */
export async function describeHdf5(path: string): Promise<Hdf5Description> {
  const { hdf5, file, bytes } = await openHdf5(path);
  try {
    return { bytes, ...runHdf5(hdf5, () => contents(hdf5, file)) };
  } catch (error) {
    throw new CorruptVolumeError(path, 'the list of contents', (error as Error).message, { cause: error });
  } finally {
    if (!hasCrashed(hdf5)) file.close();
  }
}

function contents(hdf5: Hdf5, file: Hdf5File): Omit<Hdf5Description, 'bytes'> {
  const names = hdf5.Module.get_attribute_names(file.file_id, '/');
  const attributes = Object.fromEntries(names.map((name) => [name, readAttribute(hdf5, file, '/', name)]));
  const infos = listDatasets(hdf5, file);
  const datasets = infos.map(({ name, shape, type, metadata: { chunks } }): DatasetDescription => {
    const filters = hdf5.Module.get_dataset_filters(file.file_id, name).map(filterName);
    return { name, shape, type, ...(chunks && { chunks }), filters };
  });
  return { own: attributes.format === FORMAT_NAME, attributes, datasets, infos };
}

/** The filters that HDF5 comes with (H5Zpublic.h), and h5py's. */
const FILTERS: Record<number, string> = {
  1: 'gzip',
  2: 'shuffle',
  3: 'fletcher32',
  4: 'szip',
  5: 'nbit',
  6: 'scaleoffset',
  [LZF]: 'lzf',
};

function filterName({ id, name, cd_values: settings }: { id: number; name: string; cd_values: number[] }): string {
  const known = FILTERS[id] ?? (name || `filter ${id}`);
  return id === 1 && settings[0] !== undefined ? `${known} ${settings[0]}` : known;
}
