import type { Metadata } from 'h5wasm';
import { UnsupportedFilterError } from '../errors';
import { type Hdf5, type Hdf5File, runHdf5 } from './hdf5';
import { installLzf, LZF } from './lzf-filter';
import { isString, type StoredDtype, storedDtype, typeName } from './stored-dtype';

/** What is known of a data set without reading its values. */
export interface DatasetInfo {
  /** Its place in the file, such as `/data/images`. */
  readonly name: string;
  readonly shape: readonly number[];
  readonly metadata: Metadata;
  /** Undefined if the values are no numbers. */
  readonly dtype: StoredDtype | undefined;
  /** The type in words. */
  readonly type: string;
}

/** Bytes that one read may take: what HDF5 claims beyond that is damage, or no volume. */
export const MOST_BYTES = 2 ** 30;

/** A data set, or why there is none, in words. To be called inside `runHdf5`. */
export function findDataset(hdf5: Hdf5, file: Hdf5File, name: string): DatasetInfo | string {
  const entity = file.get(name);
  if (entity === null) return `no data set ${name}`;
  if (entity instanceof hdf5.BrokenSoftLink) return `${name} is a link to ${entity.target}, which does not exist`;
  if (entity instanceof hdf5.ExternalLink) {
    return `${name} is a link to ${entity.obj_path} in the file ${entity.filename}, which cannot be opened`;
  }
  if (!(entity instanceof hdf5.Dataset)) return `${name} is a group, not a data set`;
  const { metadata } = entity;
  if (!metadata.shape) return `${name} is empty`;
  return {
    name: entity.path,
    shape: metadata.shape,
    metadata,
    dtype: storedDtype(metadata),
    type: isString(metadata) ? 'strings' : typeName(metadata),
  };
}

/** Every data set of the file, in groups too. To be called inside `runHdf5`. */
export function listDatasets(hdf5: Hdf5, file: Hdf5File): DatasetInfo[] {
  return file
    .paths()
    .map((name) => findDataset(hdf5, file, `/${name}`))
    .filter((found) => typeof found !== 'string');
}

/**
 * An attribute's value, or undefined if there is none. What h5wasm would read whole, however large it is said to be,
 * is looked at first. To be called inside `runHdf5`.
 */
export function readAttribute(hdf5: Hdf5, file: Hdf5File, object: string, name: string): unknown {
  const { Module } = hdf5;
  if (!Module.get_attribute_names(file.file_id, object).includes(name)) return undefined;
  const { shape, size, total_size } = Module.get_attribute_metadata(file.file_id, object, name);
  // An attribute in the object's header has 64 KiB at most; a longer one is no text or number of ours.
  if (!shape || size * total_size > 2 ** 20) return undefined;
  return new hdf5.Attribute(file.file_id, object, name).json_value ?? undefined;
}

/**
 * See that HDF5 has the code for the data set's filters; it would only find out in the middle of reading.
 *
 * @throws UnsupportedFilterError, Hdf5Failure
 */
export function prepareFilters(
  hdf5: Hdf5,
  file: Hdf5File,
  path: string,
  { name }: DatasetInfo,
  pluginFolder: () => string,
): void {
  for (const { id, name: filter } of runHdf5(hdf5, () => hdf5.Module.get_dataset_filters(file.file_id, name))) {
    if (id === LZF) runHdf5(hdf5, () => installLzf(hdf5, pluginFolder));
    else if (id > hdf5.Module.H5Z_FILTER_SCALEOFFSET) {
      throw new UnsupportedFilterError(path, name, id, FILTERS[id] ?? filter);
    }
  }
}

/** Common filters by their registered numbers (The HDF Group, "Registered Filter Plugins"). */
const FILTERS: Record<number, string> = {
  305: 'LZO',
  307: 'bzip2',
  32001: 'Blosc',
  32004: 'LZ4',
  32008: 'bitshuffle',
  32013: 'ZFP',
  32015: 'Zstandard',
  32017: 'SZ',
  32018: 'FCIDECOMP',
  32019: 'JPEG',
  32026: 'Blosc2',
};
